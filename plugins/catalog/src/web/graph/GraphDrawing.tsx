import { Icon, isIconName, KindIcon, Link, useText } from '@callboard/web'
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { relationLabel } from '../entity/relation-words.ts'
import { useKindWords } from '../kind-words.ts'
import type { GraphNode, VisibleGraph } from './graph-model.ts'
import { type Layout, layOut, nodeHeight, nodeWidth, type Place } from './layered-layout.ts'

/** What a {@link GraphDrawing} draws. */
export interface GraphDrawingProps {
  graph: VisibleGraph
  /** What the graph is called by those who cannot see it. */
  label: string
  /** Where a node leads. */
  hrefOf: (ref: string) => string | undefined
  collapsed: readonly string[]
  /** Without it nothing can be collapsed. */
  onToggle?: (ref: string) => void
}

/** More relations than this, and their names would cover each other. */
const labelsUpTo = 48

/** The graph in columns. One node is in the tab order; the arrow keys lead from it to the others. */
export function GraphDrawing({ graph, label, hrefOf, collapsed, onToggle }: GraphDrawingProps) {
  const layout = useMemo(() => layOut(graph.nodes, graph.edges), [graph])
  const canvas = useRef<HTMLDivElement>(null)
  const root = graph.nodes.find(({ depth }) => depth === 0)?.ref ?? ''
  const [current, setCurrent] = useState(root)
  const tabStop = layout.places.has(current) ? current : root

  useLayoutEffect(() => {
    const place = layout.places.get(root)
    const element = canvas.current
    if (!place || !element) return
    element.scrollTo?.({
      left: place.x + nodeWidth / 2 - element.clientWidth / 2,
      top: place.y + nodeHeight / 2 - element.clientHeight / 2,
    })
  }, [root, layout])

  function move(event: KeyboardEvent) {
    const next = nextNode(tabStop, event.key, layout)
    if (next === undefined) return
    event.preventDefault()
    setCurrent(next)
    const link = [...(canvas.current?.querySelectorAll<HTMLElement>('[data-ref]') ?? [])].find(
      (element) => element.dataset.ref === next,
    )
    link?.focus()
  }

  return (
    <div className="cat-graph" ref={canvas}>
      <div className="cat-graph-sheet" style={{ width: layout.width, height: layout.height }}>
        <Edges graph={graph} layout={layout} />
        <ul aria-label={label} onKeyDown={move}>
          {graph.nodes.map((node) => {
            const place = layout.places.get(node.ref)
            return (
              <li
                key={node.ref}
                className="cat-node"
                style={{ left: place?.x, top: place?.y, width: nodeWidth, height: nodeHeight }}
                onFocus={() => setCurrent(node.ref)}
              >
                <NodeLink node={node} href={hrefOf(node.ref)} isTabStop={node.ref === tabStop} />
                {onToggle && node.depth > 0 && (graph.behind.get(node.ref) ?? 0) > 0 && (
                  <Toggle
                    node={node}
                    count={graph.behind.get(node.ref) ?? 0}
                    isCollapsed={collapsed.includes(node.ref)}
                    isTabStop={node.ref === tabStop}
                    onPress={() => onToggle(node.ref)}
                  />
                )}
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

function NodeLink({ node, href, isTabStop }: { node: GraphNode; href: string | undefined; isTabStop: boolean }) {
  const t = useText()
  const icon = useKindWords()(node.kind).icon
  const content = (
    <>
      {isIconName(icon) ? <Icon name={icon} /> : <KindIcon kind={node.kind} />}
      <span className="cat-node-words">
        <span className="cat-node-title">{node.title}</span>
        <span className="cat-node-kind">
          {node.isMissing
            ? t('relations.dangling', 'not in the catalog')
            : node.type
              ? t('entity.kind-and-type', '{kind}, {type}', { kind: node.kind, type: node.type })
              : node.kind}
        </span>
      </span>
    </>
  )
  const attributes = {
    className: 'cat-node-link',
    'data-ref': node.ref,
    'data-missing': node.isMissing || undefined,
    'aria-current': node.depth === 0 ? ('true' as const) : undefined,
    title: node.ref,
    tabIndex: isTabStop ? 0 : -1,
  }
  if (href === undefined) return <span {...attributes}>{content}</span>
  return (
    <Link {...attributes} to={href}>
      {content}
    </Link>
  )
}

interface ToggleProps {
  node: GraphNode
  count: number
  isCollapsed: boolean
  isTabStop: boolean
  onPress: () => void
}

function Toggle({ node, count, isCollapsed, isTabStop, onPress }: ToggleProps) {
  const t = useText()
  return (
    <button
      type="button"
      className="cat-node-toggle"
      aria-expanded={!isCollapsed}
      aria-label={t('graph.behind', 'What is behind {title}: {count}', { title: node.title, count })}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onPress}
    >
      {isCollapsed ? `+${count}` : '−'}
    </button>
  )
}

/** Lines, for eyes only: the table says the same in words. */
function Edges({ graph, layout }: { graph: VisibleGraph; layout: Layout }) {
  const t = useText()
  const depths = new Map(graph.nodes.map(({ ref, depth }) => [ref, depth]))
  const lines = graph.edges.flatMap(({ sourceRef, type, targetRef }) => {
    const from = layout.places.get(sourceRef)
    const to = layout.places.get(targetRef)
    if (!from || !to) return []
    const isOutwards = (depths.get(targetRef) ?? 0) >= (depths.get(sourceRef) ?? 0)
    return [{ key: `${sourceRef} ${type} ${targetRef}`, type, ...lineOf(from, to, isOutwards ? to : from) }]
  })
  return (
    <svg className="cat-edges" width={layout.width} height={layout.height} aria-hidden="true" focusable="false">
      <defs>
        <marker id="cat-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M1 1 7 4 1 7" fill="none" stroke="context-stroke" />
        </marker>
      </defs>
      {lines.map(({ key, path }) => (
        <path key={key} d={path} markerEnd="url(#cat-arrow)" />
      ))}
      {lines.length <= labelsUpTo &&
        lines
          .filter(({ isNamed }) => isNamed)
          .map(({ key, type, labelX, labelY, anchor }) => (
            <text key={key} x={labelX} y={labelY} textAnchor={anchor}>
              {relationLabel(type, t)}
            </text>
          ))}
    </svg>
  )
}

/** A curve from the side of one node to the side of another; its name stands before the outer end. */
function lineOf(from: Place, to: Place, outer: Place) {
  const isRightwards = to.x > from.x
  const isSameColumn = Math.abs(to.x - from.x) < nodeWidth
  const startX = isRightwards || isSameColumn ? from.x + nodeWidth : from.x
  const endX = isSameColumn ? to.x + nodeWidth : isRightwards ? to.x : to.x + nodeWidth
  const [startY, endY] = [from.y + nodeHeight / 2, to.y + nodeHeight / 2]
  const bend = isSameColumn ? 40 : (endX - startX) / 2
  const path = `M${startX} ${startY}C${startX + bend} ${startY} ${isSameColumn ? endX + bend : endX - bend} ${endY} ${endX} ${endY}`
  const isOuterRight = outer === to ? isRightwards && !isSameColumn : !isRightwards && !isSameColumn
  return {
    path,
    isNamed: isOuterRight ? outer.isRoomLeft : outer.isRoomRight,
    labelX: isOuterRight ? outer.x - 10 : outer.x + nodeWidth + 10,
    labelY: outer.y + nodeHeight / 2 - 5,
    anchor: isOuterRight ? ('end' as const) : ('start' as const),
  }
}

/** The node that an arrow key leads to: the nearest one that way. */
function nextNode(from: string, key: string, { places }: Layout): string | undefined {
  const start = places.get(from)
  if (!start || !['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(key)) return undefined
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight'
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const [ref, { x, y }] of places) {
    const along = sign * (isSideways ? x - start.x : y - start.y)
    const across = Math.abs(isSideways ? y - start.y : x - start.x)
    if (ref === from || along <= 0) continue
    // Straight on counts more than near: the column is left only sideways.
    const distance = along + across * (isSideways ? 2 : 20)
    if (distance < bestDistance) {
      best = ref
      bestDistance = distance
    }
  }
  return best
}
