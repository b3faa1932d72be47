import { extensionPoint } from '@callboard/model'
import type { Credentials } from '../auth/auth.ts'

/** A security-relevant happening (spec/platform.md 2.4). */
export interface AuditEvent {
  /** `location-create` */
  eventId: string
  severityLevel?: Severity
  /** Who did it. */
  credentials?: Credentials
  /** Who did it, where nobody is signed in yet: `user:default/ada`. */
  actorId?: string
  /** What it was done to, as a ref where there is one: `component:default/shop`. */
  target?: string
  requestId?: string
  request?: { method: string; url: string }
  ip?: string
  userAgent?: string
  /** No secrets. */
  meta?: Record<string, unknown>
}

/** How grave it is. */
export type Severity = 'low' | 'medium' | 'high' | 'critical'

/** How it ended. */
export type AuditOutcome = 'succeeded' | 'failed' | 'denied'

/** Writes audit events. */
export interface Audit {
  /** Records the start; the returned calls record how it ended. */
  start(event: AuditEvent): { succeeded(meta?: Record<string, unknown>): void; failed(error: unknown): void }
  /** Records something that is over. */
  record(event: AuditEvent, outcome: AuditOutcome, error?: unknown): void
}

/** What is kept of an audit event: who, what, to what, how it ended. */
export interface AuditRecord {
  /** ISO 8601 UTC. */
  at: string
  pluginId: string
  eventId: string
  severityLevel: Severity
  /** `user:default/ada`, `plugin:catalog`; absent for nobody. */
  actorId?: string
  /** The service that acted for a person. */
  onBehalfBy?: string
  target?: string
  outcome: AuditOutcome
  requestId?: string
  /** Without the query: it may hold what nobody should read. */
  request?: { method: string; url: string }
  ip?: string
  userAgent?: string
  meta?: Record<string, unknown>
  /** Name and message. */
  error?: { name: string; message: string }
}

/** Keeps audit records beside the log. */
export interface AuditSink {
  /** Takes a record at once; writes it when it can, and never loses one silently. */
  write(record: AuditRecord): void
}

/** Where whoever keeps audit records adds itself. */
export const auditSink = extensionPoint<AuditSink>('kernel.audit-sink', 'Keeps the records of the security audit.')
