import type { Entity } from '@callboard/model'
import {
  ActionButton,
  Boundary,
  EmptyState,
  EntityLink,
  Link,
  Loading,
  PageHeading,
  useAddress,
  useIdentity,
  useRead,
  useText,
} from '@callboard/web'
import { problems as listProblems, listSources } from '../../model/routes-insight.ts'
import { entitiesByRefs } from '../../model/routes-read.ts'
import { titleOf } from '../entity-names.ts'
import { readSourceAgain } from '../locations/source-actions.ts'
import { ProblemFilters } from './ProblemFilters.tsx'
import { ProblemItem } from './ProblemItem.tsx'
import {
  groupProblems,
  type ListedProblem,
  type ProblemGroup,
  type ProblemView,
  parseProblemView,
  writeProblemView,
} from './problem-view.ts'

/** More than anybody reads; filters lead to the rest. */
const most = 500

/** What is wrong with the catalog, and what to do about it. Everything it shows is in the address. */
export function ProblemsPage() {
  const t = useText()
  const { shown, wanted, go: goTo } = useAddress()
  const go = (next: ProblemView) => goTo(writeProblemView(next))
  const view = parseProblemView(new URLSearchParams(shown))
  return (
    <>
      <PageHeading
        title={t('problem-page.title', 'Problems')}
        trail={[{ title: t('list.title', 'Catalog'), to: '/catalog' }]}
      />
      {/* When problems cannot be read, the list below says so; once is enough. */}
      <Boundary
        title={t('problem-page.filters', 'Filters')}
        loading={<div className="cat-toolbar" />}
        failed={null}
        resetOn={shown}
      >
        <ProblemFilters view={parseProblemView(new URLSearchParams(wanted))} go={go} />
      </Boundary>
      <Boundary title={t('problem-page.title', 'Problems')} loading={<Loading lines={10} />} resetOn={shown}>
        <div aria-busy={shown !== wanted}>
          <Listed view={view} />
        </div>
      </Boundary>
    </>
  )
}

function Listed({ view }: { view: ProblemView }) {
  const { level, code, sourceId, isMine } = view
  const { userEntityRef, ownershipEntityRefs } = useIdentity()
  // Never empty: that would ask for everybody's.
  const ownerRef = isMine ? [userEntityRef, ...ownershipEntityRefs] : undefined
  const { items, totalItems } = useRead(listProblems, { query: { level, code, sourceId, ownerRef, limit: most } })
  const entities = useProblemEntities(items)
  if (items.length === 0) return <NoProblems view={view} />
  return <Groups view={view} problems={items} entities={entities} totalItems={totalItems} />
}

/** Reads the entities that problems are about. */
function useProblemEntities(problems: readonly ListedProblem[]): ReadonlyMap<string, Entity> {
  const entityRefs = [...new Set(problems.flatMap(({ ref }) => ref ?? []))]
  const fields = ['kind', 'metadata.name', 'metadata.title', 'metadata.annotations', 'spec.profile.displayName']
  // The fields asked for make an Entity as far as its readers go, as in api.ts.
  const items = useRead(entitiesByRefs, { body: { entityRefs, fields } }).items as (Entity | null)[]
  return new Map(entityRefs.flatMap((ref, place) => (items[place] ? [[ref, items[place]] as const] : [])))
}

interface GroupsProps {
  view: ProblemView
  problems: readonly ListedProblem[]
  entities: ReadonlyMap<string, Entity>
  totalItems: number
}

function Groups({ view, problems, entities, totalItems }: GroupsProps) {
  const t = useText()
  return (
    <>
      <p className="cb-muted" role="status">
        {problems.length < totalItems
          ? t('problem-page.some', 'The most severe {count, number} of {total, number} problems.', {
              count: problems.length,
              total: totalItems,
            })
          : t('problem-page.count', '{count, plural, one {# problem} other {# problems}}', { count: totalItems })}
      </p>
      {groupProblems(problems, view.groupBy).map((group) => (
        <section key={group.of ?? ''} className="cat-problem-group">
          <header>
            {view.groupBy === 'source' ? (
              <SourceHeading group={group} />
            ) : (
              <EntityHeading group={group} entities={entities} />
            )}
          </header>
          <ul className="cat-problem-list">
            {group.problems.map((problem) => (
              <li key={`${problem.code} ${problem.ref} ${problem.file} ${problem.line} ${problem.message}`}>
                <ProblemItem problem={problem} entity={problem.ref ? entities.get(problem.ref) : undefined} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function SourceHeading({ group }: { group: ProblemGroup }) {
  const t = useText()
  const source = useRead(listSources, { query: { limit: 1000 } }).items.find(({ id }) => id === group.of)
  const count = <span className="cat-count">{group.problems.length}</span>
  if (!source) {
    return (
      <h2>
        {t('problem-page.no-source', 'Without a source')} {count}
      </h2>
    )
  }
  return (
    <>
      <h2>
        {source.name} {count}
      </h2>
      <ActionButton action={readSourceAgain} subject={source} look="quiet" />
    </>
  )
}

function EntityHeading({ group: { of, problems }, entities }: { group: ProblemGroup } & Pick<GroupsProps, 'entities'>) {
  const t = useText()
  const entity = typeof of === 'string' ? entities.get(of) : undefined
  return (
    <h2>
      {typeof of === 'string' ? (
        <EntityLink entityRef={of} title={entity && titleOf(entity)} />
      ) : (
        t('problem-page.no-entity', 'Without an entity')
      )}{' '}
      <span className="cat-count">{problems.length}</span>
    </h2>
  )
}

function NoProblems({ view }: { view: ProblemView }) {
  const t = useText()
  const isNarrowed = writeProblemView({ ...view, groupBy: 'source' }).size > 0
  if (!isNarrowed) {
    return (
      <EmptyState title={t('problem-page.well', 'All is well: the catalog has no problems.')} icon="catalog">
        <p className="cb-muted">
          {t('problem-page.well.hint', 'Every source could be read, and every relation leads to an entity.')}
        </p>
      </EmptyState>
    )
  }
  return (
    <EmptyState title={t('problem-page.none', 'No problem answers these filters.')}>
      <p>
        <Link className="cb-link" to="/catalog/problems">
          {t('problem-page.all', 'Show all problems')}
        </Link>
      </p>
    </EmptyState>
  )
}
