import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import { type Box, type Line, placeInBox, type Sketch } from './sketch.ts'

/** A place in the drawing, in CSS pixels at its natural size. */
export interface Point {
  x: number
  y: number
}

/** The way of a line, and where its name stands. */
export interface Route extends Line {
  points: readonly Point[]
  /** The middle of the name. */
  labelAt: Point
}

/** Where everything goes. */
export interface Layout {
  width: number
  height: number
  /** The upper left corner of each entity, by ref. */
  places: ReadonlyMap<string, Point>
  /** Boxes of several entities. */
  blocks: readonly (Box & Point)[]
  routes: readonly Route[]
}

const margin = 16
const blockPadding = 8

/** Columns by steps; curves, because the eye follows one among many more easily than right angles. */
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'SPLINES',
  'elk.partitioning.activate': 'true',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.spacing.nodeNode': '14',
  'elk.padding': `[top=${margin},left=${margin},bottom=${margin},right=${margin}]`,
}

/** In the direction of the line, and on it. */
const labelOptions = { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' }

/** How long the name of a line is, near enough: the worker cannot measure it. */
export const lengthOf = (name: string): number => name.length * 6

/**
 * Writes a sketch as the layout engine reads it.
 *
 * @param nameOf - The name of a line, for which room is to be left; undefined for none.
 */
export function toElk({ boxes, lines }: Sketch, nameOf: (line: Line) => string | undefined): ElkNode {
  return {
    id: 'graph',
    layoutOptions: options,
    children: boxes.map((box) => {
      const padding = paddingOf(box)
      return {
        id: box.id,
        width: box.width + 2 * padding,
        height: box.height + 2 * padding,
        layoutOptions: { 'elk.partitioning.partition': String(box.column) },
      }
    }),
    edges: lines.map((line) => {
      const text = nameOf(line)
      return {
        id: line.id,
        sources: [line.source],
        targets: [line.target],
        ...(text !== undefined && {
          labels: [{ text, width: lengthOf(text) + 12, height: 16, layoutOptions: labelOptions }],
        }),
      }
    }),
  }
}

/** Reads what the layout engine made of a sketch. */
export function fromElk({ boxes, lines }: Sketch, placed: ElkNode): Layout {
  const corners = new Map(placed.children?.map(({ id, x = 0, y = 0 }) => [id, { x, y }]))
  const edges = new Map(placed.edges?.map((edge) => [edge.id, edge]))
  const cornerOf = ({ id }: Box) => corners.get(id) ?? { x: 0, y: 0 }
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    places: new Map(
      boxes.flatMap((box) => {
        const corner = cornerOf(box)
        const padding = paddingOf(box)
        return box.refs.map((ref, index) => {
          const { x, y } = placeInBox(box, index)
          return [ref, { x: corner.x + padding + x, y: corner.y + padding + y }] as const
        })
      }),
    ),
    blocks: boxes
      .filter(({ refs }) => refs.length > 1)
      .map((box) => ({
        ...box,
        ...cornerOf(box),
        width: box.width + 2 * paddingOf(box),
        height: box.height + 2 * paddingOf(box),
      })),
    routes: lines.flatMap((line) => {
      const edge = edges.get(line.id)
      const points = edge ? pointsOf(edge) : []
      return edge && points.length > 1 ? [{ ...line, points, labelAt: labelOf(edge) ?? middleOf(points) }] : []
    }),
  }
}

const paddingOf = ({ refs }: Box) => (refs.length > 1 ? blockPadding : 0)

const pointsOf = ({ sections = [] }: ElkExtendedEdge): Point[] =>
  sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint])

function labelOf({ labels = [] }: ElkExtendedEdge): Point | undefined {
  const [label] = labels
  return label && { x: (label.x ?? 0) + (label.width ?? 0) / 2, y: (label.y ?? 0) + (label.height ?? 0) / 2 }
}

/** The middle of the longest part: there is room for a name. */
function middleOf(points: readonly Point[]): Point {
  const parts = points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }))
  const [longest] = parts.toSorted((one, other) => distanceOf(other) - distanceOf(one))
  if (!longest) return { x: 0, y: 0 }
  return { x: (longest.from.x + longest.to.x) / 2, y: (longest.from.y + longest.to.y) / 2 }
}

const distanceOf = ({ from, to }: { from: Point; to: Point }) => Math.hypot(to.x - from.x, to.y - from.y)
