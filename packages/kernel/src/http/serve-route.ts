import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Audit } from '../audit/audit.ts'
import type { PluginAuth } from '../auth/create-auth.ts'
import type { Permissions } from '../permissions/permissions.ts'
import { auditCalls } from './audit-calls.ts'
import { createBarrier } from './barrier.ts'
import { requestCheck } from './check-request.ts'
import { compressed } from './compress.ts'
import type { RawReply } from './http.ts'
import type { ServedRoute } from './plugin-http.ts'
import { readJsonBody } from './read-body.ts'
import type { RefusalLimit } from './refusal-limit.ts'
import { CheckedContext } from './request-context.ts'

/** What mounting a route needs. */
export interface ServeOptions {
  app: FastifyInstance
  auth: PluginAuth
  permissions: Permissions
  isOpen: boolean
  audit: Audit
  refusalLimit: RefusalLimit
}

const jsonType = 'application/json; charset=utf-8'

/** Mounts a declared route at `/api/<plugin>`: barrier, check, permission, handler, reply. */
export function serveRoute(served: ServedRoute, options: ServeOptions): void {
  const { route, pluginId, handler } = served
  const { app, auth, permissions, isOpen } = options
  const check = requestCheck(route)
  const { allow, access = 'signed-in' } = route
  const audit = auditCalls(route, { audit: options.audit, limit: options.refusalLimit })
  const barrier = createBarrier({
    ...{ auth, access, isOpen },
    scope: { pluginId, action: route.method === 'GET' || route.reads ? 'read' : 'write' },
  })
  const mount: RouteOptions = {
    method: route.method,
    url: `/api/${pluginId}${route.path === '/' ? '' : route.path}`,
    config: { pluginId, access },
    onRequest: (request, reply, done) =>
      barrier(request, reply, (error) => {
        if (error) audit.refused(request, error)
        done(error)
      }),
    ...(route.maxBodyBytes !== undefined && { bodyLimit: route.maxBodyBytes }),
    async handler(request, reply) {
      let context: CheckedContext | undefined
      let value: unknown
      try {
        const { params, query } = request
        const pending = check({ params, query, body: bodyOf(request, route.rawBody) }, bytesOf(request)?.length ?? 0)
        const checked = pending instanceof Promise ? await pending : pending
        const credentials = request.credentials ?? auth.noCredentials()
        context = new CheckedContext({ request, response: reply.raw, checked, credentials })
        if (allow) await permissions.require(credentials, allow)
        value = await handler(context)
      } catch (error) {
        audit.ended(request, context, error)
        throw error
      }
      const raw = isRawReply(value) ? value : undefined
      audit.ended(request, context, raw && refusalOf(raw))
      const answer = { request, reply, status: route.status }
      return raw ? sendRaw(raw, answer) : sendValue(value, answer)
    },
  }
  app.route(mount)
}

interface Answer {
  request: FastifyRequest
  reply: FastifyReply
  status: number | undefined
}

/** The one parser of the app gives bytes, and nothing where there is no body. */
const bytesOf = (request: FastifyRequest) => request.body as Buffer | undefined

function bodyOf(request: FastifyRequest, rawBody: boolean | undefined): unknown {
  const bytes = bytesOf(request)
  if (rawBody) return bytes ?? Buffer.alloc(0)
  if (bytes === undefined) return undefined
  return readJsonBody(bytes, { type: request.headers['content-type'], encoding: request.headers['content-encoding'] })
}

const isRawReply = (value: unknown): value is RawReply =>
  typeof value === 'object' && value !== null && (value as RawReply).kind === 'raw-reply'

/** A handler may also refuse with a reply of its own form. */
const refusalOf = ({ status = 200 }: RawReply) =>
  status < 400 ? undefined : new Error(`The call was answered with status ${status}.`)

function sendValue(value: unknown, answer: Answer): FastifyReply | Promise<FastifyReply> {
  answer.reply.code(answer.status ?? 200)
  if (value === undefined) return answer.reply.send()
  return sendBody(JSON.stringify(value), jsonType, answer)
}

function sendRaw(raw: RawReply, answer: Answer): FastifyReply | Promise<FastifyReply> {
  const { reply, request } = answer
  if (raw.headers) reply.headers(raw.headers)
  reply.code(raw.status ?? answer.status ?? 200)
  if (raw.headers?.etag !== undefined && isNotModified(request, raw.headers.etag)) {
    if (isStream(raw.body)) raw.body.destroy()
    return reply.code(304).send()
  }
  if (raw.body === undefined) {
    if (raw.type !== undefined) reply.header('content-type', raw.type)
    return reply.send()
  }
  return sendBody(raw.body, raw.type ?? jsonType, answer)
}

function sendBody(
  body: NonNullable<RawReply['body']>,
  type: string,
  { request, reply }: Answer,
): FastifyReply | Promise<FastifyReply> {
  reply.header('content-type', type)
  const acceptEncoding = request.headers['accept-encoding']
  // Only a handler that chose an encoding itself sets this header.
  if (acceptEncoding === undefined || reply.hasHeader('content-encoding')) return reply.send(body)
  return compressed(body, { type, acceptEncoding }).then((packed) => {
    varyByEncoding(reply)
    return packed === undefined ? reply.send(body) : reply.header('content-encoding', 'gzip').send(packed)
  })
}

const isStream = (body: RawReply['body']): body is Readable =>
  body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)

/** Beside what the reply varies by already, such as the origin of the caller. */
function varyByEncoding(reply: FastifyReply): void {
  const others = reply.getHeader('vary')
  reply.header('vary', others === undefined ? 'accept-encoding' : `${String(others)}, accept-encoding`)
}

/** Weak comparison, as If-None-Match wants it. */
function isNotModified(request: FastifyRequest, etag: string | string[]): boolean {
  const wanted = request.headers['if-none-match']
  if (wanted === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  const own = String(etag).replace(/^W\//, '')
  return wanted === '*' || wanted.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === own)
}
