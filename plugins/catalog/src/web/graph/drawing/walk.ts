import type { Point } from './elk-graph.ts'

const ways: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/**
 * The entity that an arrow key leads to: the nearest one that way.
 *
 * @param key - As of a keyboard's event; other keys lead nowhere.
 */
export function nextNode(from: string, key: string, places: ReadonlyMap<string, Point>): string | undefined {
  const start = places.get(from)
  const way = ways[key]
  if (!start || !way) return undefined
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const [ref, { x, y }] of places) {
    const along = way.x * (x - start.x) + way.y * (y - start.y)
    const across = Math.abs(way.x * (y - start.y) + way.y * (x - start.x))
    if (along <= 0) continue
    // Straight on counts more than near, and a column is left only sideways.
    const distance = along + across * (way.y === 0 ? 2 : 20)
    if (distance < bestDistance) {
      best = ref
      bestDistance = distance
    }
  }
  return best
}
