import { neighboursOf, type VisibleGraph } from '../graph-model.ts'

/**
 * The column of each entity, by ref: its steps from the nearest root, negative where the way to it begins against the
 * direction of a relation. So what an entity points at is to its right, and what points at it to its left.
 */
export function columnsOf({ nodes, edges }: Pick<VisibleGraph, 'nodes' | 'edges'>): Map<string, number> {
  const neighbours = neighboursOf(edges)
  const depths = new Map(nodes.map(({ ref, depth }) => [ref, depth]))
  const forward = new Set(edges.map(({ sourceRef, targetRef }) => `${sourceRef} ${targetRef}`))
  const columns = new Map<string, number>()
  for (const { ref, depth } of nodes.toSorted((one, other) => one.depth - other.depth)) {
    const parent = [...(neighbours.get(ref) ?? [])].find((other) => depths.get(other) === depth - 1)
    const column = parent === undefined ? undefined : columns.get(parent)
    const isLeft = column === 0 && parent !== undefined ? !forward.has(`${parent} ${ref}`) : (column ?? 0) < 0
    columns.set(ref, isLeft ? -depth : depth)
  }
  return columns
}
