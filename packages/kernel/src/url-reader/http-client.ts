import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Agent } from 'undici'
import { guardedLookup, isPrivateLiteral, PrivateAddressError } from './address-guard.ts'
import type { Trust } from './allow-list.ts'
import { errors } from './errors.ts'

/** A request to make: where, and with which headers. */
export interface Call {
  url: string
  headers?: Record<string, string>
}

/** How a {@link Call} is made. */
export interface SendOptions {
  /** Default `GET`. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: string | Uint8Array
  signal?: AbortSignal
  /** The address in errors, when the called one is not what the caller asked for. */
  shownUrl?: string
  /** Trust of the first address and of each redirect's. @throws when it may not be reached. */
  trustOf(url: URL): Trust
}

/** What came back, whatever its status. The body must be consumed. */
export interface Reply {
  status: number
  /** Lower-case names; repeated headers are joined by a comma. */
  headers: Record<string, string>
  body: Readable
  /** All of the body; may be asked for again. */
  buffer(): Promise<Buffer>
  /** Reads and drops the body, so that the connection is free again. */
  discard(): void
}

/** Makes requests with bounds on size, time and redirects, and refuses private addresses of hosts nobody named. */
export interface HttpClient {
  send(call: Call, options: SendOptions): Promise<Reply>
  readonly maxBodyBytes: number
}

const maxRedirects = 5
const headersTimeoutMs = 30_000
const idleTimeoutMs = 30_000

/** Makes the one client of a process. It opens nothing until the first request. */
export function createHttpClient(options: { maxBodyBytes: number }): HttpClient {
  const agents = new Map<Trust, Agent>()
  return {
    maxBodyBytes: options.maxBodyBytes,
    async send(call, sendOptions) {
      const { Agent, request } = await import('undici')
      const shownUrl = sendOptions.shownUrl ?? call.url
      const agentFor = (trust: Trust) => {
        const agent = agents.get(trust) ?? new Agent(trust === 'guarded' ? { connect: { lookup: guardedLookup } } : {})
        agents.set(trust, agent)
        return agent
      }
      let url = parseHttpUrl(call.url)
      let headers: Record<string, string> = { 'user-agent': 'callboard', 'accept-encoding': 'gzip', ...call.headers }
      for (let hop = 0; ; hop++) {
        const trust = sendOptions.trustOf(url)
        if (trust === 'guarded' && isPrivateLiteral(url.hostname)) {
          throw errors.privateAddress({ url: shownUrl, host: url.hostname })
        }
        const reply = await request(url, {
          dispatcher: agentFor(trust),
          method: sendOptions.method ?? 'GET',
          headers,
          body: sendOptions.body ?? null,
          signal: sendOptions.signal ?? null,
          headersTimeout: headersTimeoutMs,
          bodyTimeout: idleTimeoutMs,
        }).catch((cause) => {
          sendOptions.signal?.throwIfAborted()
          return fail(cause, shownUrl, url)
        })
        const location = redirectStatuses.has(reply.statusCode) ? flat(reply.headers.location) : undefined
        if (location === undefined) {
          return replyOf(reply.statusCode, reply.headers, reply.body, { url: shownUrl, maxBytes: options.maxBodyBytes })
        }
        reply.body.dump().catch(() => {})
        if (hop === maxRedirects) throw new Error(`Reading ${shownUrl} was given up after ${maxRedirects} redirects.`)
        const next = parseHttpUrl(new URL(location, url).href)
        if (next.origin !== url.origin) {
          // A body may hold a secret as well.
          if (sendOptions.body !== undefined)
            throw new Error(`${shownUrl} redirects to another host, which is not followed.`)
          headers = withoutCredentials(headers)
        }
        url = next
      }
    },
  }
}

/** Parses an address that may be read: http or https, without credentials. */
export function parseHttpUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url) throw errors.badUrl({ url: text })
  const hasCredentials = url.username !== '' || url.password !== ''
  const shown = hasCredentials ? text.replace(/\/\/[^/?#]*@/, '//') : text
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw errors.badScheme({ url: shown })
  if (hasCredentials) throw errors.hasCredentials({ url: shown })
  return url
}

const redirectStatuses = new Set([301, 302, 303, 307, 308])

// Any other may hold a secret: each product calls the header for its keys differently.
const publicHeaders = new Set(['user-agent', 'accept', 'accept-encoding', 'if-none-match', 'if-modified-since'])

const withoutCredentials = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => publicHeaders.has(name.toLowerCase())))

const flat = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)

function fail(cause: unknown, shownUrl: string, url: URL): never {
  if (cause instanceof PrivateAddressError) throw errors.privateAddress({ url: shownUrl, host: url.hostname })
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new Error(`${shownUrl} could not be reached: ${why || 'the connection failed'}`, { cause })
}

function replyOf(
  status: number,
  rawHeaders: Record<string, string | string[] | undefined>,
  rawBody: Readable,
  limit: { url: string; maxBytes: number },
): Reply {
  const headers = Object.fromEntries(Object.entries(rawHeaders).map(([name, value]) => [name, flat(value) ?? '']))
  const body = () => boundedBody(rawBody, headers['content-encoding'], limit)
  let opened: Readable | undefined
  let read: Promise<Buffer> | undefined
  const readAll = async (from: Readable) => {
    const chunks: Buffer[] = []
    for await (const chunk of from) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  return {
    status,
    headers,
    get body() {
      opened ??= body()
      return opened
    },
    buffer() {
      read ??= readAll(this.body)
      return read
    },
    discard() {
      rawBody.on('error', () => {})
      rawBody.resume()
    },
  }
}

/** The decoded body, which fails once it is longer than allowed: also a small one that unpacks into a huge one. */
function boundedBody(
  rawBody: Readable,
  encoding: string | undefined,
  limit: { url: string; maxBytes: number },
): Readable {
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > limit.maxBytes ? errors.tooLarge(limit) : null, chunk)
    },
  })
  // A failure of any part destroys `count`, whose reader gets the error; the promise says nothing more.
  decoder(encoding)
    .then((decode) => (decode ? pipeline(rawBody, decode, count) : pipeline(rawBody, count)))
    .catch((error) => count.destroy(error))
  return count
}

async function decoder(encoding: string | undefined): Promise<Transform | undefined> {
  if (!encoding || encoding === 'identity') return undefined
  const { createGunzip, createInflate, createBrotliDecompress } = await import('node:zlib')
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  throw new Error(`The body has the unknown encoding "${encoding}".`)
}
