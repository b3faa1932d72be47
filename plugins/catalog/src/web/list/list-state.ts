import { parseEntityRef } from '@callboard/model'

/** What the list can be narrowed by, besides kind and text. */
export type FilterName = 'type' | 'owner' | 'lifecycle' | 'tag' | 'namespace'

/** The key of the catalog's index behind each filter (spec/catalog.md 4.3). */
export const filterKeys: Readonly<Record<FilterName, string>> = {
  type: 'spec.type',
  owner: 'relations.ownedBy',
  lifecycle: 'spec.lifecycle',
  tag: 'metadata.tags',
  namespace: 'metadata.namespace',
}

/** In the order they are shown. */
// Object.keys gives string[]; the record above has these keys and no others.
export const filterNames = Object.keys(filterKeys) as FilterName[]

/** Whose entities the list shows. */
export type Scope = 'all' | 'owned' | 'starred'

/** What may be the matter with an entity: it has problems; its source is gone. */
export type Status = 'problems' | 'orphan'

/** The key of the catalog's index behind each status, of which `true` is the one value. */
export const statusKeys: Readonly<Record<Status, string>> = {
  problems: 'status.problems',
  orphan: 'metadata.annotations.backstage.io/orphan',
}

/** In the order they are shown. */
export const statuses: readonly Status[] = ['problems', 'orphan']

/** A column's field and its direction. */
export interface Sort {
  field: string
  order: 'asc' | 'desc'
}

/** What the list shows: everything the address says. */
export interface ListState {
  /** Lower case; `all` for every kind. */
  kind: string
  filters: Readonly<Record<FilterName, readonly string[]>>
  scope: Scope
  /** Several mean "any of them". */
  statuses: readonly Status[]
  text: string
  /** The ids of the columns besides the name; undefined for those that the kind has by itself. */
  columns: readonly string[] | undefined
  sort: Sort
  /** The first row in sight when the list opens; from 1. */
  row: number
}

const defaultSort: Sort = { field: 'metadata.name', order: 'asc' }

/** Reads the list's state from the address. What cannot be understood is left at its default. */
export function parseListState(params: URLSearchParams): ListState {
  const [field, order] = (params.get('sort') ?? '').split(':')
  const row = Number(params.get('row'))
  return {
    kind: params.get('kind')?.toLowerCase() || 'component',
    filters: {
      type: params.getAll('type'),
      owner: params.getAll('owner'),
      lifecycle: params.getAll('lifecycle'),
      tag: params.getAll('tag'),
      namespace: params.getAll('namespace'),
    },
    scope: scopeOf(params.get('scope')),
    statuses: statuses.filter((status) => params.getAll('status').includes(status)),
    text: params.get('q') ?? '',
    columns: params.get('columns')?.split(',').filter(Boolean),
    sort: field ? { field, order: order === 'desc' ? 'desc' : 'asc' } : defaultSort,
    row: Number.isInteger(row) && row >= 1 && row <= mostRows ? row : 1,
  }
}

/** Databases count no further than this. */
const mostRows = 1_000_000_000

const scopeOf = (text: string | null): Scope => (text === 'owned' || text === 'starred' ? text : 'all')

/** Writes the state as the address's query; what is at its default is left out. */
export function writeListState(state: ListState): URLSearchParams {
  const params = new URLSearchParams()
  if (state.kind !== 'component') params.set('kind', state.kind)
  for (const name of filterNames) {
    for (const value of state.filters[name]) params.append(name, value)
  }
  if (state.scope !== 'all') params.set('scope', state.scope)
  for (const status of state.statuses) params.append('status', status)
  if (state.text.trim() !== '') params.set('q', state.text)
  if (state.columns) params.set('columns', state.columns.join(','))
  const { field, order } = state.sort
  if (field !== defaultSort.field || order !== defaultSort.order) params.set('sort', `${field}:${order}`)
  if (state.row > 1) params.set('row', String(state.row))
  return params
}

/** The state with something else asked for; that starts at the first row again. */
export const changed = (state: ListState, change: Partial<ListState>): ListState => ({ ...state, row: 1, ...change })

/** The state with one filter's values replaced. */
export const filtered = (state: ListState, name: FilterName, values: readonly string[]): ListState =>
  changed(state, { filters: { ...state.filters, [name]: values } })

/** No filter at all. */
export const noFilters: ListState['filters'] = { type: [], owner: [], lifecycle: [], tag: [], namespace: [] }

/** The state with nothing that narrows it besides the kind. */
export const cleared = (state: ListState): ListState =>
  changed(state, { filters: noFilters, text: '', scope: 'all', statuses: [] })

/** Another kind's list: filters and columns of one kind seldom fit another. */
export const ofKind = (state: ListState, kind: string): ListState =>
  changed(state, { kind, filters: noFilters, columns: undefined })

/** Whether anything narrows the list besides its kind. */
export const isNarrowed = (state: ListState): boolean =>
  state.scope !== 'all' ||
  state.statuses.length > 0 ||
  state.text.trim() !== '' ||
  filterNames.some((name) => state.filters[name].length > 0)

/** What the address cannot say and the question needs. */
export interface Known {
  /** The refs a person owns through. */
  mine: readonly string[]
  starred: readonly string[]
}

/** Nobody in particular. */
export const nothingKnown: Known = { mine: [], starred: [] }

/**
 * What the server is asked for, as a predicate of spec/catalog.md 4.5: unlike the filter of addresses, its values may
 * hold commas.
 *
 * @param except - A filter to leave out: to count what each of its values would give.
 */
export function predicateOf(
  state: ListState,
  known: Known = nothingKnown,
  except?: FilterName | 'status',
): Record<string, unknown> {
  const conditions = filterNames
    .filter((name) => name !== except && state.filters[name].length > 0)
    .map((name) => [filterKeys[name], { $in: [...state.filters[name]] }] as const)
  const plain = { ...(state.kind !== 'all' && { kind: state.kind }), ...Object.fromEntries(conditions) }
  const more = [...scopePredicates(state, known), ...(except === 'status' ? [] : statusPredicates(state))]
  return more.length === 0 ? plain : { $all: [plain, ...more] }
}

function scopePredicates({ scope }: ListState, known: Known): Record<string, unknown>[] {
  if (scope === 'owned') return [{ [filterKeys.owner]: { $in: [...known.mine] } }]
  if (scope === 'starred') return [anyOf(known.starred)]
  return []
}

function statusPredicates({ statuses }: ListState): Record<string, unknown>[] {
  return statuses.length === 0 ? [] : [{ $any: statuses.map((status) => ({ [statusKeys[status]]: 'true' })) }]
}

/** Any of these entities: by kind and namespace, so that many names are few conditions. */
export function anyOf(refs: readonly string[]): Record<string, unknown> {
  const groups = new Map<string, { kind: string; namespace: string; names: string[] }>()
  for (const ref of refs) {
    const parts = refParts(ref)
    if (!parts) continue
    const { kind, namespace, name } = parts
    const group = groups.get(`${kind}:${namespace}`) ?? { kind, namespace, names: [] }
    group.names.push(name)
    groups.set(`${kind}:${namespace}`, group)
  }
  return {
    $any: [...groups.values()].map(({ kind, namespace, names }) => ({
      kind,
      'metadata.namespace': namespace,
      'metadata.name': { $in: names },
    })),
  }
}

function refParts(ref: string) {
  try {
    return parseEntityRef(ref)
  } catch {
    // Other programs write to the same settings; what is no ref names no entity.
    return undefined
  }
}
