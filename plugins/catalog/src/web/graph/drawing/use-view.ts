import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Layout } from './elk-graph.ts'
import { nodeHeight, nodeWidth } from './sketch.ts'
import { firstView, isInView, steadyView } from './view.ts'

/** What a view is of. */
export interface Viewed {
  layout: Layout
  /** The entity that everything is around. */
  root: string
  /** The entity that the person is at. */
  current: string
  /** When it changes, the view starts over. */
  subject: string
}

/** How the drawing is moved and sized. */
export interface ViewControls {
  /** Whether the first view was taken. */
  isPlaced: boolean
  zoomIn: () => void
  zoomOut: () => void
  fit: () => void
  /** Moves an entity into the frame, if it is not there. */
  reveal: (ref: string) => void
}

/** Of the zoom buttons and the space around them, in CSS pixels: as long as all can be seen, nothing is below them. */
const buttonsHeight = 48

/** Keeps the view: of something new all or the middle, of something changed what the person was looking at. */
export function useView(
  frame: RefObject<HTMLElement | null>,
  { layout, root, current, subject }: Viewed,
): ViewControls {
  const canvas = useReactFlow()
  const last = useRef<{ layout: Layout; subject: string }>(undefined)
  const [isPlaced, setPlaced] = useState(false)
  const size = () => ({ width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 })

  // Only another layout moves anything; the rest is as it is by then.
  useEffect(() => {
    if (last.current?.layout === layout) return
    const before = last.current?.subject === subject ? last.current.layout.places.get(current) : undefined
    const now = layout.places.get(current)
    last.current = { layout, subject }
    void canvas.setViewport(
      before && now
        ? steadyView(canvas.getViewport(), before, now)
        : firstView(layout, { ...size(), top: buttonsHeight }, root),
    )
    setPlaced(true)
  }, [layout])

  return {
    isPlaced,
    zoomIn: () => void canvas.zoomIn(motion()),
    zoomOut: () => void canvas.zoomOut(motion()),
    fit: () =>
      void canvas.fitView({
        padding: { top: `${buttonsHeight}px`, x: '16px', bottom: '16px' },
        maxZoom: 1,
        ...motion(),
      }),
    reveal(ref) {
      const place = layout.places.get(ref)
      const view = canvas.getViewport()
      if (!place || isInView(place, view, size())) return
      void canvas.setCenter(place.x + nodeWidth / 2, place.y + nodeHeight / 2, { zoom: view.zoom, ...motion() })
    },
  }
}

const motion = () => ({ duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200 })
