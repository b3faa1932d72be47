import { parseEntityRef } from '@callboard/model'
import { docsEntityAnnotation, docsRefAnnotation } from '../../model/index.ts'

/** What the list can be narrowed by, besides text. */
export type FilterName = 'owner' | 'kind' | 'type' | 'tag'

/** The key of the catalog's index behind each filter (spec/catalog.md 4.3). */
export const filterKeys: Readonly<Record<FilterName, string>> = {
  owner: 'relations.ownedBy',
  kind: 'kind',
  type: 'spec.type',
  tag: 'metadata.tags',
}

/** In the order they are shown. */
export const filterNames: readonly FilterName[] = ['owner', 'kind', 'type', 'tag']

/** Whose docs are shown. */
export type Scope = 'all' | 'owned' | 'starred'

/** In the order they are shown. */
export const scopes: readonly Scope[] = ['all', 'owned', 'starred']

/** What the list shows: everything the address says. */
export interface DocsListState {
  text: string
  scope: Scope
  view: 'table' | 'cards'
  /** Several values of one filter mean "any of them". */
  filters: Readonly<Record<FilterName, readonly string[]>>
}

/** Reads the state from the address. What cannot be understood is left at its default. */
export function parseDocsList(params: URLSearchParams): DocsListState {
  return {
    text: params.get('q') ?? '',
    scope: scopes.find((scope) => scope === params.get('scope')) ?? 'all',
    view: params.get('view') === 'cards' ? 'cards' : 'table',
    filters: {
      owner: params.getAll('owner'),
      kind: params.getAll('kind'),
      type: params.getAll('type'),
      tag: params.getAll('tag'),
    },
  }
}

/** Writes the state as the address's query; what is at its default is left out. */
export function writeDocsList({ text, scope, view, filters }: DocsListState): URLSearchParams {
  const params = new URLSearchParams()
  if (text.trim() !== '') params.set('q', text)
  if (scope !== 'all') params.set('scope', scope)
  for (const name of filterNames) for (const value of filters[name]) params.append(name, value)
  if (view !== 'table') params.set('view', view)
  return params
}

/** The list without anything that narrows it, shown as before. */
export const everything = ({ view }: DocsListState): DocsListState => ({
  text: '',
  scope: 'all',
  view,
  filters: { owner: [], kind: [], type: [], tag: [] },
})

/** Whether anything narrows the list. */
export const isNarrowed = (state: DocsListState): boolean => writeDocsList({ ...state, view: 'table' }).size > 0

/** What the address cannot say and the question needs. */
export interface Known {
  /** The refs a person owns through. */
  mine: readonly string[]
  starred: readonly string[]
}

/** Entities that have docs, as a predicate of spec/catalog.md 4.5. */
export const documented = {
  $any: [docsRefAnnotation, docsEntityAnnotation].map((name) => ({
    [`metadata.annotations.${name}`]: { $exists: true },
  })),
}

/** What the catalog is asked for. */
export function predicateOf({ scope, filters }: DocsListState, { mine, starred }: Known): Record<string, unknown> {
  const chosen = filterNames
    .filter((name) => filters[name].length > 0)
    .map((name) => ({ [filterKeys[name]]: { $in: [...filters[name]] } }))
  const all: Record<string, unknown>[] = [documented, ...chosen]
  if (scope === 'owned') all.push({ [filterKeys.owner]: { $in: [...mine] } })
  if (scope === 'starred') all.push({ $any: starred.flatMap(entityOf) })
  return { $all: all }
}

function entityOf(ref: string): Record<string, unknown>[] {
  try {
    const { kind, namespace, name } = parseEntityRef(ref)
    return [{ kind, 'metadata.namespace': namespace, 'metadata.name': name }]
  } catch {
    // Other programs write to the same settings; what is no ref names nothing.
    return []
  }
}
