import { get, parseEntityRef, Type } from '@callboard/model'
import type { SearchResults } from '@callboard/plugin-search'

/** The search's query (spec/search.md 3), as it is asked for the pages of one site. */
export const searchSite = get('/query', {
  summary: 'Find pages of a site.',
  query: {
    term: Type.String(),
    'types[0]': Type.String(),
    'filters[kind]': Type.String(),
    'filters[namespace]': Type.String(),
    'filters[name]': Type.String(),
    pageLimit: Type.Integer(),
  },
  reply: Type.Unsafe<SearchResults>({}),
})

/** As many as are looked through at a glance. */
const shownResults = 10

/** What is asked for the docs of one entity. */
export function siteQuery(entityRef: string, term: string) {
  const { kind, namespace, name } = parseEntityRef(entityRef)
  return {
    term,
    'types[0]': 'techdocs',
    'filters[kind]': kind,
    'filters[namespace]': namespace,
    'filters[name]': name,
    pageLimit: shownResults,
  }
}
