import { type Fragment, join, raw, type Speech, sql } from './fragment.ts'

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
  /**
   * Some relation of these types goes to one of the targets; without targets, anywhere. `visible`: only relations count
   * that whoever may read just these entities is shown.
   */
  | {
      is: 'relations'
      typeIds: readonly number[]
      targetIds?: readonly number[]
      visible?: Condition | undefined
      size: number
    }
  /** Something is wrong with the entity; `select` gives those, in a column `id`, each once. */
  | { is: 'problems'; select: Fragment; size: number }

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
 * @param tested - How many entities the statement tests: for many it pays to gather those that the condition holds for.
 */
export function probe(condition: Condition, id: Fragment, speech: Speech, tested: 'many' | 'few' = 'many'): Fragment {
  const nested = (part: Condition) => probe(part, id, speech, tested)
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
      return probeTerms(condition, id, speech, tested)
    case 'key':
      return condition.test
        ? sql`exists (select 1 from facet p join term q on q.id = p.term_id
            where p.entity_id = ${id} and p.key_id = ${condition.keyId} and q.original is not null and ${condition.test})`
        : sql`exists (select 1 from facet p where p.entity_id = ${id} and p.key_id = ${condition.keyId})`
    case 'relations':
      return tested === 'many' && condition.size < fewEntities
        ? sql`${id} in (${rows(condition, speech)})`
        : sql`exists (select 1 from entity q join relation p on p.source_ref_id = q.ref_id
            where q.id = ${id} and ${relationTest(condition, speech)})`
    case 'problems':
      return sql`${id} in (${condition.select})`
  }
}

function probeTerms(
  condition: Extract<Condition, { is: 'terms' }>,
  id: Fragment,
  speech: Speech,
  tested: 'many' | 'few',
): Fragment {
  const { ids, keyId, size } = condition
  if (ids.length <= 4) {
    return sql`exists (select 1 from facet p where p.term_id ${speech.isOneOf(ids)} and p.entity_id = ${id})`
  }
  if (tested === 'many' && size < fewEntities) return sql`${id} in (${rows(condition, speech)})`
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
      return condition.select
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
  const { typeIds, targetIds, visible } = condition
  const types = sql`p.type_id ${speech.isOneOf(typeIds)}`
  const wanted = targetIds ? sql`${types} and p.target_ref_id ${speech.isOneOf(targetIds)}` : types
  return visible ? sql`${wanted} and ${isShown('p', { visible, speech, tested: 'few' })}` : wanted
}

/**
 * A boolean expression about a row of `relation`: is it shown to whoever may read only `visible`? What the document of an
 * entity names is no secret to its reader. What others say about it is shown to those who may read these others, too.
 *
 * @param row - The alias of the row.
 */
export function isShown(
  row: 'p' | 'r',
  { visible, speech, tested }: { visible: Condition; speech: Speech; tested: 'many' | 'few' },
): Fragment {
  const canRead = (column: string) =>
    sql`exists (select 1 from entity v where v.ref_id = ${raw(`${row}.${column}`)}
      and ${probe(visible, raw('v.id'), speech, tested)})`
  return sql`(${raw(`${row}.origin_id = ${row}.source_ref_id`)} or (${canRead('target_ref_id')}
    and (${raw(`${row}.origin_id = ${row}.target_ref_id`)} or ${canRead('origin_id')})))`
}
