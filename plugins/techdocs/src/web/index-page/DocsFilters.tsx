import { entityFacetsByPredicate } from '@callboard/plugin-catalog'
import { Button, Icon, Popup, shortRef, useCall, useDraftText, useText } from '@callboard/web'
import { useQuery } from '@tanstack/react-query'
import {
  type DocsListState,
  documented,
  everything,
  type FilterName,
  filterKeys,
  filterNames,
  isNarrowed,
  type Scope,
  scopes,
} from './docs-list-state.ts'

/** What {@link DocsFilters} edit. */
export interface DocsFiltersProps {
  state: DocsListState
  onChange: (state: DocsListState, history?: 'push' | 'replace') => void
}

/** What the list is narrowed by, and how it is shown. */
export function DocsFilters({ state, onChange }: DocsFiltersProps) {
  const t = useText()
  const facets = useFacets()
  const scopeWords: Record<Scope, string> = {
    all: t('index.all', 'All'),
    owned: t('index.owned', 'Owned'),
    starred: t('index.starred', 'Starred'),
  }
  const labels: Record<FilterName, string> = {
    owner: t('index.owner', 'Owner'),
    kind: t('index.kind', 'Kind'),
    type: t('index.type', 'Type'),
    tag: t('index.tag', 'Tag'),
  }
  return (
    <search className="td-filters">
      <TextFilter text={state.text} onChange={(text) => onChange({ ...state, text }, 'replace')} />
      <Choice
        legend={t('index.scope', 'Whose docs')}
        options={scopes.map((scope) => [scope, scopeWords[scope]] as const)}
        chosen={state.scope}
        onChoose={(scope) => onChange({ ...state, scope })}
      />
      {filterNames.map((name) => (
        <FilterMenu
          key={name}
          label={labels[name]}
          options={facets[name].map(({ value, count }) => ({
            value,
            title: name === 'owner' ? shortRef(value) : value,
            count,
          }))}
          chosen={state.filters[name]}
          onChange={(chosen) => onChange({ ...state, filters: { ...state.filters, [name]: chosen } })}
        />
      ))}
      {isNarrowed(state) && (
        <Button look="quiet" onPress={() => onChange(everything(state))}>
          {t('index.clear', 'Clear')}
        </Button>
      )}
      <Choice
        legend={t('index.view', 'How they are shown')}
        options={[
          ['table', t('index.table', 'Table')],
          ['cards', t('index.cards', 'Cards')],
        ]}
        chosen={state.view}
        onChoose={(view) => onChange({ ...state, view })}
      />
    </search>
  )
}

interface ChoiceProps<V extends string> {
  legend: string
  options: readonly (readonly [V, string])[]
  chosen: V
  onChoose: (value: V) => void
}

function Choice<V extends string>({ legend, options, chosen, onChoose }: ChoiceProps<V>) {
  return (
    <fieldset className="td-choice">
      <legend className="cb-visually-hidden">{legend}</legend>
      {options.map(([value, title]) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {title}
        </button>
      ))}
    </fieldset>
  )
}

function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useText()
  const [draft, setDraft] = useDraftText(text, onChange)
  return (
    <div className="td-search">
      <Icon name="search" />
      <input
        type="search"
        value={draft}
        aria-label={t('index.search', 'Filter docs')}
        placeholder={t('index.search.placeholder', 'Name, description or tag')}
        onChange={({ target }) => setDraft(target.value)}
      />
    </div>
  )
}

interface FilterMenuProps {
  label: string
  options: readonly { value: string; title: string; count: number }[]
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

function FilterMenu({ label, options, chosen, onChange }: FilterMenuProps) {
  const t = useText()
  // What the address asks for stays in the list, so that it can be taken back.
  const gone = chosen.filter((value) => !options.some((option) => option.value === value))
  const all = [...options, ...gone.map((value) => ({ value, title: value, count: 0 }))]
  const told = all.filter(({ value }) => chosen.includes(value)).map(({ title }) => title)
  return (
    <Popup align="start" label={[label, told.join(', ')].filter(Boolean).join(': ')} isChosen={told.length > 0}>
      {() => (
        <fieldset className="td-options">
          <legend className="cb-visually-hidden">{label}</legend>
          {all.length === 0 && <p className="cb-muted">{t('index.no-values', 'No docs have one.')}</p>}
          {all.map(({ value, title, count }) => (
            <label key={value}>
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                }
              />
              <span>{title}</span>
              <span className="cb-muted">{count}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Popup>
  )
}

/** The values that entities with docs have; none until they are read. */
function useFacets(): Readonly<Record<FilterName, readonly { value: string; count: number }[]>> {
  const call = useCall()
  const { data } = useQuery({
    queryKey: ['catalog', 'docs-facets'],
    queryFn: () =>
      call(entityFacetsByPredicate, {
        plugin: 'catalog',
        body: { facets: Object.values(filterKeys), query: documented },
      }),
  })
  const of = (name: FilterName) => data?.facets[filterKeys[name]] ?? []
  return { owner: of('owner'), kind: of('kind'), type: of('type'), tag: of('tag') }
}
