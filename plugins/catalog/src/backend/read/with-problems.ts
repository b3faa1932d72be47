import type { Filter } from '@callboard/model'
import { type Condition, probe } from './condition.ts'
import { type Fragment, join, raw, type Speech, sql } from './fragment.ts'

/**
 * The key that entities with problems have, with the value `true`: an addition of ours. No field of an entity can have
 * it, for a status is not indexed.
 */
export const problemsKey = 'status.problems'

/** What somebody may see who may not see everything. */
export interface Limits {
  filter: Filter
  /** The same, resolved. */
  condition: Condition
}

/**
 * A select of the ids of entities with problems, in a column `id`, each once: those that problems are about, those that
 * sources with problems hang on, and those with a relation that leads nowhere. As `GET /problems?entityRef=` has it.
 *
 * @param limits - Of the caller; undefined for whoever sees everything.
 */
export function idsWithProblems(limits: Limits | undefined, speech: Speech): Fragment {
  const isTold = isProblemTold('p', limits, speech)
  return sql`
  select e.id from entity e where e.ref in (
    select p.ref from problem p where p.ref is not null and ${isTold}
    union select s.owner_ref from problem p join source s on s.id = p.source_id where ${isTold})
  union
  select e.id from entity e where e.ref_id in (
    select r.source_ref_id from ref_name n cross join relation_type y cross join relation r
    where not exists (select 1 from entity t where t.ref_id = n.id) and ${isAbsenceTold('n.ref', limits, speech)}
      and r.type_id = y.id and r.target_ref_id = n.id and r.origin_id = r.source_ref_id)`
}

/**
 * A boolean expression about a row of `problem`: may the caller be told? A problem is told to who may read the entity that
 * it is about. One about a source as a whole, or about a definition that lost against another, is told to who may read the
 * entity that the source hangs on: it is about their file.
 */
export function isProblemTold(row: string, limits: Limits | undefined, speech: Speech): Fragment {
  if (limits === undefined) return raw('true')
  return sql`case when ${raw(`${row}.ref is null or ${row}.code = 'catalog/conflict'`)}
    then exists (select 1 from source h
      where h.id = ${raw(`${row}.source_id`)} and ${isRefVisible('h.owner_ref', limits, speech)})
    else ${isRefVisible(`${row}.ref`, limits, speech)} end`
}

/** A boolean expression: may the caller read the entity with the ref in this column? */
export function isRefVisible(column: string, limits: Limits | undefined, speech: Speech): Fragment {
  if (limits === undefined) return raw('true')
  return sql`exists (select 1 from entity v
    where v.ref = ${raw(column)} and ${probe(limits.condition, raw('v.id'), speech, 'few')})`
}

/**
 * A boolean expression: may the caller be told that nothing is registered under a ref? Only if they could surely read
 * whatever is: otherwise what is hidden and what does not exist could be told apart.
 *
 * @param ref - A column with a canonical ref.
 */
export function isAbsenceTold(ref: string, limits: Limits | undefined, speech: Speech): Fragment {
  return limits === undefined ? raw('true') : certain(limits.filter, true, partsOf(ref, speech))
}

/** What a ref says about its entity, as columns, by index key. */
type KnownParts = { speech: Speech; columns: Map<string, Fragment> }

const partsOf = (ref: string, speech: Speech): KnownParts => ({
  speech,
  columns: new Map([
    ['kind', speech.partOfRef(raw(ref), 'kind')],
    ['metadata.namespace', speech.partOfRef(raw(ref), 'namespace')],
    ['metadata.name', speech.partOfRef(raw(ref), 'name')],
  ]),
})

/** Whether the filter is sure to be `wanted` for every entity that may have the ref. What the ref does not say may be anything. */
function certain(filter: Filter, wanted: boolean, known: KnownParts): Fragment {
  if ('not' in filter) return certain(filter.not, !wanted, known)
  if ('all' in filter || 'any' in filter) {
    const isAll = 'all' in filter
    const parts = (isAll ? filter.all : filter.any).map((part) => certain(part, wanted, known))
    const needsAll = isAll === wanted
    if (parts.length === 0) return raw(needsAll ? 'true' : 'false')
    return sql`(${join(parts, needsAll ? ' and ' : ' or ')})`
  }
  const column = known.columns.get(filter.key)
  if (column === undefined) return raw('false')
  if ('exists' in filter) return raw(wanted ? 'true' : 'false')
  if ('prefix' in filter) return raw('false')
  return sql`${column} ${raw(wanted ? '' : 'not')} ${known.speech.isTextOf(filter.in)}`
}
