/** What the page shows, as its address says it (spec/search.md 7). */
export interface SearchState {
  /** As typed. */
  term: string
  /** Types of documents; none means all. */
  types: readonly string[]
  /** Values by field, of which a hit has any; several fields must all hold. */
  filters: ReadonlyMap<string, readonly string[]>
  pageCursor?: string
  pageLimit?: number
}

/** Nothing asked. */
export const nothingAsked: SearchState = { term: '', types: [], filters: new Map() }

/** Results on one page that people may choose from. */
export const pageLimits: readonly number[] = [10, 25, 50, 100]

/** What the server gives without being asked for another number. */
export const usualLimit = 25

/** Reads the address; brackets may be empty or numbered, as different writers of the field write them. */
export function parseSearchState(params: URLSearchParams): SearchState {
  const types: string[] = []
  const filters = new Map<string, string[]>()
  for (const [key, value] of params) {
    if (value === '') continue
    if (/^types(?:\[\d*\])?$/.test(key)) types.push(value)
    const field = /^filters\[([^[\]]+)\](?:\[\d*\])?$/.exec(key)?.[1]
    if (field !== undefined) filters.set(field, [...(filters.get(field) ?? []), value])
  }
  const limit = Number(params.get('pageLimit'))
  return {
    term: params.get('query') ?? '',
    types,
    filters,
    ...(params.get('pageCursor') && { pageCursor: params.get('pageCursor') ?? '' }),
    ...(pageLimits.includes(limit) && { pageLimit: limit }),
  }
}

/** Writes the state as the address's query. */
export function writeSearchState({ term, types, filters, pageCursor, pageLimit }: SearchState): URLSearchParams {
  const params = new URLSearchParams()
  if (term.trim() !== '') params.set('query', term)
  for (const type of types) params.append('types[]', type)
  for (const [field, values] of filters) {
    for (const value of values) params.append(values.length === 1 ? `filters[${field}]` : `filters[${field}][]`, value)
  }
  if (pageCursor !== undefined) params.set('pageCursor', pageCursor)
  if (pageLimit !== undefined) params.set('pageLimit', String(pageLimit))
  return params
}

/** The path of the page with a state. */
export const searchPath = (state: SearchState): string => `/search?${writeSearchState(state)}`

/** The state with something else asked for: that begins on its first page. */
export function changed({ pageCursor: _, ...state }: SearchState, change: Partial<SearchState>): SearchState {
  return { ...state, ...change }
}

/** Another type: the fields of one seldom fit another. */
export const ofTypes = (state: SearchState, types: readonly string[]): SearchState =>
  changed(state, { types, filters: new Map() })

/** The state with the values of one field replaced. */
export function filtered(state: SearchState, field: string, values: readonly string[]): SearchState {
  const filters = new Map(state.filters)
  if (values.length === 0) filters.delete(field)
  else filters.set(field, values)
  return changed(state, { filters })
}

/** Whether something is asked at all: a term, or all of a type. */
export const isAsking = ({ term, types, filters }: SearchState): boolean =>
  term.trim() !== '' || types.length > 0 || filters.size > 0

/** What the server is asked for, in the brackets of spec/search.md 3. */
export function questionOf(state: SearchState, facets: readonly string[]): Record<string, string> {
  const { term, types, filters, pageCursor, pageLimit } = state
  const values = [...filters].flatMap(([field, all]) =>
    all.map((value, place) => [`filters[${field}][${place}]`, value] as const),
  )
  return {
    ...(term.trim() !== '' && { term: term.trim() }),
    ...Object.fromEntries(types.map((type, place) => [`types[${place}]`, type])),
    ...Object.fromEntries(values),
    ...Object.fromEntries(facets.map((field, place) => [`facets[${place}]`, field])),
    ...(pageCursor !== undefined && { pageCursor }),
    ...(pageLimit !== undefined && { pageLimit: String(pageLimit) }),
  }
}
