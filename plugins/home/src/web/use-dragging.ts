import { type PointerEvent, useEffect, useState } from 'react'
import { type ColumnBox, dropPlace } from './drop-place.ts'
import { areas, type Place } from './own-layout.ts'

/** A widget on its way. */
export interface Drag {
  name: string
  /** How far the pointer has taken it. */
  by: { x: number; y: number }
  /** Where it would land. */
  over: Place | undefined
}

/** What the handle of a widget listens to. */
export interface HandleEvents {
  onPointerDown(event: PointerEvent<HTMLElement>): void
  onPointerMove(event: PointerEvent<HTMLElement>): void
  onPointerUp(): void
  onPointerCancel(): void
}

/**
 * Drags widgets by their handles. Nothing moves in the document before the pointer is let go, so the handle keeps it.
 *
 * @param root - Holds elements with `data-area`, and in them those with `data-widget`.
 */
export function useDragging(root: { current: HTMLElement | null }, onDrop: (name: string, place: Place) => void) {
  const [drag, setDrag] = useState<Drag & { from: { x: number; y: number } }>()
  const isDragging = drag !== undefined

  useEffect(() => {
    if (!isDragging) return undefined
    const cancel = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setDrag(undefined)
    }
    window.addEventListener('keydown', cancel)
    return () => window.removeEventListener('keydown', cancel)
  }, [isDragging])

  const handle = (name: string): HandleEvents => ({
    onPointerDown(event) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setDrag({ name, from: { x: event.pageX, y: event.pageY }, by: { x: 0, y: 0 }, over: undefined })
    },
    onPointerMove(event) {
      if (!drag || !root.current) return
      const over = dropPlace({ x: event.clientX, y: event.clientY }, boxesIn(root.current, name))
      setDrag({ ...drag, by: { x: event.pageX - drag.from.x, y: event.pageY - drag.from.y }, over })
    },
    onPointerUp() {
      if (drag?.over) onDrop(name, drag.over)
      setDrag(undefined)
    },
    onPointerCancel: () => setDrag(undefined),
  })
  return { drag, handle }
}

function boxesIn(root: HTMLElement, dragged: string): ColumnBox[] {
  return areas.flatMap((area) => {
    const column = root.querySelector<HTMLElement>(`[data-area="${area}"]`)
    if (!column) return []
    const widgets = [...column.querySelectorAll<HTMLElement>('[data-widget]')]
    const middles = widgets
      .filter(({ dataset }) => dataset.widget !== dragged)
      .map((widget) => {
        const { top, bottom } = widget.getBoundingClientRect()
        return (top + bottom) / 2
      })
    return [{ area, box: column.getBoundingClientRect(), middles }]
  })
}
