import { type GraphEdge, type GraphNode, type Neighbours, neighboursOf } from './graph-model.ts'

/** Sizes of the drawing, in CSS pixels. */
export const nodeWidth = 184
/** See {@link nodeWidth}. */
export const nodeHeight = 44
const columnGap = 136
const laneGap = 16
const rowGap = 14
const margin = 16
/** Taller columns are folded into lanes side by side. */
const maxRows = 14
const sweeps = 6

/** Where one node goes: its upper left corner, and on which of its sides there is room for words. */
export interface Place {
  x: number
  y: number
  isRoomLeft: boolean
  isRoomRight: boolean
}

/** Where everything goes. */
export interface Layout {
  /** By ref. */
  places: ReadonlyMap<string, Place>
  width: number
  height: number
}

/**
 * Places a graph in columns: roots in one, what they point at to the right of it, what points at them to the left, each
 * step a column further out. Inside a column everything is as near as possible to what it is related to.
 *
 * @param nodes - With at least one of depth 0.
 */
export function layOut(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Layout {
  const neighbours = neighboursOf(edges)
  const columns = columnsOf(nodes, edges, neighbours)
  const order = orderColumns(columns, neighbours)
  const places = new Map<string, Place>()
  const rows = Math.max(0, ...[...order.values()].map((refs) => rowsOf(refs.length)))
  const height = rows * (nodeHeight + rowGap) - rowGap
  let x = 0
  for (const column of [...order.keys()].sort((one, other) => one - other)) {
    const refs = order.get(column) ?? []
    const lanes = Math.ceil(refs.length / maxRows)
    const top = (height - (rowsOf(refs.length) * (nodeHeight + rowGap) - rowGap)) / 2
    refs.forEach((ref, place) => {
      const lane = place % lanes
      const row = Math.floor(place / lanes)
      places.set(ref, {
        x: margin + x + lane * (nodeWidth + laneGap),
        y: margin + top + row * (nodeHeight + rowGap),
        isRoomLeft: lane === 0,
        isRoomRight: lane === lanes - 1,
      })
    })
    x += lanes * nodeWidth + (lanes - 1) * laneGap + columnGap
  }
  return { places, width: Math.max(0, x - columnGap) + 2 * margin, height: Math.max(0, height) + 2 * margin }
}

const rowsOf = (count: number) => Math.ceil(count / Math.max(1, Math.ceil(count / maxRows)))

/** The column of each node: its depth, negative where the way to it starts against the direction of a relation. */
function columnsOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[], neighbours: Neighbours) {
  const depths = new Map(nodes.map(({ ref, depth }) => [ref, depth]))
  const forward = new Set(edges.map(({ sourceRef, targetRef }) => `${sourceRef} ${targetRef}`))
  const columns = new Map<string, number>()
  for (const { ref, depth } of [...nodes].sort((one, other) => one.depth - other.depth)) {
    const parent = [...(neighbours.get(ref) ?? [])].find((other) => depths.get(other) === depth - 1)
    const column = parent === undefined ? undefined : columns.get(parent)
    const isLeft = column === 0 && parent !== undefined ? !forward.has(`${parent} ${ref}`) : (column ?? 0) < 0
    columns.set(ref, isLeft ? -depth : depth)
  }
  return columns
}

/** Sorts every column by the middle of what its nodes are related to, a few times to and fro. */
function orderColumns(columns: ReadonlyMap<string, number>, neighbours: Neighbours): Map<number, string[]> {
  const order = new Map<number, string[]>()
  for (const [ref, column] of [...columns].sort(([one], [other]) => one.localeCompare(other))) {
    order.set(column, [...(order.get(column) ?? []), ref])
  }
  const heights = new Map<string, number>()
  const measure = (refs: readonly string[]) => {
    for (const [place, ref] of refs.entries()) heights.set(ref, place - (refs.length - 1) / 2)
  }
  for (const refs of order.values()) measure(refs)
  // Outwards from the roots: what is nearer to them leads.
  const outwards = [...order.keys()].sort((one, other) => Math.abs(one) - Math.abs(other))
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const column of sweep % 2 === 0 ? outwards : outwards.toReversed()) {
      const refs = order.get(column) ?? []
      const middle = new Map(refs.map((ref) => [ref, middleOf(ref, column, { columns, neighbours, heights })]))
      refs.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0))
      measure(refs)
    }
  }
  return order
}

interface Situation {
  columns: ReadonlyMap<string, number>
  neighbours: Neighbours
  heights: ReadonlyMap<string, number>
}

function middleOf(ref: string, column: number, { columns, neighbours, heights }: Situation): number {
  const around = [...(neighbours.get(ref) ?? [])].filter((other) => columns.get(other) !== column)
  const sum = around.reduce((total, other) => total + (heights.get(other) ?? 0), 0)
  return around.length === 0 ? (heights.get(ref) ?? 0) : sum / around.length
}
