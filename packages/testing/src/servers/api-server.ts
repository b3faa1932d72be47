import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GitRepositories } from '../git-repositories.ts'

/** A request as a route sees it. */
export interface ApiRequest {
  method: string
  /** Decoded named parts of the path. */
  params: Record<string, string>
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
  /** Without a trailing slash: `http://127.0.0.1:41234`. */
  origin: string
  /** Path and query as sent. */
  url: string
}

/** What a route answers; a plain value means 200 and JSON. */
export interface ApiReply {
  status?: number
  headers?: Record<string, string>
  /** Sent as it is when text or bytes, else as JSON. */
  body?: unknown
}

/** A route: the method, a path with `:name` for one segment and `*name` for the rest, and the answer. */
export type ApiRoute = [method: string, path: string, answer: (request: ApiRequest) => ApiReply | Promise<ApiReply>]

/** A running server. */
export interface ApiServer extends AsyncDisposable {
  /** Without a trailing slash. */
  url: string
  /** `127.0.0.1:41234` */
  host: string
  /** `GET /api/v3/…` with the status, in the order of arrival. */
  requests: string[]
  /** When set, asked before any route; what it gives is answered instead. */
  intercept: ((request: ApiRequest) => ApiReply | undefined) | undefined
  stop(): Promise<void>
}

/** Starts a server on 127.0.0.1 that answers with ETags and 304 like the real ones. */
export async function startApiServer(options: {
  routes: ApiRoute[]
  /** Refuses a request; undefined lets it through. */
  authorize(request: ApiRequest): ApiReply | undefined
  notFound: ApiReply
  /** Repositories that git clients reach on this server. */
  git?: GitRepositories
}): Promise<ApiServer> {
  const routes = options.routes.map(([method, path, answer]) => ({ method, pattern: patternOf(path), answer }))
  const requests: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    if (options.git?.serve(incoming, outgoing)) return
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const request = requestOf(incoming, Buffer.concat(chunks).toString(), running.url)
    let reply = running.intercept?.(request) ?? options.authorize(request)
    for (const { method, pattern, answer } of reply ? [] : routes) {
      const match = method === request.method && pattern.exec(request.url.split('?')[0] ?? '')
      if (!match) continue
      request.params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]),
      )
      reply = await answer(request)
      break
    }
    const { status, headers, body } = conditional(request, reply ?? options.notFound)
    requests.push(`${request.method} ${request.url} ${status}`)
    outgoing.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a string.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const running: ApiServer = {
    url: `http://${host}`,
    host,
    requests,
    intercept: undefined,
    stop,
    [Symbol.asyncDispose]: stop,
  }
  return running
}

/**
 * Cuts a page out of a list, with the `Link` header of GitHub, GitLab and Gitea.
 *
 * @param sizeKey - The query parameter of the page's size.
 */
export function page<T>(request: ApiRequest, items: T[], sizeKey: 'per_page' | 'limit'): ApiReply {
  const size = Math.min(Number(request.query.get(sizeKey) ?? 30), 100)
  const number = Number(request.query.get('page') ?? 1)
  const hasNext = number * size < items.length
  const next = new URL(request.url, request.origin)
  next.searchParams.set('page', String(number + 1))
  return {
    headers: { 'x-total-count': String(items.length), ...(hasNext ? { link: `<${next.href}>; rel="next"` } : {}) },
    body: items.slice((number - 1) * size, number * size),
  }
}

function requestOf(incoming: IncomingMessage, body: string, origin: string): ApiRequest {
  const url = incoming.url ?? '/'
  const query = new URL(url, origin).searchParams
  return { method: incoming.method ?? 'GET', params: {}, query, headers: incoming.headers, body, origin, url }
}

function conditional(request: ApiRequest, reply: ApiReply) {
  const isRaw = typeof reply.body === 'string' || reply.body instanceof Uint8Array
  // `isRaw` has just looked.
  const body = reply.body === undefined ? '' : isRaw ? (reply.body as string | Uint8Array) : JSON.stringify(reply.body)
  const type = isRaw ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  const headers: Record<string, string> = { 'content-type': type, ...reply.headers }
  const status = reply.status ?? 200
  if (status !== 200 || request.method !== 'GET') return { status, headers, body }
  headers.etag ??= `"${createHash('sha1').update(body).digest('hex')}"`
  const isSame = request.headers['if-none-match']?.replace(/^W\//, '') === headers.etag.replace(/^W\//, '')
  return isSame ? { status: 304, headers, body: undefined } : { status, headers, body }
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => {
      if (part.startsWith('*')) return `(?<${part.slice(1)}>.*)`
      return part.replace(/[.]/g, '\\.').replace(/:(\w+)/g, (_, name: string) => `(?<${name}>[^/]+?)`)
    })
    .join('/')
  return new RegExp(`^${source}$`)
}
