import { useText } from '@callboard/web'
import { useEntityPage } from '../api.ts'
import { refOf } from '../entity-names.ts'
import { useKindWords } from '../kind-words.ts'
import { useStarred } from '../starred.ts'
import type { Go } from './CatalogPage.tsx'
import { columnsOf } from './columns.tsx'
import { EntityRows } from './EntityRows.tsx'
import { changed, type Known, type ListState, type Sort } from './list-state.ts'
import { NothingListed } from './NothingListed.tsx'
import { Pager } from './Pager.tsx'
import { onePage } from './question.ts'
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

/** One page of entities. */
export function EntityTable(props: EntityTableProps) {
  const { state, known, isStale, selection, previewed, onPreview, go } = props
  const t = useText()
  const page = useEntityPage(onePage(state, known))
  const wordsOf = useKindWords()
  const starred = useStarred()
  if (page.items.length === 0) return <NothingListed state={state} go={go} />

  const words = wordsOf(state.kind)
  const columns = columnsOf(state.kind, words.columns, state.columns, t).shown
  const sortBy = (sort: Sort) => go(changed(state, { sort }))
  const isAllSelected = page.items.every((entity) => selection.has(refOf(entity)))
  return (
    <>
      {known.isCut && (
        <p className="cb-muted">
          {t('list.problems-cut', 'There are more problems than these; the gravest are here.')}
        </p>
      )}
      <div className="cat-table-frame" aria-busy={isStale}>
        <table className="cat-table" aria-rowcount={page.totalItems + 1}>
          <caption className="cb-visually-hidden">
            {state.kind === 'all' ? t('list.caption.all', 'Entities of all kinds') : words.plural}
          </caption>
          <thead>
            <tr aria-rowindex={1}>
              <td className="cat-column-select">
                <input
                  type="checkbox"
                  checked={isAllSelected}
                  aria-label={t('list.select-page', 'Select this page')}
                  onChange={() => selection.toggle(page.items)}
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
            items={page.items}
            firstPlace={(state.page - 1) * state.pageSize + 2}
            columns={columns}
            iconOf={(kind) => wordsOf(kind).icon}
            selection={selection}
            starred={starred}
            previewed={previewed}
            onPreview={onPreview}
          />
        </table>
      </div>
      <Pager state={state} totalItems={page.totalItems} pageInfo={page.pageInfo} go={go} />
    </>
  )
}
