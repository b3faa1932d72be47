import { Boundary, type EntityCardProps, Link, Loading, useText } from '@callboard/web'
import { type ReactNode, type RefObject, startTransition, useEffect, useRef, useState } from 'react'
import { GraphDrawing, loadDrawing } from './drawing-on-demand.ts'
import { type GraphState, writeGraphState } from './graph-state.ts'
import { useGraph } from './use-graph.ts'

/** More is for the page. */
const limit = 40

/** What the entity is related to, at a glance. Nothing of it is loaded before it is on the screen. */
export function GraphCard({ entity }: EntityCardProps) {
  const t = useText()
  const room = useRef<HTMLDivElement>(null)
  const isOnScreen = useOnScreen(room)
  const title = t('graph.around', 'What is related to {title}', {
    title: entity.metadata.title ?? entity.metadata.name,
  })
  return isOnScreen ? (
    <Boundary
      title={title}
      loading={
        <Room>
          <Loading lines={0} />
        </Room>
      }
      resetOn={entity.ref}
    >
      <Neighbours entityRef={entity.ref} label={title} />
    </Boundary>
  ) : (
    <Room ref={room} />
  )
}

function Neighbours({ entityRef, label }: { entityRef: string; label: string }) {
  const t = useText()
  const state = around(entityRef)
  const { visible, isTruncated } = useGraph(state, limit)
  return (
    <>
      <div className="cat-graph-room">
        <GraphDrawing
          graph={visible}
          label={label}
          subject={entityRef}
          collapsed={state.collapsed}
          centreOf={addressAround}
        />
      </div>
      <p className="cat-graph-more">
        <Link className="cb-link" to={addressAround(entityRef)}>
          {t('graph.open', 'Open the graph')}
        </Link>
        {isTruncated && <span className="cb-muted">{t('graph.more', 'There is more than is shown here.')}</span>}
      </p>
    </>
  )
}

/** As large as what will stand here: nothing below it moves. */
const Room = ({ ref, children }: { ref?: RefObject<HTMLDivElement | null>; children?: ReactNode }) => (
  <>
    <div className="cat-graph-room" ref={ref}>
      {children}
    </div>
    <p className="cat-graph-more" />
  </>
)

const nothing: readonly string[] = []

const around = (ref: string): GraphState => ({
  roots: [ref],
  depth: 1,
  kinds: [],
  relations: [],
  direction: 'both',
  collapsed: nothing,
  view: 'drawing',
})

const addressAround = (ref: string) => `/catalog-graph?${writeGraphState(around(ref))}`

function useOnScreen(element: RefObject<HTMLElement | null>): boolean {
  const [wasSeen, setSeen] = useState(false)
  useEffect(() => {
    if (!element.current) return
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      void loadDrawing()
      startTransition(() => setSeen(true))
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return wasSeen
}
