import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Access } from '@callboard/model'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Credentials } from '../auth/auth.ts'
import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import { addCors } from './cors.ts'
import { errorReply } from './error-reply.ts'
import { httpErrors } from './http-errors.ts'
import { rateLimitHook } from './rate-limit.ts'
import type { SecurityHeaders } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the barrier before anything of the plugin runs. */
    credentials: Credentials | null
  }
  interface FastifyContextConfig {
    /** Whose route it is. */
    pluginId?: string
    /** Who may call it; absent on what is no declared route. */
    access?: Access
  }
}

/** What the app is made of. */
export interface AppOptions {
  config: RootConfig
  log: Logger
  headers: SecurityHeaders
  server: Server
  nowMs(): number
  /** Called with the listener when the app is ready to answer. */
  onListener(listener: RequestListener): void
  /** Called after each reply. */
  onAnswered(request: FastifyRequest, reply: FastifyReply): void
}

const defaultBodyLimit = 1024 * 1024
const bodilessStatus = new Set([204, 304])

/**
 * Declared routes check requests and write replies themselves, and no route gives Fastify a schema; that spares every start
 * the two compilers that Fastify would load for them.
 */
const noSchemas = { buildValidator: refuseSchema, buildSerializer: refuseSchema }

function refuseSchema(): never {
  throw new Error('A route was given a schema of Fastify. Declare the route instead: its declaration is checked.')
}

/** The Fastify app: bodies stay bytes until a route's own check reads them, errors take the field's form. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, headers } = options
  const app = fastify({
    serverFactory: (listener) => {
      options.onListener(listener)
      return options.server
    },
    bodyLimit: config.getOptionalNumber('backend.bodyLimit') ?? defaultBodyLimit,
    trustProxy: trustedProxies(config),
    genReqId: (request: IncomingMessage) => requestId(request),
    frameworkErrors(error, request, reply) {
      const isTooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      sendError(isTooLong ? httpErrors.pathTooLong({}) : httpErrors.badUrl({}), request, reply, options)
    },
    clientErrorHandler: refuseBrokenRequest,
    exposeHeadRoutes: true,
    schemaController: { compilersFactory: noSchemas },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
  })
  app.decorateRequest('credentials', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options))
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers.data)
    reply.header('x-request-id', request.id)
    done()
  })
  // Before everything that takes time, and before the barrier, so that guessing tokens is limited too.
  const limit = rateLimitHook(config, options.nowMs)
  if (limit) app.addHook('onRequest', limit)
  await addCors(app, config)
  app.addHook('onResponse', (request, reply, done) => {
    options.onAnswered(request, reply)
    done()
  })
  return app
}

/** Fastify trusts nobody when given a number of hops; the field counts them from this server outwards. */
function trustedProxies(config: RootConfig): boolean | string | string[] | ((address: string, hop: number) => boolean) {
  // The kernel's config schema has checked the key.
  const trusted = (config.get('backend.trustProxy') ?? false) as boolean | string | string[] | number
  return typeof trusted === 'number' ? (_address, hop) => hop < trusted : trusted
}

/** Sends an error in the field's envelope, and logs what somebody must look at. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: { log: Logger },
): FastifyReply {
  const translated = translate(error, request)
  const pluginId = request.routeOptions?.config?.pluginId
  const where = { method: request.method, url: urlBelowMount(request.url) }
  const answer = errorReply(translated, where, { withStack: process.env.NODE_ENV === 'development' })
  if (answer.statusCode >= 500 && answer.statusCode !== 503) {
    const fields = { error: translated, requestId: request.id, ...where, ...(answer.logId && { logId: answer.logId }) }
    options.log.error('request failed', pluginId ? { plugin: pluginId, ...fields } : fields)
  }
  reply.code(answer.statusCode)
  if (answer.body === undefined || bodilessStatus.has(answer.statusCode)) return reply.send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(answer.body)
}

/** The path below `/api/<plugin>` with its query; the whole URL outside of it. */
export const urlBelowMount = (url: string) => url.replace(/^\/api\/[^/?]+\/?/, '/')

function translate(error: unknown, request: FastifyRequest): unknown {
  const { code } = (error ?? {}) as { code?: unknown }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return httpErrors.bodyTooLarge({ maxBytes: request.routeOptions.bodyLimit })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return httpErrors.unsupportedType({ type: request.headers['content-type'] ?? '' })
  }
  return error
}

/** The caller's own id if it is harmless, so that one id follows a request through several systems. */
function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}

const brokenRequests: Record<string, [number, string, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers, URL included, are larger than 64 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to arrive.'],
}

/** Answers what the HTTP parser could not read, in the same form as any other error. */
function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
  const [statusCode, reason, message] = brokenRequests[error.code ?? ''] ?? [
    400,
    'Bad Request',
    'The request is not valid HTTP.',
  ]
  const body = JSON.stringify({ error: { name: 'InputError', message }, response: { statusCode } })
  socket.end(
    `HTTP/1.1 ${statusCode} ${reason}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
