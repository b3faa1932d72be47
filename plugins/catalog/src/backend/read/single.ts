import type { Database } from '@callboard/kernel'
import { canonicalEntityRef, type Entity, everything, type Filter } from '@callboard/model'
import { isReadable } from './access.ts'
import { ask, askAfresh } from './ask.ts'
import { probe } from './condition.ts'
import { type Fragment, raw, speechOf, sql } from './fragment.ts'
import { loadDocuments, loadPage, type ShownEntity } from './load-documents.ts'
import type { Question } from './question.ts'
import { type Reader, resolved } from './reader.ts'
import { isStorable } from './resolve.ts'

/** The entity with this canonical ref, if the caller may read it. */
export const findByRef = (db: Database, ref: string, readable: Filter) =>
  findOne(db, sql`e.ref = ${ref}`, ref, readable)

/** The entity with this uid, if the caller may read it. */
export const findByUid = (db: Database, uid: string, readable: Filter) =>
  findOne(db, sql`e.uid = ${uid}`, uid, readable)

async function findOne(
  db: Database,
  where: Fragment,
  name: string,
  readable: Filter,
): Promise<ShownEntity | undefined> {
  if (!isStorable(name)) return undefined
  const [entity] = await loadDocuments(db, where, { fields: undefined })
  if (entity === undefined || readable === everything) return entity
  // The text was written from an entity. One entity is cheaper to test here than to ask the database about.
  return isReadable(readable, JSON.parse(entity.json) as Entity) ? entity : undefined
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
  const { db } = reader
  const speech = speechOf(db.dialect)
  const refs = request.refs.map(canonical)
  const wanted = [...new Set(refs.filter((ref) => ref !== undefined))]
  if (wanted.length === 0) return refs.map(() => undefined)
  const answers = await reader.answers.current()
  const isOpen = question === undefined && readable === everything
  const test = isOpen ? raw('true') : probe(await resolved(reader, answers, question, readable), raw('e.id'), speech)
  // First who they are, then what they say: most of what is asked again and again is known.
  const chosen = sql`select e.id from entity e where e.ref ${speech.isTextOf(wanted)} and ${test}`
  const ids = (await (isOpen ? ask : askAfresh)<{ id: number }>(db, chosen)).map(({ id }) => id)
  const entities = await loadPage(db, ids, { fields, documents: answers.documents })
  const byRef = new Map(entities.map((entity) => [entity.ref, entity]))
  return refs.map((ref) => (ref === undefined ? undefined : byRef.get(ref)))
}

function canonical(text: string): string | undefined {
  try {
    return isStorable(text) ? canonicalEntityRef(text) : undefined
  } catch {
    // Spec: a malformed ref is answered with null, as one that nobody registered.
    return undefined
  }
}
