import type { Database } from '@callboard/kernel'
import type { Access } from './access.ts'
import { askAfresh } from './ask.ts'
import { allOf, type Condition, fewEntities, isShown, probe, rows } from './condition.ts'
import { type Fragment, raw, speechOf, sql } from './fragment.ts'
import type { Answers } from './generation.ts'
import { countEntities } from './list-ids.ts'
import type { Question } from './question.ts'
import { knownKeys, limitsOf, type Reader, resolved } from './reader.ts'
import type { IndexKey } from './resolve.ts'
import { idsWithProblems, type Limits } from './with-problems.ts'

/** One value of a facet, in its author's casing, and how many entities have it. */
export interface FacetCount {
  value: string
  count: number
}

/**
 * Counts of the values of each facet, values ascending (spec/catalog.md 4.13).
 *
 * @param request - `facets` in any casing; the result has the same keys.
 */
export async function readFacets(
  reader: Reader,
  answers: Answers,
  request: { facets: readonly string[]; question: Question | undefined; readable: Access },
): Promise<Map<string, FacetCount[]>> {
  const { facets, question, readable } = request
  const condition = await resolved(reader, answers, question, readable)
  const limits = await limitsOf(reader, answers, readable)
  const keys = await knownKeys(reader, answers, facets)
  const counts = new Map<string, FacetCount[]>()
  for (const facet of facets) {
    const key = keys.get(facet.toLowerCase()) ?? { is: 'unknown' }
    counts.set(facet, condition.is === 'nothing' ? [] : await countFacet(reader.db, key, { condition, limits }))
  }
  return counts
}

async function countFacet(
  db: Database,
  key: IndexKey,
  { condition, limits }: { condition: Condition; limits: Limits | undefined },
): Promise<FacetCount[]> {
  if (key.is === 'unknown') return []
  if (key.is === 'problems') {
    const select = idsWithProblems(limits, speechOf(db.dialect))
    const count = await countEntities(db, allOf([condition, { is: 'problems', select, size: fewEntities }]))
    return count > 0 ? [{ value: 'true', count }] : []
  }
  const counting =
    key.is === 'relation'
      ? relationCounts(db, key.typeIds, { condition, visible: limits?.condition })
      : termCounts(db, key.id, condition)
  // Values that nobody has any more are left out here: a test in SQL would count them twice.
  return (await askAfresh<FacetCount>(db, counting)).filter(({ count }) => count > 0)
}

function termCounts(db: Database, keyId: number, condition: Condition): Fragment {
  const speech = speechOf(db.dialect)
  if (condition.is === 'everything') return countsOfTerms(keyId, raw(''))
  if (condition.size <= fewEntities) {
    return sql`select t.original as value, count(*) as count
      from (${rows(condition, speech)}) m cross join facet f cross join term t
      where f.entity_id = m.id and f.key_id = ${keyId} and t.id = f.term_id and t.original is not null
      group by t.id, t.original order by t.original`
  }
  if (db.dialect === 'sqlite') {
    return countsOfTerms(keyId, sql`and ${probe(condition, raw('f.entity_id'), speech)}`)
  }
  // PostgreSQL guesses how often a term occurs, and guesses low; gathered apart, the entities can only be hashed.
  return sql`with m as materialized (${rows(condition, speech)})
    select t.original as value, s.count
    from (select f.term_id, count(*) as count from facet f join m on m.id = f.entity_id
      where f.term_id in (select id from term where key_id = ${keyId} and original is not null) group by f.term_id) s
    join term t on t.id = s.term_id order by t.original`
}

/** Term by term: the rows of a term lie together. */
const countsOfTerms = (keyId: number, test: Fragment) =>
  sql`select t.original as value, (select count(*) from facet f where f.term_id = t.id ${test}) as count
    from term t where t.key_id = ${keyId} and t.original is not null order by t.original`

/** A relation may be emitted from both of its ends: it counts once. */
function relationCounts(
  db: Database,
  typeIds: readonly number[],
  { condition, visible }: { condition: Condition; visible: Condition | undefined },
): Fragment {
  const speech = speechOf(db.dialect)
  const isFew = condition.size <= fewEntities
  const test =
    condition.is === 'everything'
      ? raw('true')
      : isFew
        ? sql`e.id in (${rows(condition, speech)})`
        : probe(condition, raw('e.id'), speech)
  const shown = visible ? sql`and ${isShown('r', { visible, speech, tested: 'many' })}` : raw('')
  return sql`select n.ref as value, s.count
    from (select r.target_ref_id, count(distinct r.source_ref_id) as count
      from relation r join entity e on e.ref_id = r.source_ref_id
      where r.type_id ${speech.isOneOf(typeIds)} and ${test} ${shown} group by r.target_ref_id) s
    join ref_name n on n.id = s.target_ref_id order by n.ref`
}
