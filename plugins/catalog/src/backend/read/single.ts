import { canonicalEntityRef } from '@callboard/model'
import type { Access } from './access.ts'
import { askAfresh } from './ask.ts'
import { probe } from './condition.ts'
import { type Fragment, raw, speechOf, sql } from './fragment.ts'
import type { Answers } from './generation.ts'
import { loadEntities } from './list-entities.ts'
import { loadDocuments, type Shown, type ShownEntity } from './load-documents.ts'
import type { Question } from './question.ts'
import { limitsOf, type Reader, resolved } from './reader.ts'
import { isStorable } from './resolve.ts'

/** The entity with this canonical ref, if the caller may read it. */
export async function findByRef(reader: Reader, ref: string, readable: Access): Promise<ShownEntity | undefined> {
  const [entity] = await loadByRefs(reader, await reader.answers.current(), {
    refs: [ref],
    fields: undefined,
    readable,
  })
  return entity
}

/** The entity with this uid, if the caller may read it. */
export async function findByUid(reader: Reader, uid: string, readable: Access): Promise<ShownEntity | undefined> {
  if (!isStorable(uid)) return undefined
  const answers = await reader.answers.current()
  const [entity] = await loadVisible(reader, answers, { where: sql`e.uid = ${uid}`, fields: undefined, readable })
  return entity
}

/** The entities that `where` (about `entity e`) holds for and the caller may read, as they are shown to the caller. */
export async function loadVisible(
  reader: Reader,
  answers: Answers,
  { where, fields, readable }: { where: Fragment; fields: readonly string[] | undefined; readable: Access },
): Promise<ShownEntity[]> {
  const limits = await limitsOf(reader, answers, readable)
  if (!limits) return loadDocuments(reader.db, where, { fields })
  // One statement for what exists, what does not and what is hidden: they take the same way.
  const visible = limits.condition
  const mayRead = probe(visible, raw('e.id'), speechOf(reader.db.dialect), 'few')
  return loadDocuments(reader.db, sql`${where} and ${mayRead}`, { fields, visible })
}

/** Whether there is an entity with this canonical ref that the caller may read. */
export async function isVisible(reader: Reader, ref: string, readable: Access): Promise<boolean> {
  const [entity] = await readByRefs(reader, { refs: [ref], fields: ['kind'], readable })
  return entity !== undefined
}

/** Those of the entities that exist and the caller may read, in no order. Whole ones that are known already are not read again. */
async function loadByRefs(
  reader: Reader,
  answers: Answers,
  { refs, fields, readable }: { refs: readonly string[]; fields: readonly string[] | undefined; readable: Access },
): Promise<ShownEntity[]> {
  const documents = fields === undefined ? answers.documentsFor(readable.name) : undefined
  const known: ShownEntity[] = []
  const missing: string[] = []
  for (const ref of refs) {
    const entity = documents?.find(ref)
    if (entity) known.push(entity)
    else if (isStorable(ref)) missing.push(ref)
  }
  if (missing.length === 0) return known
  const where = sql`e.ref ${speechOf(reader.db.dialect).isTextOf(missing)}`
  const read = await loadVisible(reader, answers, { where, fields, readable })
  for (const entity of read) documents?.add(entity)
  return [...known, ...read]
}

/**
 * Entities by ref (spec/catalog.md 4.11): as many as asked and in the same order; undefined where there is none, it does
 * not answer the question, or the caller may not read it.
 *
 * @param request - Refs in any casing; those that are no refs find nothing.
 */
export async function readByRefs(
  reader: Reader,
  request: {
    refs: readonly string[]
    question?: Question | undefined
    fields?: readonly string[] | undefined
    readable: Access
  },
): Promise<(ShownEntity | undefined)[]> {
  const { question, fields, readable } = request
  const refs = request.refs.map(canonical)
  const wanted = [...new Set(refs.filter((ref) => ref !== undefined))]
  if (wanted.length === 0) return refs.map(() => undefined)
  const answers = await reader.answers.current()
  const entities =
    question === undefined
      ? await loadByRefs(reader, answers, { refs: wanted, fields, readable })
      : await loadChosen(reader, answers, { refs: wanted, fields, question, readable })
  const byRef = new Map(entities.map((entity) => [entity.ref, entity]))
  return refs.map((ref) => (ref === undefined ? undefined : byRef.get(ref)))
}

/** From so many on it pays to gather the entities that a question is answered by, rather than to test each. */
const manyRefs = 200

/** Those of the entities that answer the question and the caller may read. First who they are, then what they say: much of that is known. */
async function loadChosen(
  reader: Reader,
  answers: Answers,
  asked: { refs: readonly string[]; question: Question; readable: Access } & Shown,
): Promise<ShownEntity[]> {
  const { db } = reader
  const { refs, fields, question, readable } = asked
  const speech = speechOf(db.dialect)
  const condition = await resolved(reader, answers, question, readable)
  const test = probe(condition, raw('e.id'), speech, refs.length > manyRefs ? 'many' : 'few')
  const chosen = sql`select e.id from entity e where e.ref ${speech.isTextOf(refs)} and ${test}`
  const ids = (await askAfresh<{ id: number }>(db, chosen)).map(({ id }) => id)
  return loadEntities(reader, answers, { ids, fields, readable })
}

function canonical(text: string): string | undefined {
  try {
    return isStorable(text) ? canonicalEntityRef(text) : undefined
  } catch {
    // Spec: a malformed ref is answered with null, as one that nobody registered.
    return undefined
  }
}
