import type { RelationPair } from '../entity/relation-words.ts'

/** An entity in the graph, as the server gives it. */
export interface GraphNode {
  ref: string
  kind: string
  title: string
  type?: string | undefined
  /** Steps from the nearest root. */
  depth: number
  isMissing: boolean
}

/** A relation, as the server gives it: from where the walk came to where it went. */
export interface WalkedEdge {
  sourceRef: string
  type: string
  targetRef: string
}

/** A relation as its author wrote it, once, whichever ends it was met from. */
export interface GraphEdge {
  sourceRef: string
  type: string
  targetRef: string
}

/**
 * Turns relations round that were met from their far end, and drops what then is there twice.
 *
 * @param pairs - Which types are each other's inverse.
 */
export function mergeEdges(edges: readonly WalkedEdge[], pairs: readonly RelationPair[]): GraphEdge[] {
  const typeOfInverse = new Map(pairs.map(({ type, inverse }) => [inverse, type]))
  const merged = new Map<string, GraphEdge>()
  for (const { sourceRef, type, targetRef } of edges) {
    const forward = typeOfInverse.get(type)
    const edge =
      forward === undefined
        ? { sourceRef, type, targetRef }
        : { sourceRef: targetRef, type: forward, targetRef: sourceRef }
    merged.set(`${edge.sourceRef} ${edge.type} ${edge.targetRef}`, edge)
  }
  return [...merged.values()]
}

/** What is left to see when some entities are collapsed. */
export interface VisibleGraph {
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  /** How many entities are only reached through a node: what collapsing it hides, or has hidden. */
  behind: ReadonlyMap<string, number>
}

/** Hides what is only reached through collapsed entities. */
export function collapse(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  collapsed: readonly string[],
): VisibleGraph {
  const neighbours = neighboursOf(edges)
  const roots = nodes.filter(({ depth }) => depth === 0).map(({ ref }) => ref)
  const seen = reach(roots, neighbours, new Set(collapsed))
  const shown = nodes.filter(({ ref }) => seen.has(ref))
  const children = new Map<string, number>()
  const depths = new Map(nodes.map(({ ref, depth }) => [ref, depth]))
  for (const { ref, depth } of nodes) {
    // Its only way in: then hiding its parent's other side hides it.
    const parents = [...(neighbours.get(ref) ?? [])].filter((other) => (depths.get(other) ?? depth) < depth)
    const [only] = parents
    if (only !== undefined && parents.length === 1) children.set(only, (children.get(only) ?? 0) + 1)
  }
  return {
    nodes: shown,
    edges: edges.filter(({ sourceRef, targetRef }) => seen.has(sourceRef) && seen.has(targetRef)),
    behind: children,
  }
}

function reach(roots: readonly string[], neighbours: Neighbours, closed: ReadonlySet<string>): Set<string> {
  const seen = new Set(roots)
  // A set is walked in the order things are added, also while it grows.
  for (const ref of seen) {
    if (closed.has(ref) && !roots.includes(ref)) continue
    for (const next of neighbours.get(ref) ?? []) seen.add(next)
  }
  return seen
}

/** Refs by the ref they are related to, in either direction. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>

/** Who is related to whom, whatever the direction. */
export function neighboursOf(edges: readonly GraphEdge[]): Neighbours {
  const neighbours = new Map<string, Set<string>>()
  const add = (from: string, to: string) => neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to))
  for (const { sourceRef, targetRef } of edges) {
    if (sourceRef === targetRef) continue
    add(sourceRef, targetRef)
    add(targetRef, sourceRef)
  }
  return neighbours
}
