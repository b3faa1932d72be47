import { DateTime, get, type Static, Type } from '@callboard/model'
import { readAudit } from './permissions.ts'

const Severity = Type.Union([
  Type.Literal('low'),
  Type.Literal('medium'),
  Type.Literal('high'),
  Type.Literal('critical'),
])
const Outcome = Type.Union([Type.Literal('succeeded'), Type.Literal('failed'), Type.Literal('denied')])

/** One record, as it is served: the kernel's `AuditRecord` with an id that grows with time. */
export const StoredRecord = Type.Object({
  id: Type.String(),
  at: DateTime,
  pluginId: Type.String(),
  eventId: Type.String(),
  severityLevel: Severity,
  actorId: Type.Optional(Type.String()),
  onBehalfBy: Type.Optional(Type.String()),
  target: Type.Optional(Type.String()),
  outcome: Outcome,
  requestId: Type.Optional(Type.String()),
  request: Type.Optional(Type.Object({ method: Type.String(), url: Type.String() })),
  ip: Type.Optional(Type.String()),
  userAgent: Type.Optional(Type.String()),
  meta: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  error: Type.Optional(Type.Object({ name: Type.String(), message: Type.String() })),
})
/** One record, as it is served. */
export type StoredRecordValue = Static<typeof StoredRecord>

const word = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }))

/** Which records are meant. */
export const recordFilter = {
  actor: word('Who did it, the whole ref: `user:default/ada`; also who acted on behalf.'),
  target: word('What it was done to, whole.'),
  plugin: word('The id of the plugin that recorded it.'),
  eventId: word('The event, whole: `location-create`.'),
  outcome: Type.Optional(Type.Array(Outcome, { description: 'Any of these.' })),
  from: word('The earliest instant, ISO 8601.'),
  to: word('The instant before which it happened, ISO 8601.'),
  requestId: word('The request that it belongs to.'),
  text: word('A part of the event, actor, target, path or error, ignoring case.'),
}

/** Reads records. */
export const listRecords = get('/records', {
  summary: 'The records of the audit, newest first, page by page.',
  allow: readAudit,
  query: {
    ...recordFilter,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Records per page. Default: 50.' })),
    cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  },
  reply: Type.Object({ items: Type.Array(StoredRecord), nextCursor: Type.Optional(Type.String()) }),
})

/** Takes records out, all that fit. */
export const exportRecords = get('/export', {
  summary: 'All records that fit, as a file: one JSON object per line, or CSV.',
  allow: readAudit,
  audit: 'records-export',
  query: {
    ...recordFilter,
    format: Type.Union([Type.Literal('ndjson'), Type.Literal('csv')]),
  },
  reply: Type.Unknown(),
})
