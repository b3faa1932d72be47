import type { Database } from '@callboard/kernel'
import { everything, parseFilterParam, parsePredicate } from '@callboard/model'
import { type Access, readsAll } from './access.ts'
import { allOf, type Condition } from './condition.ts'
import type { ListQuery } from './cursor.ts'
import type { AnswerCache, Answers } from './generation.ts'
import { countEntities } from './list-ids.ts'
import { both, type Question, textQuestion } from './question.ts'
import { dependsOnLimits, type IndexKey, resolveKeys, resolveQuestion } from './resolve.ts'
import type { Limits } from './with-problems.ts'

/** What reading needs. */
export interface Reader {
  db: Database
  answers: AnswerCache
}

/** What a list asks, without who asks. @throws InputError of the filter or the query. */
export function questionOfList({ filter, query, text, order }: ListQuery): Question | undefined {
  // Without fields a search looks at what it is ordered by (spec/catalog.md 4.8).
  const fields = text?.fields?.length ? text.fields : [order[0]?.field ?? 'metadata.uid']
  return both(
    parseFilterParam(filter ?? []),
    query === undefined ? undefined : parsePredicate(query),
    textQuestion(text?.term, fields),
  )
}

/** The question and the caller's own limits, ready for the database. */
export async function resolved(
  reader: Reader,
  answers: Answers,
  question: Question | undefined,
  readable: Access,
): Promise<Condition> {
  const limits = await limitsOf(reader, answers, readable)
  const asked = question && (await resolvedFor(limits, question))
  return allOf([asked, limits?.condition].filter((part) => part !== undefined))

  // What is asked about an entity's own fields means the same to everybody; its relations are shown to some only.
  function resolvedFor(limits: Limits | undefined, question: Question): Promise<Condition> {
    const isForAll = limits === undefined || !dependsOnLimits(question)
    return answers.get(
      `resolve ${isForAll ? readsAll.name : readable.name} ${JSON.stringify(question)}`,
      () => resolveQuestion(reader.db, question, limits),
      bytesOfCondition,
    )
  }
}

/** What the caller may read, ready for the database; undefined when that is everything. */
export async function limitsOf(
  reader: Reader,
  answers: Answers,
  { filter, name }: Access,
): Promise<Limits | undefined> {
  if (filter === everything) return undefined
  const condition = await answers.get(`limits ${name}`, () => resolveQuestion(reader.db, filter), bytesOfCondition)
  return { filter, condition }
}

/** The numbers of index keys, in any casing. Asked again with every page of a list, so they are kept. */
export function knownKeys(reader: Reader, answers: Answers, keys: readonly string[]): Promise<Map<string, IndexKey>> {
  const names = [...new Set(keys.map((key) => key.toLowerCase()))].sort()
  if (names.length === 0) return Promise.resolve(new Map())
  return answers.get(
    `keys ${JSON.stringify(names)}`,
    () => resolveKeys(reader.db, names),
    (found) => found.size * 200,
  )
}

/** How many entities there are, for the same question. */
export function counted(reader: Reader, answers: Answers, asked: { name: string; condition: Condition }) {
  return answers.get(
    `count ${asked.name}`,
    () => countEntities(reader.db, asked.condition),
    () => 8,
  )
}

// Numbers of terms and targets are what can be many.
const bytesOfCondition = (condition: Condition): number => {
  if ('parts' in condition) return condition.parts.reduce((sum, part) => sum + bytesOfCondition(part), 100)
  if ('part' in condition) return bytesOfCondition(condition.part) + 100
  const ids = 'ids' in condition ? condition.ids : 'targetIds' in condition ? condition.targetIds : undefined
  return 200 + (ids?.length ?? 0) * 8
}
