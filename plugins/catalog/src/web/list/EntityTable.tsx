import { useText } from '@callboard/web'
import { useEffect, useRef, useState } from 'react'
import { useEntityPage, useEntityPages } from '../api.ts'
import { refOf } from '../entity-names.ts'
import { useKindWords } from '../kind-words.ts'
import { useStarred } from '../starred.ts'
import type { Go } from './CatalogPage.tsx'
import { columnsOf } from './columns.tsx'
import { EntityRows } from './EntityRows.tsx'
import { changed, type Known, type ListState, type Sort } from './list-state.ts'
import { NothingListed } from './NothingListed.tsx'
import { Peek } from './Peek.tsx'
import { Position } from './Position.tsx'
import { chunkSize, chunkWith, oneChunk, wholeList } from './question.ts'
import { SortedHeading } from './SortedHeading.tsx'
import type { Selection } from './selection.ts'

/** What an {@link EntityTable} shows. */
export interface EntityTableProps {
  state: ListState
  known: Known
  /** Whether the next rows are on their way. */
  isStale: boolean
  selection: Selection
  /** The ref of the entity in the preview. */
  previewed: string | undefined
  onPreview: (ref: string | undefined) => void
  go: Go
}

/** Rows that are read before they are drawn. */
const ahead = 30

/** Dragging the scroll bar passes places where nobody means to stay. */
const settleMs = 80

/** The chunks of the list that are read. */
interface Range {
  from: number
  to: number
}

/** The list of entities, of which only what is near the window is read and drawn. */
export function EntityTable(props: EntityTableProps) {
  const { state, known, isStale, selection, previewed, onPreview, go } = props
  const t = useText()
  const list = wholeList(state, known)
  const name = JSON.stringify(list)
  // Where this list was opened; the address goes on to tell where it is.
  const [opened, setOpened] = useState({ name, first: state.row - 1 })
  if (opened.name !== name) setOpened({ name, first: state.row - 1 })
  const first = opened.name === name ? opened.first : state.row - 1
  const { totalItems } = useEntityPage(oneChunk(list, chunkWith(first)))
  const [range, setRange] = useState<Range>({ from: chunkWith(first), to: chunkWith(first) })
  const body = useRef<HTMLTableSectionElement>(null)

  const lastChunk = chunkWith(Math.max(0, totalItems - 1))
  const onWindow = useRangeOf(range, setRange)
  const from = Math.min(range.from, lastChunk)
  const numbers = Array.from({ length: Math.min(range.to, lastChunk) - from + 1 }, (_, at) => from + at)
  const chunks = useEntityPages(numbers.map((chunk) => oneChunk(list, chunk)))
  const wordsOf = useKindWords()
  const starred = useStarred()
  if (totalItems === 0) return <NothingListed state={state} go={go} />

  const entityAt = (row: number) => chunks[chunkWith(row) - from]?.[row % chunkSize]
  const read = chunks.flatMap((chunk) => chunk ?? [])
  const words = wordsOf(state.kind)
  const columns = columnsOf(state.kind, words.columns, state.columns, t).shown
  const sortBy = (sort: Sort) => go(changed(state, { sort }))
  const isAllSelected = read.length > 0 && read.every((entity) => selection.has(refOf(entity)))
  return (
    <>
      <Position body={body} count={totalItems} />
      <Peek>
        <div className="cat-table-frame" aria-busy={isStale}>
          <table className="cat-table" aria-rowcount={totalItems + 1}>
            <caption className="cb-visually-hidden">
              {state.kind === 'all' ? t('list.caption.all', 'Entities of all kinds') : words.plural}
            </caption>
            <thead>
              <tr aria-rowindex={1}>
                <td className="cat-column-select">
                  <input
                    type="checkbox"
                    checked={isAllSelected}
                    aria-label={
                      totalItems <= chunkSize
                        ? t('list.select-all', 'Select all')
                        : t('list.select-read', 'Select the rows around here')
                    }
                    onChange={() => selection.toggle(read)}
                  />
                </td>
                <SortedHeading
                  title={t('column.name', 'Name')}
                  field="metadata.name"
                  id="name"
                  sort={state.sort}
                  onSort={sortBy}
                />
                {columns.map(({ id, title, sortField }) => (
                  <SortedHeading key={id} id={id} title={title} field={sortField} sort={state.sort} onSort={sortBy} />
                ))}
                <td className="cat-column-actions" />
              </tr>
            </thead>
            <EntityRows
              key={name}
              body={body}
              count={totalItems}
              first={first}
              entityAt={entityAt}
              onWindow={onWindow}
              columns={columns}
              iconOf={(kind) => wordsOf(kind).icon}
              selection={selection}
              starred={starred}
              previewed={previewed}
              onPreview={onPreview}
            />
          </table>
        </div>
      </Peek>
    </>
  )
}

/** Has what is drawn, and what will be next, read: at once where the way leads on, after a pause where it jumps. */
function useRangeOf(range: Range, setRange: (range: Range) => void) {
  const latest = useRef(range)
  latest.current = range
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const told = useRef((start: number, end: number) => {
    clearTimeout(timer.current)
    const next = { from: chunkWith(Math.max(0, start - ahead)), to: chunkWith(end - 1 + ahead) }
    const { from, to } = latest.current
    if (next.from === from && next.to === to) return
    const isNear = next.from <= to + 1 && next.to >= from - 1
    if (isNear) setRange(next)
    else timer.current = setTimeout(() => setRange(next), settleMs)
  })
  return told.current
}
