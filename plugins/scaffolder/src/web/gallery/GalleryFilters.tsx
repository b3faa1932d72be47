import { entityFacetsByPredicate } from '@callboard/plugin-catalog'
import { Icon, useCall, useDraftText, useText } from '@callboard/web'
import { useQuery } from '@tanstack/react-query'
import { useEntityTitles } from '../fields/use-entities.ts'
import { FilterMenu } from './FilterMenu.tsx'
import {
  everything,
  type FilterName,
  filterKeys,
  filterNames,
  type GalleryState,
  isNarrowed,
  scopes,
} from './gallery-state.ts'

/** What {@link GalleryFilters} edit. */
export interface GalleryFiltersProps {
  state: GalleryState
  onChange: (state: GalleryState, history?: 'push' | 'replace') => void
}

/** What the gallery is narrowed by. */
export function GalleryFilters({ state, onChange }: GalleryFiltersProps) {
  const t = useText()
  const facets = useFacets()
  const owners = useEntityTitles(facets.owner.map(({ value }) => value))
  const labels: Record<FilterName, string> = {
    type: t('gallery.type', 'Type'),
    owner: t('gallery.owner', 'Owner'),
    tag: t('gallery.tag', 'Tag'),
  }
  const scopeWords = {
    all: t('gallery.all', 'All'),
    starred: t('gallery.starred', 'Starred'),
    owned: t('gallery.owned', 'Owned by me'),
  }
  return (
    <search className="gal-filters">
      <TextFilter text={state.text} onChange={(text) => onChange({ ...state, text }, 'replace')} />
      <fieldset className="gal-scopes">
        <legend className="cb-visually-hidden">{t('gallery.scope', 'Which templates')}</legend>
        {scopes.map((scope) => (
          <label key={scope}>
            <input
              type="radio"
              name="scope"
              checked={state.scope === scope}
              onChange={() => onChange({ ...state, scope })}
            />
            {scopeWords[scope]}
          </label>
        ))}
      </fieldset>
      {filterNames.map((name) => (
        <FilterMenu
          key={name}
          label={labels[name]}
          options={facets[name].map(({ value, count }) => ({ value, title: owners.get(value) ?? value, count }))}
          chosen={state.filters[name]}
          onChange={(chosen) => onChange({ ...state, filters: { ...state.filters, [name]: chosen } })}
        />
      ))}
      {isNarrowed(state) && (
        <button type="button" className="cb-button cb-button-quiet" onClick={() => onChange(everything)}>
          {t('gallery.clear', 'Clear')}
        </button>
      )}
    </search>
  )
}

/** The values that templates have; none until they are read. */
function useFacets(): Readonly<Record<FilterName, readonly { value: string; count: number }[]>> {
  const call = useCall()
  const { data } = useQuery({
    queryKey: ['catalog', 'template-facets'],
    queryFn: () =>
      call(entityFacetsByPredicate, {
        plugin: 'catalog',
        body: { facets: Object.values(filterKeys), query: { kind: 'template' } },
      }),
  })
  const of = (name: FilterName) => data?.facets[filterKeys[name]] ?? []
  return { type: of('type'), owner: of('owner'), tag: of('tag') }
}

function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useText()
  const [draft, setDraft] = useDraftText(text, onChange)
  return (
    <div className="gal-text">
      <Icon name="search" />
      <input
        type="search"
        value={draft}
        aria-label={t('gallery.search', 'Search templates')}
        placeholder={t('gallery.search.placeholder', 'Name, description or tag')}
        onChange={({ target }) => setDraft(target.value)}
      />
    </div>
  )
}
