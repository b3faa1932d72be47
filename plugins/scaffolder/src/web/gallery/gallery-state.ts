import { parseEntityRef } from '@callboard/model'

/** What the gallery can be narrowed by, besides text. */
export type FilterName = 'type' | 'owner' | 'tag'

/** The key of the catalog's index behind each filter (spec/catalog.md 4.3). */
export const filterKeys: Readonly<Record<FilterName, string>> = {
  type: 'spec.type',
  owner: 'relations.ownedBy',
  tag: 'metadata.tags',
}

/** In the order they are shown. */
export const filterNames: readonly FilterName[] = ['type', 'owner', 'tag']

/** Whose templates are shown. */
export type Scope = 'all' | 'starred' | 'owned'

/** In the order they are shown. */
export const scopes: readonly Scope[] = ['all', 'starred', 'owned']

/** What the gallery shows: everything the address says. */
export interface GalleryState {
  text: string
  scope: Scope
  /** Several values of one filter mean "any of them". */
  filters: Readonly<Record<FilterName, readonly string[]>>
}

/** Nothing narrows it. */
export const everything: GalleryState = { text: '', scope: 'all', filters: { type: [], owner: [], tag: [] } }

/** Reads the state from the address. What cannot be understood is left at its default. */
export function parseGalleryState(params: URLSearchParams): GalleryState {
  return {
    text: params.get('q') ?? '',
    scope: scopes.find((scope) => scope === params.get('scope')) ?? 'all',
    filters: { type: params.getAll('type'), owner: params.getAll('owner'), tag: params.getAll('tag') },
  }
}

/** Writes the state as the address's query; what is at its default is left out. */
export function writeGalleryState({ text, scope, filters }: GalleryState): URLSearchParams {
  const params = new URLSearchParams()
  if (text.trim() !== '') params.set('q', text)
  if (scope !== 'all') params.set('scope', scope)
  for (const name of filterNames) for (const value of filters[name]) params.append(name, value)
  return params
}

/** Whether anything narrows the gallery. */
export const isNarrowed = (state: GalleryState): boolean => writeGalleryState(state).size > 0

/** What the address cannot say and the question needs. */
export interface Known {
  /** The refs a person owns through. */
  mine: readonly string[]
  starred: readonly string[]
}

/** What the catalog is asked for, as a predicate of spec/catalog.md 4.5. */
export function predicateOf({ scope, filters }: GalleryState, { mine, starred }: Known): Record<string, unknown> {
  const chosen = filterNames.filter((name) => filters[name].length > 0)
  const plain = {
    kind: 'template',
    ...Object.fromEntries(chosen.map((name) => [filterKeys[name], { $in: [...filters[name]] }])),
  }
  if (scope === 'owned') return { $all: [plain, { [filterKeys.owner]: { $in: [...mine] } }] }
  if (scope === 'starred') return { $all: [plain, { $any: starred.flatMap(templateOf) }] }
  return plain
}

function templateOf(ref: string): Record<string, unknown>[] {
  try {
    const { kind, namespace, name } = parseEntityRef(ref)
    return kind === 'template' ? [{ 'metadata.namespace': namespace, 'metadata.name': name }] : []
  } catch {
    // Other programs write to the same settings; what is no ref names no template.
    return []
  }
}
