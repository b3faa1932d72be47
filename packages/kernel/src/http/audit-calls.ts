import type { Route } from '@callboard/model'
import type { FastifyRequest } from 'fastify'
import type { Audit, AuditEvent } from '../audit/audit.ts'
import { authErrors } from '../auth/auth-errors.ts'
import { limitRefusals } from './limit-refusals.ts'
import type { RefusalLimit } from './refusal-limit.ts'
import type { CheckedContext } from './request-context.ts'

/** Records the calls of one route in the audit. */
export interface CallAudit {
  /** The barrier refused the caller. */
  refused(request: FastifyRequest, error: Error): void
  /** The call is over; without an error it succeeded. `context` is there once the request has passed its checks. */
  ended(request: FastifyRequest, context: CheckedContext | undefined, error?: unknown): void
}

/**
 * Decides what of a route's calls is recorded: whatever was denied, and, where the route changes something, how it
 * ended. A request that does not fit the declaration has changed nothing and is not recorded.
 */
export function auditCalls(route: Route, options: { audit: Audit; limit: RefusalLimit }): CallAudit {
  const audit = limitRefusals(options.audit, options.limit)
  const eventId = eventIdOf(route)

  return {
    refused(request, error) {
      // Whoever brings nothing is on the way to signing in.
      if (authErrors.missingCredentials.is(error)) return
      const event = error.name === 'AuthenticationError' ? 'token-refused' : (eventId ?? 'request-denied')
      audit.record({ ...about(request), eventId: event, severityLevel: 'medium' }, 'denied', error)
    },
    ended(request, context, error) {
      if (route.access === 'public' && route.audit === false) return
      const isDenied = error instanceof Error && error.name === 'NotAllowedError'
      if (!isDenied && (eventId === undefined || context === undefined)) return
      const target = context && targetOf(route, context)
      const event: AuditEvent = {
        ...about(request),
        eventId: eventId ?? 'request-denied',
        severityLevel: isDenied || route.method === 'DELETE' ? 'medium' : 'low',
        ...(target !== undefined && { target }),
        ...context?.auditDetails,
      }
      if (error === undefined) audit.record(event, 'succeeded')
      else audit.record(event, isDenied ? 'denied' : 'failed', error)
    },
  }
}

const changing: readonly unknown[] = ['create', 'update', 'delete']

/** The event of a route; undefined where calls that succeed are not recorded. */
export function eventIdOf(route: Route): string | undefined {
  const { audit, allow, method, path } = route
  if (audit !== undefined) return audit === false ? undefined : audit
  const action = allow?.attributes.action
  if (method !== 'DELETE' && !changing.includes(action)) return undefined
  const words = path.split('/').filter((part) => /^[\w-]+$/.test(part))
  return [...words, action ?? 'delete'].join('-')
}

function targetOf(route: Route, { params, body }: CheckedContext): string | undefined {
  // The context holds what the route's own schema has checked; only the route knows its type.
  if (route.auditTarget) return route.auditTarget({ params, body: body as never })
  const { entityRef } = (body ?? {}) as { entityRef?: unknown }
  if (typeof entityRef === 'string') return entityRef
  const { kind, namespace, name, ...others } = params as Record<string, string>
  if (kind && namespace && name) return `${kind}:${namespace}/${name}`.toLowerCase()
  const values = [kind, namespace, name, ...Object.values(others)].filter((value) => value !== undefined)
  return values.length > 0 ? values.join('/') : undefined
}

function about(request: FastifyRequest): Omit<AuditEvent, 'eventId'> {
  const userAgent = request.headers['user-agent']
  return {
    ...(request.credentials && { credentials: request.credentials }),
    requestId: request.id,
    request: { method: request.method, url: request.url },
    ip: request.ip,
    // Whoever calls may write anything there.
    ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 300) }),
  }
}
