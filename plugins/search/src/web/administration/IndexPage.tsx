import {
  ActionButton,
  Boundary,
  Card,
  EmptyState,
  Loading,
  PageHeading,
  Since,
  Tag,
  useRead,
  useReadWhile,
  useText,
} from '@callboard/web'
import { type IndexState, readIndex } from '../../model/routes.ts'
import { indexAgain } from './index-actions.ts'
import { Terms } from './Terms.tsx'
import './index-page.css'

/** How the index stands, and what people look for, for administrators. */
export function IndexPage() {
  const t = useText()
  return (
    <>
      <PageHeading title={t('page.index.title', 'Search index')} />
      <Boundary title={t('page.index.title', 'Search index')} loading={<Loading lines={6} />}>
        <Index />
      </Boundary>
      <Card title={t('terms.title', 'What people search')}>
        <Boundary title={t('terms.title', 'What people search')} loading={<Loading />}>
          <Terms />
        </Boundary>
      </Card>
    </>
  )
}

function Index() {
  const t = useText()
  const { engine, types } = useRead(readIndex)
  useReadWhile(types.some(({ isRunning, stale }) => isRunning || stale > 0))
  if (types.length === 0) {
    return (
      <EmptyState title={t('index.none', 'No plugin gives anything to be found.')} icon="search">
        <p className="cb-muted">
          {t('index.none.hint', 'Entities are given by the catalog, pages by the docs. Install their plugins.')}
        </p>
      </EmptyState>
    )
  }
  return (
    <>
      <p className="cb-muted">
        {t('index.engine', 'The index is in {engine}, and follows changes by itself.', { engine })}
      </p>
      <table className="search-index" aria-label={t('index.types', 'Types of documents')}>
        <thead>
          <tr>
            <th scope="col">{t('index.type', 'Type')}</th>
            <th scope="col">{t('index.state', 'State')}</th>
            <th scope="col" className="search-figure">
              {t('index.documents', 'Documents')}
            </th>
            <th scope="col" className="search-figure">
              {t('index.stale', 'Waiting')}
            </th>
            <th scope="col">{t('index.last', 'Last whole run')}</th>
            <th scope="col">
              <span className="cb-visually-hidden">{t('index.actions', 'Actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <TypeRow key={type.type} of={type} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function TypeRow({ of }: { of: IndexState }) {
  const t = useText()
  const { type, title, documents, stale, lastRunAt, lastRunMs, problem } = of
  return (
    <tr>
      <th scope="row">
        <span>
          {title} <code className="cb-muted">{type}</code>
        </span>
        {problem !== undefined && <p className="search-problem">{problem}</p>}
      </th>
      <td data-title={t('index.state', 'State')}>
        <State of={of} />
      </td>
      <td data-title={t('index.documents', 'Documents')} className="search-figure">
        {t('index.number', '{count, number}', { count: documents })}
      </td>
      <td data-title={t('index.stale', 'Waiting')} className="search-figure">
        {t('index.number', '{count, number}', { count: stale })}
      </td>
      <td data-title={t('index.last', 'Last whole run')}>
        {lastRunAt === undefined ? t('index.never', 'Never') : <Since at={lastRunAt} />}
        {lastRunMs !== undefined && (
          <span className="cb-muted">
            {' '}
            {t('index.took', 'in {seconds, number} s', { seconds: Math.round(lastRunMs / 100) / 10 })}
          </span>
        )}
      </td>
      <td className="search-again">
        <ActionButton action={indexAgain} subject={of} />
      </td>
    </tr>
  )
}

function State({ of: { isRunning, problem, stale, lastRunAt } }: { of: IndexState }) {
  const t = useText()
  if (isRunning) return <Tag>{t('index.running', 'Indexing')}</Tag>
  if (problem !== undefined) return <Tag tone="bad">{t('index.failed', 'Failed')}</Tag>
  if (stale > 0) return <Tag>{t('index.behind', 'Catching up')}</Tag>
  if (lastRunAt === undefined) return <Tag tone="warning">{t('index.new', 'Not indexed yet')}</Tag>
  return <Tag tone="good">{t('index.good', 'Up to date')}</Tag>
}
