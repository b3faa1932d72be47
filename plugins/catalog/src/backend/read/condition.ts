import { type Fragment, join, raw, type Speech, sql } from './fragment.ts'
import { idsWithProblems } from './with-problems.ts'

/** Up to so many entities are gathered and sorted; more are found by walking along the order. */
export const fewEntities = 2000

/**
 * A question whose names are resolved to the numbers of the index. `size` estimates how many entities it holds for,
 * and is exact enough only to tell few from many.
 */
export type Condition =
  | { is: 'everything'; size: number }
  | { is: 'nothing'; size: number }
  | { is: 'all' | 'any'; parts: readonly Condition[]; size: number }
  | { is: 'not'; part: Condition; size: number }
  /** Some row of one key has one of these terms. */
  | { is: 'terms'; keyId: number; ids: readonly number[]; isMulti: boolean; size: number }
  /** Some row of a key that has too many terms to name them; `test` looks at the column `q.value`. */
  | { is: 'key'; keyId: number; test?: Fragment; size: number }
  /** Some relation of these types goes to one of the targets; without targets, anywhere. */
  | { is: 'relations'; typeIds: readonly number[]; targetIds?: readonly number[]; size: number }
  /** Something is wrong with the entity. */
  | { is: 'problems'; size: number }

export const nothing: Condition = { is: 'nothing', size: 0 }
export const everything: Condition = { is: 'everything', size: Number.POSITIVE_INFINITY }

/** All must hold; the rarest first. */
export function allOf(parts: readonly Condition[]): Condition {
  if (parts.some((part) => part.is === 'nothing')) return nothing
  const rest = parts
    .filter((part) => part.is !== 'everything')
    .flatMap((part) => (part.is === 'all' ? part.parts : [part]))
    .toSorted((a, b) => rank(a) - rank(b))
  const first = rest[0]
  if (first === undefined) return everything
  return rest.length === 1 ? first : { is: 'all', parts: rest, size: first.size }
}

/** One must hold. */
export function anyOf(parts: readonly Condition[]): Condition {
  if (parts.some((part) => part.is === 'everything')) return everything
  const rest = parts
    .filter((part) => part.is !== 'nothing')
    .flatMap((part) => (part.is === 'any' ? part.parts : [part]))
  const first = rest[0]
  if (first === undefined) return nothing
  return rest.length === 1 ? first : { is: 'any', parts: rest, size: rest.reduce((sum, part) => sum + part.size, 0) }
}

/** Must not hold. */
export function noneOf(part: Condition): Condition {
  if (part.is === 'nothing') return everything
  if (part.is === 'everything') return nothing
  return part.is === 'not' ? part.part : { is: 'not', part, size: Number.POSITIVE_INFINITY }
}

// Among equals, those whose rows can be listed without a look at every entity.
const rank = (part: Condition) => (part.is === 'not' ? Number.MAX_VALUE : Math.min(part.size, Number.MAX_VALUE / 2))

/**
 * A boolean expression: does the condition hold for the entity with this id?
 *
 * @param id - A column: `e.id`.
 */
export function probe(condition: Condition, id: Fragment, speech: Speech): Fragment {
  const nested = (part: Condition) => probe(part, id, speech)
  switch (condition.is) {
    case 'everything':
      return raw('true')
    case 'nothing':
      return raw('false')
    case 'all':
      return sql`(${join(condition.parts.map(nested), ' and ')})`
    case 'any':
      return sql`(${join(condition.parts.map(nested), ' or ')})`
    case 'not':
      return sql`not ${nested(condition.part)}`
    case 'terms':
      return probeTerms(condition, id, speech)
    case 'key':
      return condition.test
        ? sql`exists (select 1 from facet p join term q on q.id = p.term_id
            where p.entity_id = ${id} and p.key_id = ${condition.keyId} and q.original is not null and ${condition.test})`
        : sql`exists (select 1 from facet p where p.entity_id = ${id} and p.key_id = ${condition.keyId})`
    case 'relations':
      return condition.size < fewEntities
        ? sql`${id} in (${rows(condition, speech)})`
        : sql`exists (select 1 from entity q join relation p on p.source_ref_id = q.ref_id
            where q.id = ${id} and ${relationTest(condition, speech)})`
    case 'problems':
      return sql`${id} in (${idsWithProblems})`
  }
}

function probeTerms(condition: Extract<Condition, { is: 'terms' }>, id: Fragment, speech: Speech): Fragment {
  const { ids, keyId, size } = condition
  if (ids.length <= 4) {
    return sql`exists (select 1 from facet p where p.term_id ${speech.isOneOf(ids)} and p.entity_id = ${id})`
  }
  if (size < fewEntities) return sql`${id} in (${rows(condition, speech)})`
  // The plus keeps the database from one seek for each term.
  return sql`exists (select 1 from facet p
    where p.entity_id = ${id} and p.key_id = ${keyId} and +p.term_id ${speech.isOneOf(ids)})`
}

/** A select of the ids, in a column `id`, each once. */
export function rows(condition: Condition, speech: Speech): Fragment {
  switch (condition.is) {
    case 'terms': {
      const { ids, isMulti } = condition
      const distinct = raw(ids.length > 1 && isMulti ? 'distinct' : '')
      return sql`select ${distinct} f.entity_id as id from facet f where f.term_id ${speech.isOneOf(ids)}`
    }
    case 'key':
      return sql`select distinct f.entity_id as id from term q cross join facet f
        where f.term_id = q.id and q.key_id = ${condition.keyId}
        ${condition.test ? sql`and q.original is not null and ${condition.test}` : raw('')}`
    case 'relations':
      return sql`select e.id from entity e
        where e.ref_id in (select p.source_ref_id from relation p where ${relationTest(condition, speech)})`
    case 'problems':
      return idsWithProblems
    case 'all': {
      const [driver = everything, ...rest] = condition.parts
      if (!canBeListed(driver)) break
      const tests = join(
        rest.map((part) => probe(part, raw('m.id'), speech)),
        ' and ',
      )
      return sql`select m.id from (${rows(driver, speech)}) m where ${tests}`
    }
    case 'any':
      if (!condition.parts.every(canBeListed)) break
      return join(
        condition.parts.map((part) => sql`select id from (${rows(part, speech)}) m`),
        ' union ',
      )
  }
  return sql`select e.id from entity e where ${probe(condition, raw('e.id'), speech)}`
}

/** Whether the ids can be had without a look at every entity. */
function canBeListed(condition: Condition): boolean {
  if (condition.is === 'all') return condition.parts[0] !== undefined && canBeListed(condition.parts[0])
  if (condition.is === 'any') return condition.parts.every(canBeListed)
  return ['terms', 'key', 'relations', 'problems'].includes(condition.is)
}

function relationTest(condition: Extract<Condition, { is: 'relations' }>, speech: Speech): Fragment {
  const { typeIds, targetIds } = condition
  const types = sql`p.type_id ${speech.isOneOf(typeIds)}`
  return targetIds ? sql`${types} and p.target_ref_id ${speech.isOneOf(targetIds)}` : types
}
