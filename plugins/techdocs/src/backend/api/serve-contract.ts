import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, type CoreServices, type RawReply, rawReply } from '@callboard/kernel'
import { CallboardError, entityRefOf } from '@callboard/model'
import {
  giveCookieAlias,
  readDocsFile,
  readEntityMetadata,
  readTechdocsMetadata,
  syncDocs,
  type TechdocsMetadata,
} from '../../model/contract-routes.ts'
import { errors } from '../../model/errors.ts'
import { type DocsCopies, remoteCheckMs } from '../sources/docs-copies.ts'
import { resolveDocsReference } from '../sources/docs-reference.ts'
import type { DocsSource } from '../sources/find-sources.ts'
import { contentTypeOf } from './content-type.ts'
import type { DocsFinder, FoundDocs } from './docs-finder.ts'
import { safePath } from './safe-path.ts'

/** What the routes need. */
export interface ContractServices {
  core: Pick<CoreServices, 'http' | 'scm' | 'clock'>
  finder: DocsFinder
  copies: DocsCopies
}

const metadataFile = 'techdocs_metadata.json'

/** Serves what clients of the field call (spec/techdocs.md 6). */
export function serveContract({ core: { http, scm, clock }, finder, copies }: ContractServices): void {
  http.serve(readTechdocsMetadata, async ({ params, credentials }) =>
    metadataOf(await finder.docs(params, { credentials })),
  )

  http.serve(readEntityMetadata, async ({ params, credentials }) => {
    const entity = await finder.entity(params, credentials)
    const location = resolved(() => resolveDocsReference(entity, scm))
    if (!location) throw errors.noDocs({ ref: entityRefOf(entity) })
    return { ...entity, locationMetadata: { type: location.type, target: location.target } }
  })

  http.serve(syncDocs, async ({ params, credentials }) => {
    const entity = await finder.entity(params, credentials)
    const source = resolved(() => finder.source(entity))
    return rawReply({
      type: 'text/event-stream',
      headers: {
        'cache-control': 'no-cache',
        connection: 'keep-alive',
        // Compressing would hold events back; nginx holds them back unless told not to.
        'content-encoding': 'identity',
        'x-accel-buffering': 'no',
      },
      body: Readable.from(syncFrames(source, { copies, clock })),
    })
  })

  http.serve(readDocsFile, async ({ params, query, credentials }) => {
    const path = safePath(params['*'])
    if (path === undefined) return notFound
    let found: FoundDocs
    try {
      found = await finder.docs(params, { credentials, version: query.version })
    } catch (error) {
      if (error instanceof CallboardError && error.statusCode === 404) return notFound
      throw error
    }
    return (await fileReply(found, path)) ?? notFound
  })

  http.serve(giveCookieAlias, () =>
    rawReply({ status: 307, headers: { location: '.backstage/auth/v1/cookie', 'cache-control': 'no-store' } }),
  )
}

const patienceMs = 10_000

/** Undefined when it takes longer. */
async function within<T>(work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController()
  try {
    return await Promise.race([work, delay(patienceMs, undefined, { signal: timer.signal })])
  } finally {
    timer.abort()
  }
}

/** The same for what is missing and what is hidden. */
const notFound: RawReply = rawReply({
  status: 404,
  type: 'text/plain; charset=utf-8',
  headers: { 'cache-control': 'no-store' },
  body: 'File Not Found',
})

async function fileReply(found: FoundDocs, path: string): Promise<RawReply | undefined> {
  // The router takes trailing slashes away, so that a folder and a file without an extension look alike.
  const names = posix.extname(path) === '' ? [path, posix.join(path, 'index.html')] : [path]
  let name = path
  let body: string | Buffer | undefined
  for (name of names) {
    body = await fileOf(found, name)
    if (body !== undefined) break
  }
  if (body === undefined) return undefined
  return rawReply({
    type: contentTypeOf(name),
    headers: {
      etag: `"${createHash('sha1').update(body).digest('base64url')}"`,
      // Who may read it is asked each time.
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    },
    body,
  })
}

async function fileOf(found: FoundDocs, name: string): Promise<string | Buffer | undefined> {
  if (name === metadataFile) return JSON.stringify(await metadataOf(found))
  const document = name.endsWith('.html') ? await found.site.document(name) : undefined
  return document ?? found.site.asset(name)
}

async function metadataOf({ site, copied }: FoundDocs): Promise<TechdocsMetadata> {
  if (!copied) {
    const text = await site.asset(metadataFile)
    const published = text && parsed(text.toString())
    if (published) return published
  }
  const files = (await site.files()).filter((file) => file !== metadataFile)
  return {
    site_name: site.name,
    site_description: site.description ?? 'None',
    build_timestamp: copied?.copy.copiedAtMs ?? 0,
    files: [...files, metadataFile],
    etag: site.version,
  }
}

/** Whoever has published it has written it by the same contract; what is no object is as if it were not there. */
function parsed(text: string): TechdocsMetadata | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as TechdocsMetadata) : undefined
  } catch {
    return undefined
  }
}

/** What cannot be told is as what is not there. */
function resolved<T>(work: () => T | undefined): T | undefined {
  try {
    return work()
  } catch (error) {
    if (errors.badReference.is(error)) return undefined
    throw error
  }
}

async function* syncFrames(
  docs: DocsSource | undefined,
  { copies, clock }: { copies: DocsCopies; clock: Clock },
): AsyncIterable<string> {
  const frame = (event: 'log' | 'error' | 'finish', data: unknown) =>
    `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  if (!docs) {
    yield frame('finish', { updated: false })
    return
  }
  const unlessWithinMs = docs.source.type === 'dir' ? 0 : remoteCheckMs
  try {
    const looking = copies.look(docs.key, docs.source, { unlessWithinMs })
    let result = await within(looking)
    while (!result) {
      // Proxies close what is silent.
      yield frame('log', `${clock.now()} info: The source of the docs is still being read.`)
      result = await within(looking)
    }
    const { updated } = result
    if (updated) yield frame('log', `${clock.now()} info: The docs were read again from their source.`)
    yield frame('finish', { updated })
  } catch (error) {
    yield frame('error', error instanceof Error ? error.message : String(error))
  }
}
