import { useText } from '@callboard/web'
import { useKindWords } from '../kind-words.ts'
import type { Go } from './CatalogPage.tsx'
import { columnsOf } from './columns.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import type { ListState } from './list-state.ts'

/** Chooses the columns besides the name. */
export function ColumnMenu({ state, go }: { state: ListState; go: Go }) {
  const t = useText()
  const declared = useKindWords()(state.kind).columns
  const { all, shown } = columnsOf(state.kind, declared, state.columns, t)
  const byItself = columnsOf(state.kind, declared, undefined, t).shown.map(({ id }) => id)
  function choose(chosen: readonly string[]) {
    const columns = all.map(({ id }) => id).filter((id) => chosen.includes(id))
    // The rows stay the same: so does the page.
    go({ ...state, columns: columns.join() === byItself.join() ? undefined : columns }, 'replace')
  }
  return (
    <FilterMenu
      label={t('columns', 'Columns')}
      legend={t('columns.legend', 'Columns to show')}
      telling="label"
      icon="columns"
      options={all.map(({ id, title }) => ({ value: id, title }))}
      chosen={shown.map(({ id }) => id)}
      onChange={choose}
    />
  )
}
