import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { RootConfig } from '../config/root-config.ts'
import { durationAt } from './duration-at.ts'
import type { ListenAddress } from './listen-address.ts'

/** The listening socket. It is open before the portal has started, so that probes get answers while it waits for its database. */
export interface HttpFront {
  readonly server: Server
  /** Opens the socket. @throws Error that names address and reason, `EADDRINUSE` among them. */
  listen(): Promise<void>
  /** Where it listens: `http://127.0.0.1:7007`. @throws Error before it does. */
  url(): string
  /** From now on `listener` answers; whoever waited goes first. */
  open(listener: RequestListener): void
  /** Readiness says so; requests are still answered. */
  beginStopping(): void
  /** Stops accepting, lets requests end for up to `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

const livenessPath = '/.backstage/health/v1/liveness'
const readinessPath = '/.backstage/health/v1/readiness'
const maxHeaderBytes = 64 * 1024

// Not by `import`, which reads every export of a module: reading one of `node:http` loads all of Node's own `fetch`, 13 MiB and
// 50 ms of each start.
const { createServer } = process.getBuiltinModule('node:http')

/** Makes the socket's server; nothing listens yet. */
export function createHttpFront(options: {
  config: RootConfig
  address: ListenAddress
  isHealthy(): boolean
}): HttpFront {
  const { config, address } = options
  const healthHeaders = (config.get('backend.health.headers') ?? {}) as Record<string, string> // checked by the kernel's schema
  const pauseMs = durationAt(config, 'backend.lifecycle.startupRequestPauseTimeout') ?? 5000
  let state: 'starting' | 'open' | 'stopping' = 'starting'
  let listener: RequestListener | undefined
  const waiting = new Set<{ request: IncomingMessage; response: ServerResponse; timer: NodeJS.Timeout }>()

  const health = (response: ServerResponse, message: string | undefined) =>
    sendJson(response, message ? 503 : 200, message ? { message, status: 'error' } : { status: 'ok' }, healthHeaders)

  const handle: RequestListener = (request, response) => {
    const { url } = request
    if (url === livenessPath) return health(response, undefined)
    if (url === readinessPath) return health(response, unreadyReason(state, options.isHealthy))
    if (listener) return listener(request, response)
    if (state === 'stopping') return refuse(request, response, 'The portal is shutting down.')
    const entry = { request, response, timer: setTimeout(() => giveUp(entry), pauseMs) }
    waiting.add(entry)
    response.once('close', () => {
      clearTimeout(entry.timer)
      waiting.delete(entry)
    })
  }
  const giveUp = (entry: { request: IncomingMessage; response: ServerResponse }) =>
    refuse(entry.request, entry.response, 'The portal has not started yet.')

  const server = makeServer(config, handle)
  return {
    server,
    listen: () => listen(server, address),
    url: () => urlOf(server, { host: address.host, isHttps: Boolean(config.get('backend.https')) }),
    open(next) {
      listener = next
      state = 'open'
      for (const { request, response, timer } of waiting) {
        clearTimeout(timer)
        next(request, response)
      }
      waiting.clear()
    },
    beginStopping() {
      state = 'stopping'
      for (const entry of waiting) giveUp(entry)
    },
    close: (graceMs) => closeServer(server, graceMs),
  }
}

function urlOf(server: Server, { host, isHttps }: { host: string | undefined; isHttps: boolean }): string {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The portal has no address before it has started.')
  const isAny = host === undefined || host === '0.0.0.0' || host === '::'
  const name = isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${isHttps ? 'https' : 'http'}://${name}:${bound.port}`
}

function unreadyReason(state: 'starting' | 'open' | 'stopping', isHealthy: () => boolean): string | undefined {
  if (state === 'starting') return 'Backend has not started yet'
  if (state === 'stopping') return 'Backend is shutting down'
  return isHealthy() ? undefined : 'The database does not answer'
}

function makeServer(config: RootConfig, handle: RequestListener): Server {
  const certificate = config.get('backend.https.certificate') as { cert: string; key: string } | undefined // checked by the schema
  const options = { maxHeaderSize: maxHeaderBytes }
  if (config.get('backend.https') === true) {
    throw new Error('backend.https: a certificate is not made here. Set backend.https.certificate to { cert, key }.')
  }
  const server = certificate
    ? process
        .getBuiltinModule('node:https')
        .createServer({ ...options, cert: certificate.cert, key: certificate.key }, handle)
    : createServer(options, handle)
  server.headersTimeout = durationAt(config, 'backend.server.headersTimeout') ?? server.headersTimeout
  server.requestTimeout = durationAt(config, 'backend.server.requestTimeout') ?? server.requestTimeout
  // Longer than the idle time of common load balancers, which must be the side that closes first.
  server.keepAliveTimeout = durationAt(config, 'backend.server.keepAliveTimeout') ?? 72_000
  server.timeout = durationAt(config, 'backend.server.timeout') ?? server.timeout
  server.maxHeadersCount = config.getOptionalNumber('backend.server.maxHeadersCount') ?? server.maxHeadersCount
  server.maxRequestsPerSocket =
    config.getOptionalNumber('backend.server.maxRequestsPerSocket') ?? server.maxRequestsPerSocket
  return server
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
  // `close` drops connections that are idle now; those that become idle later must be dropped as they do.
  const sweeping = setInterval(() => server.closeIdleConnections(), 20)
  const cutting = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(sweeping)
  clearTimeout(cutting)
}

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  sendJson(
    response,
    503,
    {
      error: { name: 'ServiceUnavailableError', message },
      request: { method: request.method, url: request.url },
      response: { statusCode: 503 },
    },
    { 'retry-after': '5' },
  )
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  if (response.headersSent) return
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}
