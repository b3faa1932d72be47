import { type Edge, type EdgeMarker, MarkerType, type Node } from '@xyflow/react'
import type { GraphNode, VisibleGraph } from '../graph-model.ts'
import { curvedPath } from './curved-path.ts'
import { type Layout, lengthOf, type Point, type Route } from './elk-graph.ts'
import { type Line, nodeHeight, nodeWidth } from './sketch.ts'

/** An entity, as the canvas knows it. */
export type EntityElement = Node<
  {
    node: GraphNode
    /** How many entities are only reached through it. */
    behind: number
    isTabStop: boolean
  },
  'entity'
>

/** What stands behind the entities of a block. */
export type BlockElement = Node<Record<string, never>, 'block'>

/** A line between two of them. */
export type LineElement = Edge<
  {
    path: string
    name: string
    /** Whether the name always shows; else only while the line is lit. */
    isNamed: boolean
    /** The middle of the name. */
    nameAt: Point
    /** Where the name stands beside the source or the target, apart from those of other lines. */
    nameAtEnd: { source: Point; target: Point }
    isLit: boolean
  },
  'line'
>

/** What the canvas draws. */
export interface FlowElements {
  nodes: (EntityElement | BlockElement)[]
  lines: LineElement[]
}

/** Turns a placed graph into the canvas's elements. */
export function flowElements(
  graph: VisibleGraph,
  layout: Layout,
  { nameOf, isNamed }: { nameOf: (line: Line) => string; isNamed: boolean },
): FlowElements {
  const blocks = layout.blocks.map(
    ({ id, x, y, width, height }): BlockElement => ({
      ...standing,
      id,
      type: 'block',
      data: {},
      position: { x, y },
      width,
      height,
    }),
  )
  const entities = graph.nodes.map(
    (node): EntityElement => ({
      ...standing,
      id: node.ref,
      type: 'entity',
      data: { node, behind: node.depth === 0 ? 0 : (graph.behind.get(node.ref) ?? 0), isTabStop: false },
      position: layout.places.get(node.ref) ?? { x: 0, y: 0 },
      width: nodeWidth,
      height: nodeHeight,
    }),
  )
  const lines = layout.routes.map(
    (route): LineElement => ({
      id: route.id,
      source: route.source,
      target: route.target,
      type: 'line',
      data: {
        path: curvedPath(route.points),
        name: nameOf(route),
        isNamed,
        nameAt: route.labelAt,
        nameAtEnd: namesAtEnds(route, nameOf(route)),
        isLit: false,
      },
      markerEnd: arrow('var(--line-strong)'),
      // For eyes only: the table says the same in words.
      domAttributes: { 'aria-hidden': true, 'aria-roledescription': undefined },
    }),
  )
  return { nodes: [...blocks, ...entities], lines }
}

/** Marks the one entity that the tab key reaches. */
export const withTabStop = (nodes: FlowElements['nodes'], ref: string): FlowElements['nodes'] =>
  nodes.map((node) =>
    node.type === 'entity' && node.id === ref ? { ...node, data: { ...node.data, isTabStop: true } } : node,
  )

/** Brings out the lines of an entity, or of the block that it is in; names that only then show stand at the other end. */
export function withLight(lines: readonly LineElement[], ref: string | undefined, layout: Layout): LineElement[] {
  const id = layout.blocks.find(({ refs }) => ref !== undefined && refs.includes(ref))?.id ?? ref
  return lines.map((line) => {
    if (!line.data || (line.source !== id && line.target !== id)) return line
    const { isNamed, nameAt, nameAtEnd } = line.data
    const otherEnd = line.source === id ? nameAtEnd.target : nameAtEnd.source
    const data = { ...line.data, isLit: true, nameAt: isNamed ? nameAt : otherEnd }
    return { ...line, zIndex: 1, markerEnd: arrow('var(--accent)'), data }
  })
}

/** Lines leave and reach entities level, so there is room beside each end. */
function namesAtEnds({ points, labelAt }: Route, name: string) {
  const room = lengthOf(name) / 2 + 12
  const beside = (end: Point = labelAt, before: Point = labelAt) => ({
    x: end.x + (before.x < end.x ? -room : room),
    y: end.y,
  })
  return { source: beside(points[0], points[1]), target: beside(points.at(-1), points.at(-2)) }
}

const arrow = (color: string): EdgeMarker => ({ type: MarkerType.Arrow, color, width: 14, height: 14 })

// Without a role, a node may not be described as one.
const standing = { domAttributes: { 'aria-roledescription': undefined } }
