import { type Access, readsAll } from './access.ts'
import { type Cursor, type ListQuery, writeCursor } from './cursor.ts'
import type { Answers } from './generation.ts'
import { listIdsByRef, listPlaces, mostAtOnce, type Place } from './list-ids.ts'
import { loadPage, type ShownEntity } from './load-documents.ts'
import { type ResolvedOrder, resolveOrder } from './order.ts'
import { placeMarks } from './place-marks.ts'
import { counted, knownKeys, limitsOf, questionOfList, type Reader, resolved } from './reader.ts'

/** One page that is asked for. */
export interface PageRequest {
  list: ListQuery
  limit: number
  /** Only on the first page. */
  offset?: number
  /** Undefined on the first page. */
  cursor?: Cursor
  /** What the caller may read. */
  readable: Access
}

/** A page of entities: who is on it. */
export interface Page {
  ids: number[]
  totalItems: number
  nextCursor?: string
  prevCursor?: string
}

/** The page of a list (spec/catalog.md 4.7, 4.10). */
export async function readPage(reader: Reader, answers: Answers, request: PageRequest): Promise<Page> {
  const { list, cursor, readable } = request
  const question = questionOfList(list)
  const condition = await resolved(reader, answers, question, readable)
  const name = JSON.stringify([question, readable.name])
  // A cursor may come from somebody who sees more, or from nowhere.
  const known = readable === readsAll ? cursor?.totalItems : undefined
  const total = known ?? (list.totalItems === 'exclude' ? 0 : await counted(reader, answers, { name, condition }))
  const limit = Math.min(request.limit, mostAtOnce)
  if (limit === 0) return { ids: [], totalItems: total }

  const offset = cursor ? 0 : Math.min(request.offset ?? 0, mostAtOnce)
  const marks = offset > 0 ? await placeMarks(answers, JSON.stringify([name, list.order])) : undefined
  const mark = marks?.before(offset)
  const start = cursor?.place ?? mark?.place
  const skipped = offset - (mark?.offset ?? 0)
  const isReversed = cursor?.direction === 'before'
  const found = await listPlaces(reader.db, {
    condition,
    order: await orderOf(reader, answers, { list, readable }),
    count: skipped + limit + 1,
    isReversed,
    ...(list.totalItems === 'include' && { total }),
    ...(start && { start }),
  })
  const places = found.slice(skipped, skipped + limit)
  const isMore = found.length > skipped + limit
  marks?.add(offset - skipped, found.slice(0, skipped + limit))
  if (isReversed) places.reverse()
  const ids = places.map(({ id }) => id)
  const write = (direction: Cursor['direction'], place: Place | undefined) =>
    place && writeCursor({ list, totalItems: total, direction, place })
  // Whoever came backwards knows that there is a next page, and whoever came by a cursor forwards, a previous one.
  const nextCursor = isReversed || isMore ? write('after', places.at(-1)) : undefined
  const prevCursor = (isReversed ? isMore : cursor) ? write('before', places[0]) : undefined
  return { ids, totalItems: total, ...(nextCursor && { nextCursor }), ...(prevCursor && { prevCursor }) }
}

/** The entities with these ids as they are shown to the caller, who may read them. */
export async function loadEntities(
  reader: Reader,
  answers: Answers,
  { ids, fields, readable }: { ids: readonly number[]; fields: readonly string[] | undefined; readable: Access },
): Promise<ShownEntity[]> {
  const limits = await limitsOf(reader, answers, readable)
  return loadPage(reader.db, ids, {
    fields,
    documents: answers.documentsFor(readable.name),
    visible: limits?.condition,
  })
}

/** The ids of a list without cursors, in order: by ref unless it says otherwise (GET /entities). */
export async function readIds(
  reader: Reader,
  answers: Answers,
  request: { list: ListQuery; readable: Access; limit?: number; offset: number },
): Promise<number[]> {
  const { list, limit, offset, readable } = request
  const condition = await resolved(reader, answers, questionOfList(list), readable)
  const count = limit === undefined ? undefined : Math.min(limit, mostAtOnce)
  if (list.order.length === 0) {
    return listIdsByRef(reader.db, {
      condition,
      offset: Math.min(offset, mostAtOnce),
      ...(count !== undefined && { count }),
    })
  }
  const order = await orderOf(reader, answers, { list, readable })
  const places = await listPlaces(reader.db, {
    condition,
    order,
    count: Math.min(offset + (count ?? mostAtOnce), mostAtOnce),
    // All of them: gathered and sorted at once rather than walked.
    ...(count === undefined && { total: 0 }),
  })
  return places.slice(offset).map(({ id }) => id)
}

async function orderOf(
  reader: Reader,
  answers: Answers,
  { list: { order }, readable }: { list: ListQuery; readable: Access },
): Promise<ResolvedOrder[]> {
  const fields = order.map(({ field }) => field)
  const limits = await limitsOf(reader, answers, readable)
  return resolveOrder(order, await knownKeys(reader, answers, fields), limits?.condition)
}
