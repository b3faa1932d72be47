import type { RelationPair } from '../entity/relation-words.ts'

/** Which way relations are followed: as their authors wrote them, against it, or both. */
export type Direction = 'both' | 'outgoing' | 'incoming'

/** What the graph shows: everything the address says. */
export interface GraphState {
  roots: readonly string[]
  depth: number
  /** Lower case; empty for all. */
  kinds: readonly string[]
  /** Types as authors write them; empty for all. */
  relations: readonly string[]
  direction: Direction
  collapsed: readonly string[]
  view: 'drawing' | 'table'
}

/** The depths to choose from. */
export const depths = [1, 2, 3, 4, 5] as const

/** Most entities that are asked for: more cannot be taken in at a glance. */
export const nodeLimit = 200

/** Reads the state from the address. Names that other portals' links use are understood too. */
export function parseGraphState(params: URLSearchParams): GraphState {
  const all = (name: string, other: string) => [...params.getAll(name), ...params.getAll(other)]
  const depth = Number(params.get('depth') ?? params.get('maxDepth') ?? 1)
  const direction = params.get('direction')
  return {
    roots: all('root', 'rootEntityRefs[]').filter((ref) => ref !== ''),
    depth: Math.min(5, Math.max(1, Number.isInteger(depth) ? depth : 1)),
    kinds: all('kind', 'selectedKinds[]').map((kind) => kind.toLowerCase()),
    relations: all('relation', 'selectedRelations[]'),
    direction: direction === 'outgoing' || direction === 'incoming' ? direction : 'both',
    collapsed: params.getAll('collapsed'),
    view: params.get('view') === 'table' ? 'table' : 'drawing',
  }
}

/** Writes the state as the address's query; what is at its default is left out. */
export function writeGraphState(state: GraphState): URLSearchParams {
  const params = new URLSearchParams()
  for (const root of state.roots) params.append('root', root)
  if (state.depth !== 1) params.set('depth', String(state.depth))
  for (const kind of state.kinds) params.append('kind', kind)
  for (const relation of state.relations) params.append('relation', relation)
  if (state.direction !== 'both') params.set('direction', state.direction)
  for (const ref of state.collapsed) params.append('collapsed', ref)
  if (state.view !== 'drawing') params.set('view', state.view)
  return params
}

/**
 * The types of relations to follow, as the server knows them.
 *
 * @returns undefined for all.
 */
export function followedTypes(
  { relations, direction }: Pick<GraphState, 'relations' | 'direction'>,
  pairs: readonly RelationPair[],
): string[] | undefined {
  if (relations.length === 0 && direction === 'both') return undefined
  const chosen =
    relations.length === 0
      ? pairs
      : pairs.filter(({ type, inverse }) => relations.includes(type) || relations.includes(inverse))
  return chosen.flatMap(({ type, inverse }) =>
    direction === 'both' ? [type, inverse] : [direction === 'outgoing' ? type : inverse],
  )
}
