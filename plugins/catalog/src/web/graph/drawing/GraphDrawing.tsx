import { useShortcutOn } from '@callboard/web'
import { ReactFlow, ReactFlowProvider } from '@xyflow/react'
import canvasStyles from '@xyflow/react/dist/base.css?inline'
import { type FocusEvent, type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { VisibleGraph } from '../graph-model.ts'
import { BlockFrame } from './BlockFrame.tsx'
import styles from './drawing.css?inline'
import { EntityNode } from './EntityNode.tsx'
import { withLight, withTabStop } from './flow-elements.ts'
import { NodeActionsContext } from './node-actions.ts'
import { RelationLine } from './RelationLine.tsx'
import { useLayout } from './use-layout.ts'
import { useView } from './use-view.ts'
import { nextNode } from './walk.ts'
import { ZoomButtons } from './ZoomButtons.tsx'

/** What a {@link GraphDrawing} draws. */
export interface GraphDrawingProps {
  /** With at least one entity. */
  graph: VisibleGraph
  /** What the graph is called by those who cannot see it. */
  label: string
  /** What is drawn: when it changes, the view starts over. */
  subject: string
  collapsed: readonly string[]
  /** Without it nothing can be collapsed. */
  onToggle?: (ref: string) => void
  /** The address of the graph around another entity. */
  centreOf: (ref: string) => string
}

// Here rather than in the plugin's first file: pages without a graph do without its styles, too.
const sheet = new CSSStyleSheet()
sheet.replaceSync(canvasStyles + styles)
document.adoptedStyleSheets.push(sheet)

const nodeTypes = { entity: EntityNode, block: BlockFrame }
const edgeTypes = { line: RelationLine }

/** The graph in columns. One entity is in the tab order; the arrow keys lead from it to the others. */
export function GraphDrawing(props: GraphDrawingProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}

function Drawing({ graph, label, subject, collapsed, onToggle, centreOf }: GraphDrawingProps) {
  // What changes on the server meanwhile is drawn once it has its places.
  const shown = useDeferredValue(graph)
  const { layout, nodes, lines } = useLayout(shown)
  const frame = useRef<HTMLDivElement>(null)
  const root = shown.nodes[0]?.ref ?? ''
  const [visited, setVisited] = useState(root)
  const current = layout.places.has(visited) ? visited : root
  const [lit, setLit] = useState<string>()
  const hasKeys = useShortcutOn('graph')
  const view = useView(frame, { layout, root, current, subject })
  const reachable = useMemo(() => withTabStop(nodes, current), [nodes, current])
  const drawn = useMemo(() => withLight(lines, lit, layout), [lines, lit, layout])
  const actions = useMemo(() => ({ collapsed, onToggle, centreOf }), [collapsed, onToggle, centreOf])

  function onFocus({ target }: FocusEvent<HTMLElement>) {
    const ref = refOf(target)
    if (ref === undefined) return
    setVisited(ref)
    setLit(ref)
    // A click finds its target where it was pressed.
    if (target.matches(':focus-visible')) view.reveal(ref)
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement // of a key pressed in the drawing
    const ref = refOf(target)
    const next = ref === undefined ? undefined : nextNode(ref, event.key, layout.places)
    if (next !== undefined) nameOf(frame.current, next)?.focus({ preventScroll: true })
    else if (!hasKeys) return
    else if (event.key === '+' || event.key === '=') view.zoomIn()
    else if (event.key === '-') view.zoomOut()
    else if (event.key === '0') view.fit()
    else if (event.key === '.') pressIn(target, '[data-centre]')
    // On a button, Space presses it.
    else if (event.key === ' ' && target.matches('.cat-node-link')) pressIn(target, '[aria-expanded]')
    else return
    event.preventDefault()
  }

  return (
    <NodeActionsContext value={actions}>
      <div className="cat-graph" ref={frame} data-placed={view.isPlaced}>
        <ReactFlow
          aria-label={label}
          nodes={reachable}
          edges={drawn}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onKeyDown={onKeyDown}
          onFocus={onFocus}
          onBlur={() => setLit(undefined)}
          onNodeMouseEnter={(_, { id }) => setLit(id)}
          onNodeMouseLeave={() => setLit(undefined)}
          minZoom={0.05}
          maxZoom={2}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={null}
          // The wheel scrolls the page; with Control, or two fingers, it zooms.
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          proOptions={{ hideAttribution: true }}
        >
          <ZoomButtons view={view} />
        </ReactFlow>
      </div>
    </NodeActionsContext>
  )
}

const refOf = (element: Element) => element.closest<HTMLElement>('[data-ref]')?.dataset.ref

const nameOf = (frame: HTMLElement | null, ref: string) =>
  frame?.querySelector<HTMLElement>(`[data-ref="${CSS.escape(ref)}"] .cat-node-link`)

function pressIn(inside: Element, selector: string) {
  inside.closest('[data-ref]')?.querySelector<HTMLElement>(selector)?.click()
}
