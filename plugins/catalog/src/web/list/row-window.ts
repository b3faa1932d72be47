import { type RefObject, useLayoutEffect, useState } from 'react'

/** Which rows are drawn, and how much room the others keep. */
export interface RowWindow {
  /** The first row that is drawn. */
  start: number
  /** One after the last. */
  end: number
  rowHeight: number
}

/** Shorter lists are drawn whole: the browser's own search then finds everything. */
const drawnWhole = 200
/** Rows above and below what is in sight, so that quick scrolling shows no gaps. */
const margin = 20
const assumedRowHeight = 40

/**
 * Follows the scrolling page, so that of a long table only what is near the window is drawn.
 *
 * @param body - The table's body, whose rows carry `data-row`.
 */
export function useRowWindow(body: RefObject<HTMLElement | null>, count: number): RowWindow {
  const isWhole = count <= drawnWhole
  const [window, setWindow] = useState<RowWindow>({ start: 0, end: 3 * margin, rowHeight: assumedRowHeight })

  useLayoutEffect(() => {
    if (isWhole) return undefined
    let frame: number | undefined
    const look = () => {
      frame = undefined
      if (body.current) setWindow((before) => looked(before, body.current as HTMLElement, count))
    }
    const lookSoon = () => {
      frame ??= requestAnimationFrame(look)
    }
    look()
    globalThis.addEventListener('scroll', lookSoon, { passive: true, capture: true })
    globalThis.addEventListener('resize', lookSoon)
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      globalThis.removeEventListener('scroll', lookSoon, { capture: true })
      globalThis.removeEventListener('resize', lookSoon)
    }
  }, [body, count, isWhole])

  return isWhole
    ? { start: 0, end: count, rowHeight: assumedRowHeight }
    : { ...window, end: Math.min(window.end, count) }
}

function looked(before: RowWindow, body: HTMLElement, count: number): RowWindow {
  const { top } = body.getBoundingClientRect()
  const rowHeight = heightOfRow(body) ?? before.rowHeight
  const first = Math.floor(-top / rowHeight)
  const inSight = Math.ceil(globalThis.innerHeight / rowHeight)
  const start = Math.max(0, Math.min(first - margin, count - inSight))
  const end = Math.min(count, Math.max(0, first) + inSight + margin)
  const isSame = start === before.start && end === before.end && rowHeight === before.rowHeight
  return isSame ? before : { start, end, rowHeight }
}

/** The middle of those that are drawn: on phones they differ a little. */
function heightOfRow(body: HTMLElement): number | undefined {
  const rows = [...body.querySelectorAll<HTMLElement>('tr[data-row]')]
  const heights = rows.map((row) => row.offsetHeight).sort((one, other) => one - other)
  return heights[Math.floor(heights.length / 2)] || undefined
}
