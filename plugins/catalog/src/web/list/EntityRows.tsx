import type { Entity } from '@callboard/model'
import { type IconName, useShortcutOn } from '@callboard/web'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { refOf } from '../entity-names.ts'
import type { Starred } from '../starred.ts'
import type { Column } from './columns.tsx'
import { EntityRow, ExpectedRow } from './EntityRow.tsx'
import { rowKeys } from './row-keys.ts'
import { drawnWhole, heightOfRow, rowsInSight, scrollToRow, useRowWindow } from './row-window.ts'
import type { Selection } from './selection.ts'

/** What {@link EntityRows} shows. */
export interface EntityRowsProps {
  body: RefObject<HTMLTableSectionElement | null>
  /** How many rows the list has. */
  count: number
  /** The row to begin at, from 0. */
  first: number
  /** Undefined for what has not been read yet. */
  entityAt: (row: number) => Entity | undefined
  /** Told which rows are drawn, so that they are read. */
  onWindow: (start: number, end: number) => void
  columns: readonly Column[]
  iconOf: (kind: string) => IconName | undefined
  selection: Selection
  starred: Starred
  /** The ref of the entity in the preview. */
  previewed: string | undefined
  onPreview: (ref: string | undefined) => void
}

/** The rows of a list, as far as they are near the window; follows the scrolling by itself. */
export function EntityRows(props: EntityRowsProps) {
  const { body, count, first, entityAt, onWindow, columns, iconOf, selection, starred, previewed, onPreview } = props
  const { start, end, rowHeight } = useRowWindow(body, count, first)
  const handlers = useHandlers(props)
  const hasKeys = useShortcutOn('rows')
  const focusRow = useRowFocus(body, count)
  useBeginning(body, first, count <= drawnWhole ? undefined : rowHeight)
  useEffect(() => onWindow(start, end), [onWindow, start, end])
  const withEntity = (row: number, act: (entity: Entity) => void) => {
    const entity = entityAt(row)
    if (entity) act(entity)
  }
  const onKeyDown = (event: KeyboardEvent) =>
    rowKeys(event, {
      move: focusRow,
      select: (row) => withEntity(row, handlers.onSelect),
      preview: (row) => withEntity(row, handlers.onPreview),
      closePreview: () => onPreview(undefined),
    })
  const rows = Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at)
  return (
    <tbody ref={body} onKeyDown={hasKeys ? onKeyDown : undefined}>
      <Room rows={start} rowHeight={rowHeight} />
      {rows.map((row) => {
        const entity = entityAt(row)
        // The heading is row 1.
        if (!entity) return <ExpectedRow key={row} row={row} place={row + 2} />
        const ref = refOf(entity)
        return (
          <EntityRow
            key={ref}
            entity={entity}
            row={row}
            place={row + 2}
            columns={columns}
            icon={iconOf(entity.kind)}
            isSelected={selection.has(ref)}
            isPreviewed={ref === previewed}
            isStarred={starred.has(ref)}
            {...handlers}
          />
        )
      })}
      <Room rows={count - end} rowHeight={rowHeight} />
    </tbody>
  )
}

/** The list opens where the address says; one that replaces another opens at its top, however far down that was. */
function useBeginning(body: EntityRowsProps['body'], first: number, roomPerRow: number | undefined) {
  const beginning = useRef<number | undefined>(first)
  useLayoutEffect(() => {
    const row = beginning.current
    if (!body.current || row === undefined) return
    if (row > 0 || rowsInSight(body.current, Number.MAX_SAFE_INTEGER).first > 0) scrollToRow(body.current, row)
    // The room of the other rows is a guess at first: until it is right, the page may be too short to scroll so far.
    if (roomPerRow === undefined || Math.abs(heightOfRow(body.current) - roomPerRow) < 0.5)
      beginning.current = undefined
  })
}

/** Moves the focus to a row's link. One that is not drawn is scrolled to first, and gets it as soon as it is there. */
function useRowFocus(body: EntityRowsProps['body'], count: number): (row: number) => void {
  const wanted = useRef<number>(undefined)
  const focusIfThere = () => {
    const link = body.current?.querySelector<HTMLElement>(`tr[data-row="${wanted.current}"] th a`)
    if (!link) return false
    wanted.current = undefined
    link.focus()
    return true
  }
  useLayoutEffect(() => {
    if (wanted.current !== undefined) focusIfThere()
  })
  return (row) => {
    if (row < 0 || row >= count) return
    wanted.current = row
    if (!focusIfThere() && body.current) scrollToRow(body.current, Math.max(0, row - 3))
  }
}

/** The same functions for every drawing, doing what the latest props say: rows that stay are not drawn again. */
function useHandlers(props: EntityRowsProps) {
  const latest = useRef(props)
  latest.current = props
  const handlers = useRef({
    onSelect: (entity: Entity) => latest.current.selection.toggle([entity]),
    onStar: (entity: Entity) => void latest.current.starred.toggle([refOf(entity)]),
    onPreview: (entity: Entity) => {
      const { previewed, onPreview } = latest.current
      onPreview(refOf(entity) === previewed ? undefined : refOf(entity))
    },
  })
  return handlers.current
}

/** Keeps the room of rows that are not drawn. */
function Room({ rows, rowHeight }: { rows: number; rowHeight: number }) {
  if (rows <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true" className="cat-room">
      <td style={{ height: rows * rowHeight }} />
    </tr>
  )
}
