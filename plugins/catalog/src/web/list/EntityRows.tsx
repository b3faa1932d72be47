import type { Entity } from '@callboard/model'
import { type IconName, useShortcutOn } from '@callboard/web'
import { type KeyboardEvent, useRef } from 'react'
import { refOf } from '../entity-names.ts'
import type { Starred } from '../starred.ts'
import type { Column } from './columns.tsx'
import { EntityRow } from './EntityRow.tsx'
import { focusRow, rowKeys } from './row-keys.ts'
import { useRowWindow } from './row-window.ts'
import type { Selection } from './selection.ts'

/** What {@link EntityRows} shows. */
export interface EntityRowsProps {
  items: readonly Entity[]
  /** The place of the first of them within all pages; the heading is row 1. */
  firstPlace: number
  columns: readonly Column[]
  iconOf: (kind: string) => IconName | undefined
  selection: Selection
  starred: Starred
  /** The ref of the entity in the preview. */
  previewed: string | undefined
  onPreview: (ref: string | undefined) => void
}

/** The rows of a page, as far as they are near the window; follows the scrolling by itself. */
export function EntityRows(props: EntityRowsProps) {
  const { items, firstPlace, columns, iconOf, selection, starred, previewed, onPreview } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const { start, end, rowHeight } = useRowWindow(body, items.length)
  const handlers = useHandlers(props)
  const hasKeys = useShortcutOn('rows')
  const onKeyDown = (event: KeyboardEvent) =>
    rowKeys(event, {
      move: (row) => focusRow(body.current, { row, count: items.length, rowHeight }),
      select: (row) => items[row] && selection.toggle([items[row]]),
      preview: (row) => items[row] && handlers.onPreview(items[row]),
      closePreview: () => onPreview(undefined),
    })
  return (
    <tbody ref={body} onKeyDown={hasKeys ? onKeyDown : undefined}>
      <Room rows={start} rowHeight={rowHeight} />
      {items.slice(start, end).map((entity, at) => {
        const ref = refOf(entity)
        return (
          <EntityRow
            key={ref}
            entity={entity}
            row={start + at}
            place={firstPlace + start + at}
            columns={columns}
            icon={iconOf(entity.kind)}
            isSelected={selection.has(ref)}
            isPreviewed={ref === previewed}
            isStarred={starred.has(ref)}
            {...handlers}
          />
        )
      })}
      <Room rows={items.length - end} rowHeight={rowHeight} />
    </tbody>
  )
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
