import { stringifyEntityRef } from '@callboard/model'
import { Boundary, EmptyState, Link, PageHeading, SearchInstead, useRead, useText } from '@callboard/web'
import { problems } from '../../model/routes-insight.ts'
import { ProblemList } from './ProblemsCard.tsx'

/** The parts of the address. */
export interface EntityNotFoundProps {
  kind: string
  namespace: string
  name: string
}

/** Says that there is no such entity, why that may be, and what is wrong with its file if that is known. */
export function EntityNotFound({ kind, namespace, name }: EntityNotFoundProps) {
  const t = useText()
  const ref = stringifyEntityRef({ kind, namespace, name })
  const search = new URLSearchParams({ kind: 'all', q: name })
  return (
    <>
      <PageHeading title={t('missing.title', 'Entity not found')} />
      <EmptyState title={t('missing.what', 'No entity is registered as {ref}.', { ref })} icon="missing">
        <ul className="cat-reasons">
          <li>{t('missing.spelling', 'Its name, kind or namespace may be spelled differently.')}</li>
          <li>{t('missing.unread', 'The file that describes it may not be registered, or could not be read.')}</li>
          <li>{t('missing.hidden', 'You may not be allowed to see it.')}</li>
        </ul>
        <p>
          <Link className="cb-link" to={`/catalog?${search}`}>
            {t('missing.search', 'Look for “{name}” in all kinds', { name })}
          </Link>
        </p>
        <SearchInstead key={ref} words={name} />
      </EmptyState>
      <Boundary title={t('missing.problems', 'What is known about its file')} loading={null}>
        <KnownProblems entityRef={ref} />
      </Boundary>
    </>
  )
}

const KnownProblems = ({ entityRef }: { entityRef: string }) => (
  <ProblemList problems={useRead(problems, { query: { entityRef } }).items} />
)
