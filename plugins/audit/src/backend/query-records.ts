import type { Database, SqlValue } from '@callboard/kernel'
import { errors } from '../model/errors.ts'
import type { StoredRecordValue } from '../model/routes.ts'
import { columns, keyAt, type RecordRow, recordOf } from './record-row.ts'

/** Which records are meant; see `recordFilter` of the routes. */
export interface RecordFilter {
  actor?: string | undefined
  target?: string | undefined
  plugin?: string | undefined
  eventId?: string | undefined
  outcome?: string[] | undefined
  from?: string | undefined
  to?: string | undefined
  requestId?: string | undefined
  text?: string | undefined
}

/** Where a page begins and how long it is. */
export interface PageOf {
  limit: number
  cursor?: string | undefined
}

/** One page, newest first; `nextCursor` where more follow. */
export async function queryRecords(
  db: Database,
  filter: RecordFilter,
  { limit, cursor }: PageOf,
): Promise<{ items: StoredRecordValue[]; nextCursor?: string }> {
  const { texts, params } = conditions(filter)
  if (cursor !== undefined) {
    if (!/^\d{15}-\d{6}-[0-9a-f]{8}$/.test(cursor)) throw errors.invalidCursor({})
    texts.push('id < ?')
    params.push(cursor)
  }
  const where = texts.length > 0 ? ` where ${texts.join(' and ')}` : ''
  const rows = await db.all<RecordRow>(
    `select ${columns.join(', ')} from record${where} order by id desc limit ?`,
    [...params, limit + 1],
    { plan: 'fresh' },
  )
  const items = rows.slice(0, limit).map(recordOf)
  const last = items.at(-1)
  return { items, ...(rows.length > limit && last && { nextCursor: last.id }) }
}

const exportPageSize = 500

/** All records that fit, newest first, read page by page: what is recorded meanwhile is not among them. */
export async function* allRecords(db: Database, filter: RecordFilter): AsyncGenerator<StoredRecordValue> {
  for (let cursor: string | undefined; ; ) {
    const page = await queryRecords(db, filter, { limit: exportPageSize, cursor })
    yield* page.items
    if (page.nextCursor === undefined) return
    cursor = page.nextCursor
  }
}

/** Columns in which a part of a text is looked for. */
const searched = ['event_id', 'actor_id', 'target', 'url', 'error_message', 'request_id']

function conditions(filter: RecordFilter): { texts: string[]; params: SqlValue[] } {
  const texts: string[] = []
  const params: SqlValue[] = []
  const add = (text: string, ...values: SqlValue[]) => {
    texts.push(text)
    params.push(...values)
  }
  if (filter.actor !== undefined) add('(actor_id = ? or on_behalf_by = ?)', filter.actor, filter.actor)
  if (filter.target !== undefined) add('target = ?', filter.target)
  if (filter.plugin !== undefined) add('plugin_id = ?', filter.plugin)
  if (filter.eventId !== undefined) add('event_id = ?', filter.eventId)
  if (filter.outcome?.length) add(`outcome in (${filter.outcome.map(() => '?').join(', ')})`, ...filter.outcome)
  if (filter.requestId !== undefined) add('request_id = ?', filter.requestId)
  if (filter.from !== undefined) add('id >= ?', keyAt(instant('from', filter.from)))
  if (filter.to !== undefined) add('id < ?', keyAt(instant('to', filter.to)))
  if (filter.text !== undefined) {
    const pattern = `%${filter.text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    const inColumn = (name: string) => `lower(${name}) like ? escape '\\'`
    add(`(${searched.map(inColumn).join(' or ')})`, ...searched.map(() => pattern))
  }
  return { texts, params }
}

function instant(key: string, value: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw errors.invalidInstant({ key, value })
  return ms
}
