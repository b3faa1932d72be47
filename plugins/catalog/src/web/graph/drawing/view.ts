import type { Layout, Point } from './elk-graph.ts'
import { nodeHeight, nodeWidth } from './sketch.ts'

/** Where the drawing stands in its frame, and how large. */
export interface View extends Point {
  zoom: number
}

/** The frame, in CSS pixels. */
export interface Frame {
  width: number
  height: number
}

/** Smaller, and names cannot be read. */
const readableZoom = 0.65

/**
 * All of a drawing, where that can be read; else as much as can, around an entity.
 *
 * @param frame - `top` is what something else covers.
 */
export function firstView({ width, height, places }: Layout, frame: Frame & { top: number }, around: string): View {
  const room = frame.height - frame.top
  const fit = Math.min(1, frame.width / width, room / height)
  const zoom = Math.max(readableZoom, fit)
  const corner = places.get(around) ?? { x: 0, y: 0 }
  return {
    zoom,
    x: offset(width * zoom, frame.width, (corner.x + nodeWidth / 2) * zoom),
    y: frame.top + offset(height * zoom, room, (corner.y + nodeHeight / 2) * zoom),
  }
}

/** The same view of a drawing in which an entity has another place: to the eye it has not moved. */
export function steadyView(view: View, before: Point, now: Point): View {
  return { zoom: view.zoom, x: view.x + (before.x - now.x) * view.zoom, y: view.y + (before.y - now.y) * view.zoom }
}

/** Whether the whole entity can be seen. */
export function isInView({ x, y }: Point, view: View, frame: Frame): boolean {
  const left = x * view.zoom + view.x
  const top = y * view.zoom + view.y
  return (
    left >= 0 && top >= 0 && left + nodeWidth * view.zoom <= frame.width && top + nodeHeight * view.zoom <= frame.height
  )
}

/** Centres what fits; of the rest shows what is around a middle, and nothing beyond its ends. */
function offset(length: number, room: number, middle: number): number {
  if (length <= room) return (room - length) / 2
  return Math.min(0, Math.max(room - length, room / 2 - middle))
}
