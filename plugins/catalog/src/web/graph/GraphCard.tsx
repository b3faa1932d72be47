import { type EntityCardProps, Link, useEntityPath, useText } from '@callboard/web'
import { GraphDrawing } from './GraphDrawing.tsx'
import { writeGraphState } from './graph-state.ts'
import { useGraph } from './use-graph.ts'

/** More is for the page. */
const limit = 40

/** What the entity is related to, at a glance; a node leads to its entity. */
export function GraphCard({ entity }: EntityCardProps) {
  const t = useText()
  const pathOf = useEntityPath()
  const state = { roots: [entity.ref], depth: 1, kinds: [], relations: [], direction: 'both', collapsed: [] } as const
  const { visible, isTruncated } = useGraph(state, limit)
  return (
    <>
      <GraphDrawing
        graph={visible}
        label={t('graph.around', 'What is related to {title}', {
          title: entity.metadata.title ?? entity.metadata.name,
        })}
        hrefOf={pathOf}
        collapsed={[]}
      />
      <p className="cat-graph-more">
        <Link className="cb-link" to={`/catalog-graph?${writeGraphState({ ...state, view: 'drawing' })}`}>
          {t('graph.open', 'Open the graph')}
        </Link>
        {isTruncated && <span className="cb-muted">{t('graph.more', 'There is more than is shown here.')}</span>}
      </p>
    </>
  )
}
