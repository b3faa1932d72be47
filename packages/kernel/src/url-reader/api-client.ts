import timers from 'node:timers/promises'
import { errors } from './errors.ts'
import { createHttpClient, type HttpClient, type Reply } from './http-client.ts'
import type { ScmIntegration } from './url-reader.ts'

/** A host as far as its API goes: an integration, or what a provider of organisation data has in its own block. */
export interface ApiHost extends Pick<ScmIntegration, 'apiBaseUrl' | 'headers'> {
  /** Where its credentials are configured, for messages: `integrations.github`. */
  credentialsKey: string
}

/** Asks the REST API of one configured host, with patience for rate limits and hiccups. */
export interface ApiClient {
  /** The JSON at a path below the API's base. Its shape is the host's documented one. */
  get<T>(path: string): Promise<T>
  /** Like `get`, but undefined for 404. */
  find<T>(path: string): Promise<T | undefined>
  /** The pages of a list, by `Link: rel="next"`. */
  pages<T>(path: string): AsyncIterable<T[]>
  /** All items of a list. */
  all<T>(path: string): Promise<T[]>
  post<T>(path: string, body: unknown): Promise<T>
  /**
   * Makes one call and gives what the host answered, whatever its status. Only calls that the host refuses for now (rate
   * limits) are repeated: one that changes something may have happened although its answer was lost.
   */
  call<T = unknown>(method: ApiMethod, path: string, body?: unknown): Promise<ApiReply<T>>
}

/** What {@link ApiClient.call} can do. */
export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a host answered. */
export interface ApiReply<T> {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** The JSON, else the text, else undefined. Its shape is the host's documented one, if the status is a good one. */
  body: T
}

const maxAttempts = 4
const maxWaitMs = 5 * 60_000
const retriedStatuses = new Set([429, 500, 502, 503, 504])
// Lists of a large host; far below what a process may hold.
const maxBodyBytes = 100 * 1024 * 1024

/**
 * Makes a client.
 *
 * @param options.url - Any address of the host that the calls are about; decides which credentials are used.
 * @param options.apiBaseUrl - Instead of the integration's.
 * @param options.headers - Instead of the integration's, credentials included.
 * @param options.signal - Ends waiting and calls.
 */
