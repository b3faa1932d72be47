import { Button, Icon, shortRef, type Text, useLanguageTag, useRead, useText } from '@callboard/web'
import { entityFacetsByPredicate } from '../../model/routes-read.ts'
import type { Go } from './CatalogPage.tsx'
import { FilterMenu, type FilterOption } from './FilterMenu.tsx'
import {
  changed,
  cleared,
  type FilterName,
  filtered,
  filterKeys,
  filterNames,
  isNarrowed,
  type Known,
  type ListState,
  predicateOf,
  type Status,
  statuses,
  statusKeys,
} from './list-state.ts'

/** What a {@link FilterBar} shows. */
export interface FilterBarProps {
  /** What the counts are for; lags behind while they are read. */
  state: ListState
  /** What the address says now. */
  current: ListState
  known: Known
  go: Go
}

/** The filters, each with the values there are and how many entities they would leave. */
export function FilterBar(props: FilterBarProps) {
  const t = useText()
  return (
    <section className="cat-filters" aria-label={t('list.filters', 'Filters')}>
      {filterNames.map((name) => (
        <Filter key={name} name={name} {...props} />
      ))}
      <StatusFilter {...props} />
    </section>
  )
}

/** What is chosen, piece by piece, with what each leaves; pressing one takes it away. */
export function FilterChips(props: FilterBarProps) {
  const t = useText()
  const { current, go } = props
  if (!isNarrowed(current)) return null
  return (
    <ul className="cat-chips" aria-label={t('list.chips', 'Chosen filters')}>
      {filterNames.map((name) => (
        <ChipsOf key={name} name={name} {...props} />
      ))}
      <StatusChips {...props} />
      {current.text.trim() !== '' && (
        <Chip label={`“${current.text.trim()}”`} onRemove={() => go(changed(current, { text: '' }))} />
      )}
      <li>
        <Button look="quiet" icon="close" onPress={() => go(cleared(current))}>
          {t('list.clear', 'Clear filters')}
        </Button>
      </li>
    </ul>
  )
}

type OneFilter = FilterBarProps & { name: FilterName }

function Filter({ name, current, go, ...rest }: OneFilter) {
  const t = useText()
  const options = useOptions({ name, current, go, ...rest })
  const chosen = current.filters[name]
  // One namespace for everything is no choice.
  if (options.length === 0 || (name === 'namespace' && options.length === 1 && chosen.length === 0)) return null
  return (
    <FilterMenu
      label={labelOf(name, t)}
      options={options}
      chosen={chosen}
      onChange={(values) => go(filtered(current, name, values))}
    />
  )
}

function ChipsOf(props: OneFilter) {
  const t = useText()
  const { name, current, go } = props
  const options = useOptions(props)
  const chosen = current.filters[name]
  return options
    .filter(({ value }) => chosen.includes(value))
    .map(({ value, title, count }) => (
      <Chip
        key={value}
        label={`${labelOf(name, t)}: ${title}`}
        count={count}
        onRemove={() =>
          go(
            filtered(
              current,
              name,
              chosen.filter((other) => other !== value),
            ),
          )
        }
      />
    ))
}

function StatusFilter(props: FilterBarProps) {
  const t = useText()
  const { current, go } = props
  const options = useStatusOptions(props)
  return (
    <FilterMenu
      label={t('filter.status', 'Status')}
      options={options}
      chosen={current.statuses}
      onChange={(values) => go(changed(current, { statuses: statuses.filter((status) => values.includes(status)) }))}
    />
  )
}

function StatusChips(props: FilterBarProps) {
  const t = useText()
  const { current, go } = props
  return useStatusOptions(props)
    .filter(({ value }) => current.statuses.includes(value))
    .map(({ value, title, count }) => (
      <Chip
        key={value}
        label={`${t('filter.status', 'Status')}: ${title}`}
        count={count}
        onRemove={() => go(changed(current, { statuses: current.statuses.filter((other) => other !== value) }))}
      />
    ))
}

function Chip({ label, count, onRemove }: { label: string; count?: number | undefined; onRemove: () => void }) {
  const t = useText()
  const language = useLanguageTag()
  return (
    <li>
      <button
        type="button"
        className="cat-chip"
        aria-label={t('list.chip.remove', 'Remove the filter {label}', { label })}
        onClick={onRemove}
      >
        {label}
        {count !== undefined && <span className="cat-count">{new Intl.NumberFormat(language).format(count)}</span>}
        <Icon name="close" />
      </button>
    </li>
  )
}

/** The values of a filter; filters and chips that ask the same share one request. */
function useOptions({ name, state, current, known }: OneFilter): FilterOption[] {
  const isChosen = state.filters[name].length > 0
  const facets = useFacets([filterKeys[name]], predicateOf(state, known, isChosen ? name : undefined), isChosen)
  const counts = new Map((facets[filterKeys[name]] ?? []).map(({ value, count }) => [value, count]))
  for (const value of current.filters[name]) counts.set(value, counts.get(value) ?? 0)
  return [...counts].map(([value, count]) => ({ value, count, title: name === 'owner' ? shortRef(value) : value }))
}

/** The statuses, with how many entities have each; 0 is an answer, too. */
function useStatusOptions({ state, known }: FilterBarProps) {
  const t = useText()
  const isChosen = state.statuses.length > 0
  const query = predicateOf(state, known, isChosen ? 'status' : undefined)
  const facets = useFacets(Object.values(statusKeys), query, isChosen)
  return statuses.map((value) => ({
    value,
    title: statusTitle(value, t),
    count: facets[statusKeys[value]]?.find((one) => one.value === 'true')?.count ?? 0,
  }))
}

/** Filters without a choice share one request; one with a choice of its own also counts what else could be chosen. */
function useFacets(keys: readonly string[], query: Record<string, unknown>, isOwn: boolean) {
  return useRead(entityFacetsByPredicate, { body: { facets: isOwn ? [...keys] : everyKey, query } }).facets
}

const everyKey = [...Object.values(filterKeys), ...Object.values(statusKeys)]

function statusTitle(status: Status, t: Text): string {
  switch (status) {
    case 'problems':
      return t('filter.status.problems', 'Has problems')
    case 'orphan':
      return t('filter.status.orphan', 'Orphan: no source gives it any more')
  }
}

function labelOf(name: FilterName, t: Text): string {
  switch (name) {
    case 'type':
      return t('filter.type', 'Type')
    case 'owner':
      return t('filter.owner', 'Owner')
    case 'lifecycle':
      return t('filter.lifecycle', 'Lifecycle')
    case 'tag':
      return t('filter.tag', 'Tag')
    case 'namespace':
      return t('filter.namespace', 'Namespace')
  }
}
