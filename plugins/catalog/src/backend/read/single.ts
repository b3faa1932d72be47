import { canonicalEntityRef, type Entity, everything, type Filter } from '@callboard/model'
import { isReadable } from './access.ts'
import { askAfresh } from './ask.ts'
import { probe } from './condition.ts'
import { raw, speechOf, sql } from './fragment.ts'
import type { Answers } from './generation.ts'
import { loadDocuments, loadPage, type Shown, type ShownEntity } from './load-documents.ts'
import type { Question } from './question.ts'
import { type Reader, resolved } from './reader.ts'
import { isStorable } from './resolve.ts'

/** The entity with this canonical ref, if the caller may read it. */
export async function findByRef(reader: Reader, ref: string, readable: Filter): Promise<ShownEntity | undefined> {
  const [entity] = await loadByRefs(reader, await reader.answers.current(), { refs: [ref], fields: undefined })
  return entity && mayRead(entity, readable) ? entity : undefined
}

/** The entity with this uid, if the caller may read it. */
export async function findByUid({ db }: Reader, uid: string, readable: Filter): Promise<ShownEntity | undefined> {
  if (!isStorable(uid)) return undefined
  const [entity] = await loadDocuments(db, sql`e.uid = ${uid}`, { fields: undefined })
  return entity && mayRead(entity, readable) ? entity : undefined
}

// The text was written from an entity. One entity is cheaper to test here than to ask the database about.
const mayRead = ({ json }: ShownEntity, readable: Filter) =>
  readable === everything || isReadable(readable, JSON.parse(json) as Entity)

/** Those of the entities that exist, in no order. Whole ones that are known already are not read again. */
async function loadByRefs(
  { db }: Reader,
  answers: Answers,
  { refs, fields }: { refs: readonly string[] } & Shown,
): Promise<ShownEntity[]> {
  const documents = fields === undefined ? answers.documents : undefined
  const known: ShownEntity[] = []
  const missing: string[] = []
  for (const ref of refs) {
    const entity = documents?.find(ref)
    if (entity) known.push(entity)
    else if (isStorable(ref)) missing.push(ref)
  }
  if (missing.length === 0) return known
  const read = await loadDocuments(db, sql`e.ref ${speechOf(db.dialect).isTextOf(missing)}`, { fields })
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
    readable: Filter
  },
): Promise<(ShownEntity | undefined)[]> {
  const { question, fields, readable } = request
  const refs = request.refs.map(canonical)
  const wanted = [...new Set(refs.filter((ref) => ref !== undefined))]
  if (wanted.length === 0) return refs.map(() => undefined)
  const answers = await reader.answers.current()
  const isOpen = question === undefined && readable === everything
  const entities = isOpen
    ? await loadByRefs(reader, answers, { refs: wanted, fields })
    : await loadChosen(reader, answers, { refs: wanted, fields, question, readable })
  const byRef = new Map(entities.map((entity) => [entity.ref, entity]))
  return refs.map((ref) => (ref === undefined ? undefined : byRef.get(ref)))
}

/** Those of the entities that answer the question and the caller may read. First who they are, then what they say: much of that is known. */
async function loadChosen(
  reader: Reader,
  answers: Answers,
  asked: { refs: readonly string[]; question: Question | undefined; readable: Filter } & Shown,
): Promise<ShownEntity[]> {
  const { db } = reader
  const { refs, fields, question, readable } = asked
  const speech = speechOf(db.dialect)
  const test = probe(await resolved(reader, answers, question, readable), raw('e.id'), speech)
  const chosen = sql`select e.id from entity e where e.ref ${speech.isTextOf(refs)} and ${test}`
  const ids = (await askAfresh<{ id: number }>(db, chosen)).map(({ id }) => id)
  return loadPage(db, ids, { fields, documents: answers.documents })
}

function canonical(text: string): string | undefined {
  try {
    return isStorable(text) ? canonicalEntityRef(text) : undefined
  } catch {
    // Spec: a malformed ref is answered with null, as one that nobody registered.
    return undefined
  }
}
