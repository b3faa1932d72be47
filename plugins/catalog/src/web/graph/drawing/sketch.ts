import type { GraphNode, VisibleGraph } from '../graph-model.ts'
import { columnsOf } from './columns.ts'

/** Size of an entity in the drawing, in CSS pixels. */
export const nodeWidth = 200
/** See {@link nodeWidth}. */
export const nodeHeight = 44
/** Between entities of one block. */
const blockGap = 8
/** Fewer neighbours of one sort than this stand each for themselves. */
const blockFrom = 7
/** Wide rather than high, as screens are. */
const blockShape = 1.5

/** What is placed as one: an entity, or a block of neighbours that only lead to the same entity in the same way. */
export interface Box {
  /** The entity's ref; of a block the refs of all, which no entity is called. */
  id: string
  refs: readonly string[]
  /** Where it stands: 0 for what everything is around. */
  column: number
  /** In how many columns the entities of a block stand. */
  columns: number
  width: number
  height: number
}

/** A line from box to box; several relations between the same two are one line. */
export interface Line {
  id: string
  source: string
  target: string
  types: readonly string[]
}

/** A graph as it will be drawn, before anything has a place. */
export interface Sketch {
  boxes: readonly Box[]
  lines: readonly Line[]
}

/** Decides what is drawn as one, so that an entity with a hundred neighbours is no column of a hundred. */
export function planSketch({ nodes, edges }: Pick<VisibleGraph, 'nodes' | 'edges'>): Sketch {
  const places = columnsOf({ nodes, edges })
  const columnOf = (ref: string) => places.get(ref) ?? 0
  const lines = joinLines(edges.map(({ sourceRef, type, targetRef }) => [sourceRef, targetRef, [type]]))
  const blocks = [...Map.groupBy(nodes, leafKeys(nodes, lines)).entries()]
    .filter(([key, members]) => key !== undefined && members.length >= blockFrom)
    .map(([, members]) => blockOf(members, columnOf))
  const blockOfRef = new Map(blocks.flatMap((block) => block.refs.map((ref) => [ref, block] as const)))
  const single = ({ ref }: GraphNode): Box => ({
    id: ref,
    refs: [ref],
    column: columnOf(ref),
    columns: 1,
    width: nodeWidth,
    height: nodeHeight,
  })
  const idOf = (ref: string) => blockOfRef.get(ref)?.id ?? ref
  return {
    boxes: [...nodes.filter(({ ref }) => !blockOfRef.has(ref)).map(single), ...blocks],
    lines: joinLines(lines.map(({ source, target, types }) => [idOf(source), idOf(target), types])),
  }
}

/** Where an entity of a box stands, from the box's upper left corner. */
export function placeInBox({ columns }: Box, index: number): { x: number; y: number } {
  return {
    x: (index % columns) * (nodeWidth + blockGap),
    y: Math.floor(index / columns) * (nodeHeight + blockGap),
  }
}

function joinLines(ends: readonly (readonly [string, string, readonly string[]])[]): Line[] {
  const joined = new Map<string, Line>()
  for (const [source, target, types] of ends) {
    const id = `${source} ${target}`
    joined.set(id, { id, source, target, types: [...new Set([...(joined.get(id)?.types ?? []), ...types])] })
  }
  return [...joined.values()]
}

/** Says of an entity that only leads to one other which one it is, and how; of the rest nothing. */
function leafKeys(nodes: readonly GraphNode[], lines: readonly Line[]) {
  const linesOf = new Map<string, Line[]>(nodes.map(({ ref }) => [ref, []]))
  for (const line of lines) {
    for (const end of new Set([line.source, line.target])) linesOf.get(end)?.push(line)
  }
  return ({ ref, depth }: GraphNode): string | undefined => {
    const [only, ...others] = linesOf.get(ref) ?? []
    if (depth === 0 || !only || others.length > 0) return undefined
    return only.source === ref ? `to ${only.target} ${only.types}` : `from ${only.source} ${only.types}`
  }
}

function blockOf(members: readonly GraphNode[], columnOf: (ref: string) => number): Box {
  const sorted = members.toSorted(
    (one, other) => one.kind.localeCompare(other.kind) || one.title.localeCompare(other.title),
  )
  const refs = sorted.map(({ ref }) => ref)
  const rows = Math.ceil(Math.sqrt((refs.length * nodeWidth) / nodeHeight / blockShape))
  const columns = Math.ceil(refs.length / rows)
  return {
    id: refs.join(' '),
    refs,
    column: columnOf(refs[0] ?? ''),
    columns,
    width: columns * (nodeWidth + blockGap) - blockGap,
    height: Math.ceil(refs.length / columns) * (nodeHeight + blockGap) - blockGap,
  }
}
