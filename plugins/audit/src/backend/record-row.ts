import type { AuditRecord, SqlValue } from '@callboard/kernel'
import type { StoredRecordValue } from '../model/routes.ts'

/** A record as the table holds it. */
export interface RecordRow {
  id: string
  at: number
  plugin_id: string
  event_id: string
  severity: string
  actor_id: string | null
  on_behalf_by: string | null
  target: string | null
  outcome: string
  request_id: string | null
  method: string | null
  url: string | null
  ip: string | null
  user_agent: string | null
  meta: string | null
  error_name: string | null
  error_message: string | null
}

/** In the order of {@link valuesOf}. */
export const columns = [
  ...['id', 'at', 'plugin_id', 'event_id', 'severity', 'actor_id', 'on_behalf_by', 'target', 'outcome'],
  ...['request_id', 'method', 'url', 'ip', 'user_agent', 'meta', 'error_name', 'error_message'],
] as const

/** The key of the first record at an instant; keys of later ones are greater. */
export const keyAt = (atMs: number): string => String(Math.max(0, Math.trunc(atMs))).padStart(15, '0')

const maxTextLength = 2000
const maxMetaLength = 20_000

/** What is stored of a record. Never throws: a record that cannot be written as it is loses only what is in the way. */
export function valuesOf(id: string, record: AuditRecord): SqlValue[] {
  return [
    id,
    Date.parse(record.at),
    storable(record.pluginId),
    storable(record.eventId),
    record.severityLevel,
    optional(record.actorId),
    optional(record.onBehalfBy),
    optional(record.target),
    record.outcome,
    optional(record.requestId),
    optional(record.request?.method),
    optional(record.request?.url),
    optional(record.ip),
    optional(record.userAgent),
    metaText(record.meta),
    optional(record.error?.name),
    optional(record.error?.message),
  ]
}

/** A row as it is served. */
export function recordOf(row: RecordRow): StoredRecordValue {
  const given = <K extends string, V>(key: K, value: V | null) => (value === null ? {} : { [key]: value })
  return {
    ...{ id: row.id, at: new Date(row.at).toISOString(), pluginId: row.plugin_id, eventId: row.event_id },
    // Only `valuesOf` writes the table.
    severityLevel: row.severity as StoredRecordValue['severityLevel'],
    ...given('actorId', row.actor_id),
    ...given('onBehalfBy', row.on_behalf_by),
    ...given('target', row.target),
    outcome: row.outcome as StoredRecordValue['outcome'],
    ...given('requestId', row.request_id),
    ...(row.method !== null && { request: { method: row.method, url: row.url ?? '' } }),
    ...given('ip', row.ip),
    ...given('userAgent', row.user_agent),
    ...given('meta', row.meta === null ? null : JSON.parse(row.meta)),
    ...(row.error_name !== null && { error: { name: row.error_name, message: row.error_message ?? '' } }),
  }
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair, and callers may write anything. */
const storable = (text: string) => text.slice(0, maxTextLength).toWellFormed().replaceAll('\0', '\u2400')

const optional = (text: string | undefined) => (text === undefined ? null : storable(text))

function metaText(meta: Record<string, unknown> | undefined): string | null {
  if (meta === undefined || Object.keys(meta).length === 0) return null
  try {
    const text = JSON.stringify(meta).toWellFormed()
    return text.length <= maxMetaLength ? text : JSON.stringify({ notKept: `${text.length} characters are too many.` })
  } catch (error) {
    return JSON.stringify({ notKept: error instanceof Error ? error.message : String(error) })
  }
}
