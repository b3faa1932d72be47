import { EntityLink, Link, useText } from '@callboard/web'
import { relationLabel } from '../entity/relation-words.ts'
import type { VisibleGraph } from './graph-model.ts'

/** What a {@link GraphTable} lists. */
export interface GraphTableProps {
  graph: VisibleGraph
  label: string
  /** The address of the graph around another entity. */
  centreOf: (ref: string) => string
}

/** The same graph in words: a row for each relation. */
export function GraphTable({ graph, label, centreOf }: GraphTableProps) {
  const t = useText()
  const titles = new Map(graph.nodes.map(({ ref, title }) => [ref, title]))
  const end = (ref: string) => (
    <span className="cat-graph-end">
      <EntityLink entityRef={ref} title={titles.get(ref)} />
      <Link
        className="cb-link"
        to={centreOf(ref)}
        aria-label={t('graph.centre.of', 'Centre on {title}', { title: titles.get(ref) ?? ref })}
      >
        {t('graph.centre', 'Centre')}
      </Link>
    </span>
  )
  return (
    <div className="cat-related-frame">
      <table className="cat-related cat-graph-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('graph.from', 'From')}</th>
            <th scope="col">{t('graph.relation', 'Relation')}</th>
            <th scope="col">{t('graph.to', 'To')}</th>
          </tr>
        </thead>
        <tbody>
          {graph.edges.map(({ sourceRef, type, targetRef }) => (
            <tr key={`${sourceRef} ${type} ${targetRef}`}>
              <th scope="row">{end(sourceRef)}</th>
              <td>{relationLabel(type, t)}</td>
              <td>{end(targetRef)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
