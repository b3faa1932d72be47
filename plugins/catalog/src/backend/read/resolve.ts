import type { Database } from '@callboard/kernel'
import { jsonRows } from '../ingest/json-rows.ts'
import { ask } from './ask.ts'
import { allOf, anyOf, type Condition, everything, noneOf, nothing } from './condition.ts'
import { type Fragment, raw, speechOf, sql } from './fragment.ts'
import { type KeyQuestion, keyQuestions, type Question } from './question.ts'
import { idsWithProblems, type Limits, problemsKey } from './with-problems.ts'

/** A key of the index, as the database numbers it. */
export type IndexKey =
  | { is: 'unknown' }
  | { is: 'facet'; id: number; isMulti: boolean }
  /** `relations.ownedby`: all relation types that are called so in some casing. */
  | { is: 'relation'; typeIds: readonly number[] }
  | { is: 'problems' }

/** Above so many terms a condition tests values instead of naming them. */
const maxTerms = 2000
/** Counting stops here: only few and many are told apart. */
const countUpTo = 10_000

/** Finds the numbers of index keys. Keys are lower case. */
export async function resolveKeys(db: Database, keys: readonly string[]): Promise<Map<string, IndexKey>> {
  const found = new Map<string, IndexKey>(
    keys.map((key) => [key, { is: key === problemsKey ? 'problems' : 'unknown' }]),
  )
  const facetKeys = keys.filter((key) => isFacetKey(key) && isStorable(key))
  if (facetKeys.length > 0) {
    const query = sql`select id, key, is_multi from facet_key where key ${speechOf(db.dialect).isTextOf(facetKeys)}`
    for (const row of await ask<{ id: number; key: string; is_multi: number }>(db, query)) {
      found.set(row.key, { is: 'facet', id: row.id, isMulti: row.is_multi === 1 })
    }
  }
  if (!keys.some(isRelationKey)) return found
  const types = await db.all<{ id: number; type: string }>('select id, type from relation_type')
  for (const key of keys.filter(isRelationKey)) {
    const typeIds = types.flatMap(({ id, type }) => (`relations.${type.toLowerCase()}` === key ? [id] : []))
    if (typeIds.length > 0) found.set(key, { is: 'relation', typeIds })
  }
  return found
}

/** Whether the answer to a question depends on what the caller may read besides the entities that are asked for. */
export const dependsOnLimits = (question: Question): boolean =>
  keyQuestions(question).some(({ key }) => !isFacetKey(key))

/**
 * Turns names into numbers, and estimates how many entities each part of the question is about.
 *
 * @param limits - Of whoever asks; undefined when they may read everything.
 */
export async function resolveQuestion(
  db: Database,
  question: Question | undefined,
  limits?: Limits | undefined,
): Promise<Condition> {
  if (question === undefined) return everything
  const leaves = keyQuestions(question)
  const keys = await resolveKeys(db, [...new Set(leaves.map(({ key }) => key))])
  const conditions = new Map<KeyQuestion, Condition>()
  const equalities: Equality[] = []
  for (const leaf of leaves) {
    const key = keys.get(leaf.key) ?? { is: 'unknown' }
    if (key.is === 'unknown' || !isAnswerable(leaf)) conditions.set(leaf, nothing)
    else if (key.is === 'problems') conditions.set(leaf, await resolveProblems(db, leaf, limits))
    else if (key.is === 'relation')
      conditions.set(leaf, await resolveRelation(db, leaf, { typeIds: key.typeIds, visible: limits?.condition }))
    else if ('in' in leaf) equalities.push({ leaf, key, values: leaf.in.filter(isStorable) })
    else conditions.set(leaf, await resolveByScan(db, leaf, key))
  }
  if (equalities.length > 0) await resolveEqualities(db, equalities, conditions)
  const build = (part: Question): Condition => {
    if ('all' in part) return allOf(part.all.map(build))
    if ('any' in part) return anyOf(part.any.map(build))
    return 'not' in part ? noneOf(build(part.not)) : (conditions.get(part) ?? nothing)
  }
  return build(question)
}

type FacetKey = Extract<IndexKey, { is: 'facet' }>

interface Equality {
  leaf: KeyQuestion
  key: FacetKey
  values: string[]
}

async function resolveEqualities(db: Database, asked: Equality[], conditions: Map<KeyQuestion, Condition>) {
  const pairs = asked.flatMap(({ key, values }) => values.map((value) => [key.id, value]))
  const cap = Math.max(100, Math.floor(countUpTo / Math.max(1, pairs.length)))
  const terms = await ask<{ id: number; key_id: number; value: string; entities: number }>(
    db,
    sql`select distinct t.id, t.key_id, t.value, ${countOf('t.id', cap)} as entities
      from ${{ text: jsonRows(db.dialect, ['bigint', 'text']), params: [JSON.stringify(pairs)] }}
      join term t on t.key_id = r.c0 and t.value = r.c1`,
  )
  const byName = Map.groupBy(terms, ({ key_id, value }) => `${key_id}\n${value}`)
  for (const { leaf, key, values } of asked) {
    const own = values.flatMap((value) => byName.get(`${key.id}\n${value}`) ?? [])
    conditions.set(leaf, termsOf(key, own))
  }
}

