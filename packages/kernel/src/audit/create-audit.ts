import type { Clock } from '../clock/clock.ts'
import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import type { Audit, AuditEvent, AuditOutcome, AuditRecord, AuditSink, Severity } from './audit.ts'

type Level = 'error' | 'warn' | 'info' | 'debug'

const defaultLevels: Record<Severity, Level> = { low: 'debug', medium: 'info', high: 'info', critical: 'info' }

/**
 * Writes the audit events of one plugin: to its log, as lines with `isAuditEvent: true` (spec/platform.md 2.4), and to
 * whoever keeps records of how they ended.
 */
export function createAudit(options: {
  pluginId: string
  log: Logger
  config: RootConfig
  clock: Clock
  sinks(): readonly AuditSink[]
}): Audit {
  const { pluginId, log, clock, sinks } = options
  const levels = { ...defaultLevels, ...configuredLevels(options.config) }

  function write(
    event: AuditEvent,
    status: 'initiated' | AuditOutcome,
    more: { meta?: object; error?: unknown },
  ): void {
    const severityLevel = event.severityLevel ?? 'low'
    const actor = actorOf(event)
    log[levels[severityLevel]](`${event.eventId} ${status}`, {
      isAuditEvent: true,
      eventId: event.eventId,
      severityLevel,
      actor: { actorId: actor.actorId, ip: event.ip, userAgent: event.userAgent },
      ...(event.target !== undefined && { target: event.target }),
      ...(event.request && { request: event.request }),
      ...(event.requestId && { requestId: event.requestId }),
      status,
      ...more,
    })
    if (status === 'initiated') return
    const { credentials: _, actorId: __, severityLevel: ___, ...kept } = event
    const record: AuditRecord = {
      ...kept,
      ...actor,
      ...{ at: clock.now(), pluginId, severityLevel, outcome: status },
      ...(event.request && { request: { ...event.request, url: event.request.url.split('?', 1)[0] ?? '' } }),
      ...(more.meta && { meta: more.meta as Record<string, unknown> }),
      ...(more.error !== undefined && { error: wordsOf(more.error) }),
    }
    for (const sink of sinks()) sink.write(record)
  }

  return {
    start(event) {
      write(event, 'initiated', { ...(event.meta && { meta: event.meta }) })
      return {
        succeeded: (meta) => write(event, 'succeeded', { meta: { ...event.meta, ...meta } }),
        failed: (error) => write(event, 'failed', { ...(event.meta && { meta: event.meta }), error }),
      }
    },
    record: (event, outcome, error) =>
      write(event, outcome, { ...(event.meta && { meta: event.meta }), ...(error !== undefined && { error }) }),
  }
}

function actorOf({ credentials, actorId }: AuditEvent): { actorId?: string; onBehalfBy?: string } {
  const principal = credentials?.principal
  if (principal?.type === 'service') return { actorId: principal.subject }
  if (principal?.type === 'user')
    return { actorId: principal.userEntityRef, ...(principal.actor && { onBehalfBy: principal.actor.subject }) }
  return actorId === undefined ? {} : { actorId }
}

const wordsOf = (error: unknown) =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) }

function configuredLevels(config: RootConfig): Partial<Record<Severity, Level>> {
  const mappings = config.get('backend.auditor.severityLogLevelMappings')
  // The kernel's config schema has checked the block before any plugin is set up.
  return (mappings ?? {}) as Partial<Record<Severity, Level>>
}
