import { Icon, isIconName, KindIcon, Link, useEntityPath, useText } from '@callboard/web'
import type { NodeProps } from '@xyflow/react'
import { type MouseEvent, use } from 'react'
import { useKindWords } from '../../kind-words.ts'
import type { GraphNode } from '../graph-model.ts'
import type { EntityElement } from './flow-elements.ts'
import { LineEnds } from './LineEnds.tsx'
import { NodeActionsContext } from './node-actions.ts'

/** An entity: it leads to its page, can come to the centre, and fold away what is behind it. */
export function EntityNode({ data: { node, behind, isTabStop } }: NodeProps<EntityElement>) {
  const t = useText()
  const { collapsed, onToggle, centreOf } = use(NodeActionsContext)
  const tabIndex = isTabStop ? 0 : -1
  return (
    <div
      className="cat-node"
      data-ref={node.ref}
      data-root={node.depth === 0 || undefined}
      data-missing={node.isMissing || undefined}
    >
      <LineEnds />
      <EntityName node={node} tabIndex={tabIndex} />
      {node.depth > 0 && !node.isMissing && (
        <Link
          className="cat-node-centre"
          data-centre
          to={centreOf(node.ref)}
          aria-label={t('graph.centre.of', 'Centre on {title}', { title: node.title })}
          title={t('graph.centre', 'Centre')}
          draggable={false}
          tabIndex={tabIndex}
          onClick={focusName}
        >
          <Icon name="centre" />
        </Link>
      )}
      {onToggle && behind > 0 && (
        <button
          type="button"
          className="cat-node-toggle"
          aria-expanded={!collapsed.includes(node.ref)}
          aria-label={t('graph.behind', 'What is behind {title}: {count}', { title: node.title, count: behind })}
          tabIndex={tabIndex}
          onClick={() => onToggle(node.ref)}
        >
          {collapsed.includes(node.ref) ? `+${behind}` : '−'}
        </button>
      )}
    </div>
  )
}

function EntityName({ node, tabIndex }: { node: GraphNode; tabIndex: number }) {
  const t = useText()
  const icon = useKindWords()(node.kind).icon
  const href = useEntityPath()(node.ref)
  const attributes = {
    className: 'cat-node-link',
    'aria-current': node.depth === 0 ? ('true' as const) : undefined,
    title: node.ref,
    tabIndex,
  }
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
  if (href === undefined) return <span {...attributes}>{content}</span>
  return (
    <Link {...attributes} to={href} draggable={false}>
      {content}
    </Link>
  )
}

/** What is in the centre has no link to the centre: the focus stays with the entity. */
function focusName({ currentTarget }: MouseEvent<HTMLElement>) {
  currentTarget.closest('.cat-node')?.querySelector<HTMLElement>('.cat-node-link')?.focus({ preventScroll: true })
}