/** A prefix, a text or an existence: named by its terms if they are few, else tested value by value. */
async function resolveByScan(db: Database, leaf: KeyQuestion, key: FacetKey): Promise<Condition> {
  const test = testOf(db, leaf)
  const terms = await ask<{ id: number; entities: number }>(
    db,
    sql`select q.id, ${countOf('q.id', 100)} as entities from term q where q.key_id = ${key.id}
      ${test ? sql`and q.original is not null and ${test}` : raw('')} limit ${maxTerms + 1}`,
  )
  if (terms.length <= maxTerms) return termsOf(key, terms)
  return { is: 'key', keyId: key.id, size: Number.MAX_SAFE_INTEGER, ...(test && { test }) }
}

async function resolveRelation(
  db: Database,
  leaf: KeyQuestion,
  { typeIds, visible }: { typeIds: readonly number[]; visible: Condition | undefined },
): Promise<Condition> {
  if ('exists' in leaf) return { is: 'relations', typeIds, visible, size: Number.MAX_SAFE_INTEGER }
  const speech = speechOf(db.dialect)
  const test =
    'in' in leaf
      ? sql`q.ref ${speech.isTextOf(leaf.in.filter(isStorable))}`
      : 'prefix' in leaf
        ? startsWith('q.ref', leaf.prefix)
        : speech.contains(raw('q.ref'), leaf.contains)
  const targets = await ask<{ id: number }>(db, sql`select q.id from ref_name q where ${test}`)
  if (targets.length === 0) return nothing
  const targetIds = targets.map(({ id }) => id)
  const counted = await ask<{ n: number }>(
    db,
    sql`select count(*) as n from (select 1 from relation p where p.type_id ${speech.isOneOf(typeIds)}
      and p.target_ref_id ${speech.isOneOf(targetIds)} limit ${countUpTo}) s`,
  )
  return { is: 'relations', typeIds, targetIds, visible, size: counted[0]?.n ?? 0 }
}

/** The key has one value. */
async function resolveProblems(db: Database, leaf: KeyQuestion, limits: Limits | undefined): Promise<Condition> {
  const isAsked =
    'in' in leaf
      ? leaf.in.includes('true')
      : 'prefix' in leaf
        ? 'true'.startsWith(leaf.prefix)
        : 'contains' in leaf
          ? 'true'.includes(leaf.contains)
          : true
  if (!isAsked) return nothing
  const select = idsWithProblems(limits, speechOf(db.dialect))
  const [counted] = await ask<{ n: number }>(db, sql`select count(*) as n from (${select}) m`)
  return { is: 'problems', select, size: counted?.n ?? 0 }
}

function termsOf(key: FacetKey, terms: readonly { id: number; entities: number }[]): Condition {
  if (terms.length === 0) return nothing
  const size = terms.reduce((sum, { entities }) => sum + entities, 0)
  return { is: 'terms', keyId: key.id, ids: terms.map(({ id }) => id), isMulti: key.isMulti, size }
}

const countOf = (term: string, cap: number) =>
  sql`(select count(*) from (select 1 from facet f where f.term_id = ${raw(term)} limit ${cap}) s)`

function testOf(db: Database, leaf: KeyQuestion): Fragment | undefined {
  if ('prefix' in leaf) return startsWith('q.value', leaf.prefix)
  return 'contains' in leaf ? speechOf(db.dialect).contains(raw('q.value'), leaf.contains) : undefined
}

/** A range, so that the index helps; columns are ordered by code point in both databases. */
function startsWith(column: string, prefix: string): Fragment {
  if (prefix === '') return raw('true')
  const end = successorOf(prefix)
  const from = sql`${raw(column)} >= ${prefix}`
  return end === undefined ? from : sql`(${from} and ${raw(column)} < ${end})`
}

/** The smallest text behind every text that starts with `prefix`. */
function successorOf(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === 0x10ffff) continue
    // Surrogates are no characters: the next one is behind them.
    const next = last + 1 >= 0xd800 && last + 1 <= 0xdfff ? 0xe000 : last + 1
    return String.fromCodePoint(...points, next)
  }
  return undefined
}

const isRelationKey = (key: string) => key.startsWith('relations.')
const isFacetKey = (key: string) => !isRelationKey(key) && key !== problemsKey

/** PostgreSQL refuses NUL and halves of surrogate pairs; no stored text has them. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

function isAnswerable(leaf: KeyQuestion): boolean {
  if ('prefix' in leaf) return isStorable(leaf.prefix)
  return 'contains' in leaf ? isStorable(leaf.contains) : true
}
