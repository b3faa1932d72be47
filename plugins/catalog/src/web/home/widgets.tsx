import { type Entity, parseEntityRef, stringifyEntityRef } from '@callboard/model'
import {
  EmptyState,
  EntityLink,
  Icon,
  KindIcon,
  Link,
  List,
  useIdentity,
  useRead,
  useRecentEntities,
  useText,
} from '@callboard/web'
import { problems as listProblems } from '../../model/routes-insight.ts'
import { entitiesByRefs, entityFacets } from '../../model/routes-read.ts'
import { useTargets } from '../api.ts'
import { titleOf } from '../entity-names.ts'
import { byFamiliarity, useKindWords } from '../kind-words.ts'
import { ProblemItem } from '../problems/ProblemItem.tsx'
import { useStarred } from '../starred.ts'
import './widgets.css'

/** More than that is for a page of its own. */
const most = 8
/** The gravest problems, of which the person's own are picked. */
const looksThrough = 500

/** What needs the person: problems of what they own. */
export function NeedsWidget() {
  const t = useText()
  const { userEntityRef, ownershipEntityRefs } = useIdentity()
  const { items } = useRead(listProblems, { query: { limit: looksThrough } })
  const entities = useOwned(
    items.flatMap(({ ref }) => ref ?? []),
    ownershipEntityRefs,
  )
  const own = items.filter(({ ref }) => ref !== undefined && entities.has(ref))
  if (own.length === 0) {
    return (
      <EmptyState title={t('home.needs.none', 'Nothing needs you: what you own has no problems.')} icon="catalog">
        <p className="cb-muted">
          {t('home.needs.who', 'You are {user}.', { user: userEntityRef })}{' '}
          <Link className="cb-link" to="/catalog/problems">
            {t('home.needs.everybody', 'Problems of everybody')}
          </Link>
        </p>
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="cat-problem-list">
        {own.slice(0, most).map((problem) => (
          <li key={`${problem.code} ${problem.ref} ${problem.file} ${problem.line} ${problem.message}`}>
            <ProblemItem problem={problem} entity={problem.ref ? entities.get(problem.ref) : undefined} />
          </li>
        ))}
      </ul>
      {own.length > most && (
        <p className="cat-widget-more">
          <Link className="cb-link" to="/catalog/problems?mine=yes">
            {t('home.needs.all', 'All {count, number} problems', { count: own.length })}
          </Link>
        </p>
      )}
    </>
  )
}

function useOwned(refs: readonly string[], ownerRefs: readonly string[]): ReadonlyMap<string, Entity> {
  const entityRefs = [...new Set(refs)]
  const fields = ['kind', 'metadata.name', 'metadata.title', 'metadata.annotations', 'spec.profile.displayName']
  const query = { 'relations.ownedBy': { $in: ownerRefs } }
  // The fields asked for make an Entity as far as its readers go, as in api.ts.
  const items = useRead(entitiesByRefs, { body: { entityRefs, fields, query } }).items as (Entity | null)[]
  return new Map(entityRefs.flatMap((ref, place) => (items[place] ? [[ref, items[place]] as const] : [])))
}

/** Entities whose pages were opened in this browser. */
export function RecentWidget() {
  const t = useText()
  const refs = useRecentEntities()
  return <Entities refs={refs} empty={t('home.recent.none', 'The entities whose pages you open appear here.')} />
}

/** Entities with a star. */
export function StarredWidget() {
  const t = useText()
  const { refs } = useStarred()
  return <Entities refs={[...refs].reverse()} empty={t('home.starred.none', 'Star an entity to find it here.')} />
}

/** Links to entities, as far as there still are any. */
function Entities({ refs, empty }: { refs: readonly string[]; empty: string }) {
  const canonical = refs.flatMap(canonicalRef)
  const targets = useTargets(canonical)
  const found = canonical.filter((ref) => targets.has(ref)).slice(0, most)
  if (found.length === 0) return <p className="cb-muted">{empty}</p>
  return (
    <List
      items={found}
      empty={empty}
      itemKey={(ref) => ref}
      row={(ref) => {
        const entity = targets.get(ref)
        return (
          <span className="cat-widget-row">
            <EntityLink entityRef={ref} title={entity && titleOf(entity)} />
            <span className="cb-muted">{entity?.kind}</span>
          </span>
        )
      }}
    />
  )
}

/** What people keep in their browser or settings may be anything. */
function canonicalRef(ref: string): string[] {
  try {
    return [stringifyEntityRef(parseEntityRef(ref))]
  } catch {
    return []
  }
}

/** How many entities of each kind there are. */
export function CountsWidget() {
  const t = useText()
  const wordsOf = useKindWords()
  const { facets } = useRead(entityFacets, { query: { facet: ['kind'] } })
  const counts = (facets.kind ?? []).toSorted((one, other) => byFamiliarity(one.value, other.value))
  if (counts.length === 0) return <p className="cb-muted">{t('home.counts.none', 'The catalog is empty.')}</p>
  return (
    <ul className="cat-counts">
      {counts.map(({ value, count }) => {
        const { plural, icon } = wordsOf(value)
        return (
          <li key={value}>
            <Link to={`/catalog?kind=${encodeURIComponent(value.toLowerCase())}`}>
              {icon ? <Icon name={icon} /> : <KindIcon kind={value} />}
              <span>{plural}</span>
              <span className="cat-count">{count}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