export function createApiClient(options: {
  integration: ScmIntegration | ApiHost
  url: string
  apiBaseUrl?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}): ApiClient {
  const http = createHttpClient({ maxBodyBytes })
  const { integration } = options
  const base = options.apiBaseUrl ?? integration.apiBaseUrl
  const credentialsKey =
    'credentialsKey' in integration ? integration.credentialsKey : `integrations.${integration.type}`

  const send = async (path: string, body?: unknown, method?: ApiMethod): Promise<Reply> => {
    const url = path.startsWith('https://') || path.startsWith('http://') ? path : `${base}${path}`
    for (let attempt = 1; ; attempt++) {
      const reply = await trySend(http, url, { ...options, body, method }).catch((error: unknown) => {
        if (method !== undefined || attempt === maxAttempts || options.signal?.aborted) throw error
        return undefined
      })
      const waitMs = reply ? await waitBeforeRetry(reply, attempt, method !== undefined) : 500 * 2 ** attempt
      if (reply && waitMs === undefined) return reply
      const status = reply?.status
      reply?.discard()
      if (attempt === maxAttempts || (waitMs ?? 0) > maxWaitMs) {
        const minutes = Math.ceil((waitMs ?? 0) / 60_000)
        throw new Error(
          (waitMs ?? 0) > maxWaitMs
            ? `${url} is over its rate limit for another ${minutes} minutes. Nothing was changed; it is tried again at the next run.`
            : `${url} answered ${status} ${maxAttempts} times in a row.`,
        )
      }
      await timers.setTimeout(waitMs, undefined, { ...(options.signal ? { signal: options.signal } : {}) })
    }
  }
  const checked = async (path: string, body?: unknown): Promise<Reply> => {
    const reply = await send(path, body)
    if (reply.status >= 200 && reply.status < 300) return reply
    reply.discard()
    if (reply.status === 404) throw errors.notFound({ url: `${base}${path}` })
    const advice = reply.status === 401 || reply.status === 403 ? ` Check the credentials in "${credentialsKey}".` : ''
    throw new Error(`${base}${path} answered ${reply.status}.${advice}`)
  }
  // The host's documented shape: each caller names the part it uses.
  const json = async <T>(reply: Reply) => JSON.parse((await reply.buffer()).toString()) as T

  const client: ApiClient = {
    get: async <T>(path: string) => json<T>(await checked(path)),
    post: async <T>(path: string, body: unknown) => json<T>(await checked(path, body)),
    async call<T>(method: ApiMethod, path: string, body?: unknown) {
      const reply = await send(path, body, method)
      const text = (await reply.buffer()).toString()
      return { status: reply.status, headers: reply.headers, body: parsedOr(text) as T }
    },
    async find<T>(path: string) {
      try {
        return await client.get<T>(path)
      } catch (error) {
        if (errors.notFound.is(error)) return undefined
        throw error
      }
    },
    async *pages<T>(path: string) {
      const origin = new URL(base).origin
      for (let next: string | undefined = path; next; ) {
        const reply = await checked(next)
        yield await json<T[]>(reply)
        const link = /<([^>]+)>\s*;[^,]*rel="next"/.exec(reply.headers.link ?? '')?.[1]
        // Credentials go to the configured host only, wherever a page says that the next one is.
        if (link && new URL(link, base).origin !== origin)
          throw new Error(`${base}${path} points to another host for its next page: ${link}`)
        next = link && new URL(link, base).href
      }
    },
    async all<T>(path: string) {
      const found: T[] = []
      for await (const items of client.pages<T>(path)) found.push(...items)
      return found
    },
  }
  return client
}

function parsedOr(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function trySend(
  http: HttpClient,
  url: string,
  options: {
    integration: ScmIntegration | ApiHost
    url: string
    body: unknown
    method?: ApiMethod
    headers?: Record<string, string>
    signal?: AbortSignal
  },
): Promise<Reply> {
  const { origin } = new URL(url)
  const hasBody = options.body !== undefined
  return http.send(
    {
      url,
      headers: {
        accept: 'application/json',
        ...(options.headers ?? (await options.integration.headers(options.url))),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
    },
    {
      method: options.method ?? (hasBody ? 'POST' : 'GET'),
      ...(hasBody ? { body: JSON.stringify(options.body) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      trustOf: (hop) => (hop.origin === origin ? 'trusted' : 'guarded'),
    },
  )
}

/** How long to wait before the call is made again; undefined when the reply is to be taken as it is. */
async function waitBeforeRetry(reply: Reply, attempt: number, onlyLimits: boolean): Promise<number | undefined> {
  const { status, headers } = reply
  const isPrimary =
    status === 429 || (status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after']))
  const isSecondary = !headers['retry-after'] && (await isSecondaryLimit(reply))
  const isLimited = isPrimary || isSecondary
  if (!isLimited && (onlyLimits || !retriedStatuses.has(status))) return undefined
  const afterSeconds = Number(headers['retry-after'])
  if (headers['retry-after'] && !Number.isNaN(afterSeconds)) return afterSeconds * 1000
  if (isSecondary) return secondaryLimitMs
  const resetSeconds = Number(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'])
  if (isLimited && !Number.isNaN(resetSeconds)) return Math.max(0, resetSeconds * 1000 - Date.now()) + 1000
  return 500 * 2 ** attempt
}

// GitHub asks for "at least one minute" where it gives no time.
const secondaryLimitMs = 60_000

/** GitHub also refuses who is too quick, whatever is left of the hourly limit, and says so only in words. */
async function isSecondaryLimit(reply: Reply): Promise<boolean> {
  if (reply.status !== 403 && reply.status !== 429) return false
  return (await reply.buffer()).includes('secondary rate limit')
}
