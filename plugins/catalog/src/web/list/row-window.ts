import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Which rows are drawn, and how much room the others keep. */
export interface RowWindow {
  /** The first row that is drawn, from 0. */
  start: number
  /** One after the last. */
  end: number
  rowHeight: number
}

/** Shorter lists are drawn whole: the browser's own search then finds everything. */
export const drawnWhole = 60
/** Rows above and below what is in sight, so that quick scrolling shows no gaps. */
const margin = 20
/** Rows are drawn so many at a time, and not in every frame. */
const step = 8
const assumedRowHeight = 40

type Body = RefObject<HTMLTableSectionElement | null>

/**
 * Follows the scrolling page, so that of a long table only what is near the window is drawn.
 *
 * @param body - The table's body, whose rows carry `data-row`.
 * @param first - The row to begin at, from 0.
 */
export function useRowWindow(body: Body, count: number, first: number): RowWindow {
  const isWhole = count <= drawnWhole
  const [window, setWindow] = useState<RowWindow>(() => {
    const start = Math.max(0, Math.min(first, count - 1) - margin)
    const drawn = (first > 0 ? 2 : 1) * margin + Math.ceil(globalThis.innerHeight / assumedRowHeight)
    return { start, end: start + drawn, rowHeight: assumedRowHeight }
  })
  useWhenScrolled(!isWhole, () => {
    if (body.current) setWindow(looked(window, body.current, count))
  })
  return isWhole
    ? { start: 0, end: count, rowHeight: assumedRowHeight }
    : { ...window, start: Math.min(window.start, count), end: Math.min(window.end, count) }
}

/** The first and the last row in sight, from 0. */
export interface Sight {
  first: number
  last: number
}

/** Follows the scrolling page, to tell which rows somebody sees. */
export function useSight(body: Body, count: number): Sight {
  const [sight, setSight] = useState<Sight>({ first: 0, last: 0 })
  useWhenScrolled(true, () => {
    if (!body.current) return
    const { first, last } = rowsInSight(body.current, count)
    if (first !== sight.first || last !== sight.last) setSight({ first, last })
  })
  return sight
}

/** Scrolls so that a row, counted from 0, is the first below the heading. */
export function scrollToRow(body: HTMLTableSectionElement, row: number): void {
  const top = body.getBoundingClientRect().top + row * heightOfRow(body) - stickyHeight(body)
  globalThis.scrollTo?.({ top: globalThis.scrollY + top, behavior: 'instant' })
}

/** The rows between the table's heading, which stays, and the lower edge. */
export function rowsInSight(body: HTMLTableSectionElement, count: number): Sight {
  const { top } = body.getBoundingClientRect()
  const rowHeight = heightOfRow(body)
  const at = (y: number) => Math.max(0, Math.min(count - 1, y))
  return {
    // A row of which a pixel is hidden is still in sight.
    first: at(Math.floor((stickyHeight(body) - top + 1) / rowHeight)),
    last: at(Math.ceil((globalThis.innerHeight - top) / rowHeight) - 1),
  }
}

/** How far down the heading of the table comes when it stays while rows go by. */
function stickyHeight(body: HTMLTableSectionElement): number {
  const heading = (body.parentElement as HTMLTableElement | null)?.tHead?.querySelector('th') // of a table, ours
  return heading ? (Number.parseFloat(getComputedStyle(heading).top) || 0) + heading.offsetHeight : 0
}

function looked(before: RowWindow, body: HTMLTableSectionElement, count: number): RowWindow {
  const rowHeight = heightOfRow(body)
  const { first, last } = rowsInSight(body, count)
  const start = Math.max(0, Math.floor((first - margin) / step) * step)
  const end = Math.min(count, Math.ceil((last + 1 + margin) / step) * step)
  const isSame = start === before.start && end === before.end && rowHeight === before.rowHeight
  return isSame ? before : { start, end, rowHeight }
}

/** All rows are of one height, which depends on density and width. */
export function heightOfRow(body: HTMLElement): number {
  const rows = body.querySelectorAll<HTMLElement>('tr[data-row]')
  const first = rows[0]?.getBoundingClientRect()
  const last = rows[rows.length - 1]?.getBoundingClientRect()
  return (first && last && (last.bottom - first.top) / rows.length) || assumedRowHeight
}

/** Looks once after every drawing, and once in each frame in which something scrolled or the window changed. */
function useWhenScrolled(isOn: boolean, look: () => void): void {
  const latest = useRef(look)
  useLayoutEffect(() => {
    latest.current = look
    if (isOn) look()
  })
  useEffect(() => {
    // What lies behind in the page is there only now.
    if (isOn) latest.current()
  })
  useEffect(() => {
    if (!isOn) return undefined
    let frame: number | undefined
    const lookSoon = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        latest.current()
      })
    }
    globalThis.addEventListener('scroll', lookSoon, { passive: true, capture: true })
    globalThis.addEventListener('resize', lookSoon)
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      globalThis.removeEventListener('scroll', lookSoon, { capture: true })
      globalThis.removeEventListener('resize', lookSoon)
    }
  }, [isOn])
}
