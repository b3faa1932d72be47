import type { Area, Place } from './own-layout.ts'

/** A column as it stands on the screen. */
export interface ColumnBox {
  area: Area
  box: { left: number; right: number; top: number; bottom: number }
  /** The middle of each widget that may be moved, from the top; without the one that is dragged. */
  middles: readonly number[]
}

/** Where a widget lands that is let go at a point: in the nearest column, below every widget whose middle is above. */
export function dropPlace(point: { x: number; y: number }, columns: readonly ColumnBox[]): Place | undefined {
  const nearest = columns.toSorted((one, other) => distance(point, one.box) - distance(point, other.box))[0]
  return nearest && { area: nearest.area, index: nearest.middles.filter((middle) => middle < point.y).length }
}

function distance({ x, y }: { x: number; y: number }, { left, right, top, bottom }: ColumnBox['box']): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
}
