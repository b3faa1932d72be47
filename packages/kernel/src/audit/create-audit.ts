import type { Credentials } from '../auth/auth.ts'
import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import type { Audit, AuditEvent } from './audit.ts'

type Severity = NonNullable<AuditEvent['severityLevel']>
type Level = 'error' | 'warn' | 'info' | 'debug'

const defaultLevels: Record<Severity, Level> = { low: 'debug', medium: 'info', high: 'info', critical: 'info' }

/** Writes the audit events of one plugin to its log, as lines with `isAuditEvent: true` (spec/platform.md 2.4). */
export function createAudit(options: { pluginId: string; log: Logger; config: RootConfig }): Audit {
  const levels = { ...defaultLevels, ...configuredLevels(options.config) }
  return {
    start(event) {
      const severityLevel = event.severityLevel ?? 'low'
      const write = (status: 'initiated' | 'succeeded' | 'failed', more: object) =>
        options.log[levels[severityLevel]](`${event.eventId} ${status}`, {
          isAuditEvent: true,
          eventId: event.eventId,
          severityLevel,
          actor: { actorId: actorId(event.credentials) },
          ...(event.request && { request: event.request }),
          ...(event.requestId && { requestId: event.requestId }),
          status,
          ...more,
        })
      write('initiated', { meta: event.meta })
      return {
        succeeded: (meta) => write('succeeded', { meta: { ...event.meta, ...meta } }),
        failed: (error) => write('failed', { meta: event.meta, error }),
      }
    },
  }
}

function actorId(credentials: Credentials | undefined): string | undefined {
  const principal = credentials?.principal
  if (principal?.type === 'user') return principal.userEntityRef
  return principal?.type === 'service' ? principal.subject : undefined
}

function configuredLevels(config: RootConfig): Partial<Record<Severity, Level>> {
  const mappings = config.get('backend.auditor.severityLogLevelMappings')
  // The kernel's config schema has checked the block before any plugin is set up.
  return (mappings ?? {}) as Partial<Record<Severity, Level>>
}
