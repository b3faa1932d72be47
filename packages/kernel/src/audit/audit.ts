import type { Credentials } from '../auth/auth.ts'

/** A security-relevant happening (spec/platform.md 2.4). */
export interface AuditEvent {
  /** `location-create` */
  eventId: string
  severityLevel?: 'low' | 'medium' | 'high' | 'critical'
  credentials?: Credentials
  requestId?: string
  request?: { method: string; url: string }
  meta?: Record<string, unknown>
}

/** Writes audit events. */
export interface Audit {
  /** Records the start; the returned calls record how it ended. */
  start(event: AuditEvent): { succeeded(meta?: Record<string, unknown>): void; failed(error: unknown): void }
}
