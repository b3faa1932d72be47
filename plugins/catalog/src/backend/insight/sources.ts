import type { Sql, SqlValue } from '@callboard/kernel'
import type { Static } from '@callboard/model'
import type { SourceObject } from '../../model/routes-insight.ts'

interface Row {
  id: number
  kind: 'provider' | 'location' | 'processor'
  name: string
  owner_ref: string
  origin: string
  error: string | null
  failures: number
  entities: number
  problems: number
  last_read_at: number | null
  last_changed_at: number | null
  next_read_at: number | null
  read_ms: number | null
  lease_until: number | null
}

const columns = `id, kind, name, owner_ref, origin, error, failures, entities, problems, last_read_at, last_changed_at,
  next_read_at, read_ms, lease_until`

/** Which sources to list. */
export interface SourceFilter {
  kind?: string
  state?: string
  /** Canonical. */
  ownerRef?: string
  limit: number
  offset: number
}

/** Lists sources by name. States are worked out at `nowMs`. */
export async function listSources(db: Sql, filter: SourceFilter, nowMs: number) {
  const where: string[] = []
  const params: SqlValue[] = []
  const add = (condition: string, ...values: SqlValue[]) => {
    where.push(condition)
    params.push(...values)
  }
  if (filter.kind !== undefined) add('kind = ?', filter.kind)
  if (filter.ownerRef !== undefined) add('owner_ref = ?', filter.ownerRef)
  if (filter.state === 'failing') add('error is not null')
  if (filter.state === 'waiting') add('last_read_at is null')
  if (filter.state === 'reading') add('lease_until > ?', nowMs)
  if (filter.state === 'ok') add('error is null and last_read_at is not null')
  const condition = where.length > 0 ? `where ${where.join(' and ')}` : ''
  const rows = await db.all<Row>(`select ${columns} from source ${condition} order by name, id limit ? offset ?`, [
    ...params,
    filter.limit,
    filter.offset,
  ])
  const total = await db.get<{ n: number }>(`select count(*) as n from source ${condition}`, params)
  return { items: rows.map((row) => shown(row, nowMs)), totalItems: Number(total?.n ?? 0) }
}

/** One source, or undefined. */
export async function findSource(db: Sql, id: number, nowMs: number) {
  const row = await db.get<Row>(`select ${columns} from source where id = ?`, [id])
  return row && shown(row, nowMs)
}

function shown(row: Row, nowMs: number): Static<typeof SourceObject> {
  const at = (ms: number | null) => (ms === null ? undefined : new Date(ms).toISOString())
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    ownerRef: row.owner_ref || undefined,
    origin: row.origin || undefined,
    state: stateOf(row, nowMs),
    entities: row.entities,
    problems: row.problems,
    error: row.error ?? undefined,
    failures: row.failures,
    lastReadAt: at(row.last_read_at),
    lastChangedAt: at(row.last_changed_at),
    nextReadAt: at(row.next_read_at),
    readMs: row.read_ms ?? undefined,
  }
}

function stateOf(row: Row, nowMs: number) {
  if (row.lease_until !== null && row.lease_until > nowMs) return 'reading'
  if (row.error !== null) return 'failing'
  return row.last_read_at === null ? 'waiting' : 'ok'
}
