import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { type RawReply, rawReply } from '@callboard/kernel'
import type { Access } from './access.ts'
import { writeAfter } from './cursor.ts'
import { readFacets } from './facets.ts'
import type { Answers } from './generation.ts'
import { loadEntities, type Page, readIds, readPage } from './list-entities.ts'
import { loadPage, type ShownEntity } from './load-documents.ts'
import type { Question } from './question.ts'
import { limitsOf, type Reader } from './reader.ts'
import type { AskedList, AskedPage } from './requests.ts'

/** Bytes that are ready to send, with their name. */
interface ReadyBody {
  body: Buffer
  etag: string
}

type ForCaller<T> = T & { readable: Access }

/** So many documents are read at a time; longer replies are streamed, and not kept. */
const documentsPerChunk = 500

/** A page of by-query. */
export async function replyPage(reader: Reader, asked: ForCaller<AskedPage>): Promise<RawReply> {
  const { fields, limit, readable } = asked
  if (limit <= documentsPerChunk) {
    return replyReady(reader, nameOf('page', asked), async (answers) => {
      const page = await readPage(reader, answers, asked)
      const entities = await loadEntities(reader, answers, { ids: page.ids, fields, readable })
      return `{"items":[${jsonOf(entities)}${endOfPage(page)}`
    })
  }
  const answers = await reader.answers.current()
  const page = await readPage(reader, answers, asked)
  return replyLong(reader, answers, { ids: page.ids, fields, readable, start: '{"items":[', end: endOfPage(page) })
}

/** Facets. */
export async function replyFacets(
  reader: Reader,
  asked: ForCaller<{ facets: readonly string[]; question: Question | undefined }>,
): Promise<RawReply> {
  return replyReady(reader, nameOf('facets', asked), async (answers) => {
    const counts = await readFacets(reader, answers, asked)
    const parts = [...counts].map(([facet, values]) => `${JSON.stringify(facet)}:${JSON.stringify(values)}`)
    return `{"facets":{${parts.join(',')}}}`
  })
}

/** GET /entities: a page, or everything, streamed when it is much. */
export async function replyList(reader: Reader, asked: ForCaller<AskedList & { rawQuery: string }>): Promise<RawReply> {
  const { limit, offset, fields, rawQuery, readable } = asked
  if (limit === undefined || limit > documentsPerChunk) return replyWhole(reader, asked)
  const shown = await reader.answers.current().then((answers) =>
    answers.get(
      nameOf('list', asked),
      async () => {
        const ids = await readIds(reader, answers, { ...asked, limit: limit + 1 })
        const entities = await loadEntities(reader, answers, { ids: ids.slice(0, limit), fields, readable })
        return { ...readyBody(`[${jsonOf(entities)}]`), isMore: ids.length > limit }
      },
      ({ body }) => body.length,
    ),
  )
  const next = shown.isMore ? { limit, offset: offset + limit } : undefined
  return rawReply({ body: shown.body, headers: { ...linkTo(rawQuery, next), etag: shown.etag } })
}

async function replyWhole(reader: Reader, asked: ForCaller<AskedList & { rawQuery: string }>): Promise<RawReply> {
  const { limit, offset, fields, rawQuery, readable } = asked
  const answers = await reader.answers.current()
  const wanted = limit === undefined ? undefined : limit + 1
  const found = await readIds(reader, answers, { ...asked, limit: wanted })
  const isMore = limit !== undefined && found.length > limit
  const headers = linkTo(rawQuery, isMore ? { limit, offset: offset + limit } : undefined)
  return replyLong(reader, answers, { ids: found.slice(0, limit), fields, readable, start: '[', end: ']', headers })
}

interface LongReply {
  ids: readonly number[]
  readable: Access
  fields: readonly string[] | undefined
  start: string
  end: string
  headers?: Record<string, string>
}

/** Documents between `start` and `end`, in chunks between which other requests have their turn. */
async function replyLong(reader: Reader, answers: Answers, reply: LongReply): Promise<RawReply> {
  const { ids, fields, readable, start, end, headers } = reply
  const limits = await limitsOf(reader, answers, readable)
  const load = (from: number) =>
    loadPage(reader.db, ids.slice(from, from + documentsPerChunk), { fields, visible: limits?.condition })
  // The first chunk is read before the status is sent, so that a database that is away still gives an error reply.
  const first = await load(0)
  if (ids.length <= documentsPerChunk) return rawReply({ body: start + jsonOf(first) + end, headers })

  async function* chunks() {
    yield Buffer.from(start + jsonOf(first))
    let isEmpty = first.length === 0
    for (let from = documentsPerChunk; from < ids.length; from += documentsPerChunk) {
      await setImmediate()
      const entities = await load(from)
      if (entities.length === 0) continue
      yield Buffer.from((isEmpty ? '' : ',') + jsonOf(entities))
      isEmpty = false
    }
    yield Buffer.from(end)
  }
  return rawReply({ body: Readable.from(chunks(), { objectMode: false }), headers })
}

async function replyReady(
  reader: Reader,
  name: string,
  make: (answers: Answers) => Promise<string>,
): Promise<RawReply> {
  const answers = await reader.answers.current()
  const { body, etag } = await answers.get(
    name,
    async () => readyBody(await make(answers)),
    (ready) => ready.body.length,
  )
  return rawReply({ body, headers: { etag } })
}

/** Whoever may read the same is given the same. */
const nameOf = (reply: string, { readable, ...asked }: ForCaller<object>) =>
  JSON.stringify([reply, asked, readable.name])

function readyBody(json: string): ReadyBody {
  const body = Buffer.from(json)
  return { body, etag: `W/"${hash('sha1', body, 'base64url')}"` }
}

const endOfPage = ({ totalItems, nextCursor, prevCursor }: Page) =>
  `],"totalItems":${totalItems},"pageInfo":${JSON.stringify({ nextCursor, prevCursor })}}`

const jsonOf = (entities: readonly ShownEntity[]) => entities.map(({ json }) => json).join(',')

/** The same request one page on: below the catalog's mount, as the field's servers write it. */
function linkTo(rawQuery: string, place: { limit: number; offset: number } | undefined): Record<string, string> {
  if (place === undefined) return {}
  const query = new URLSearchParams(rawQuery)
  for (const name of ['offset', 'after']) query.delete(name)
  query.set('after', writeAfter(place))
  return { link: `</entities?${query}>; rel="next"` }
}
