import type { Database } from '@callboard/kernel'
import type { Static } from '@callboard/model'
import type { SourceObject } from '../../model/routes-insight.ts'
import { ask } from '../read/ask.ts'
import { probe } from '../read/condition.ts'
import { type Fragment, join, raw, speechOf, sql } from '../read/fragment.ts'
import { isProblemTold, isRefVisible, type Limits } from '../read/with-problems.ts'

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

/** When, and for whom. */
export interface SourceView {
  nowMs: number
  /** Of the caller: only sources that hang on an entity that they may read are shown, with what of them they may read. */
  limits: Limits | undefined
}

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
export async function listSources(db: Database, filter: SourceFilter, { nowMs, limits }: SourceView) {
  const tests = [isShownTo(db, limits)]
  if (filter.kind !== undefined) tests.push(sql`kind = ${filter.kind}`)
  if (filter.ownerRef !== undefined) tests.push(sql`owner_ref = ${filter.ownerRef}`)
  if (filter.state === 'failing') tests.push(raw('error is not null'))
  if (filter.state === 'waiting') tests.push(raw('last_read_at is null'))
  if (filter.state === 'reading') tests.push(sql`lease_until > ${nowMs}`)
  if (filter.state === 'ok') tests.push(raw('error is null and last_read_at is not null'))
  const from = sql`from source where ${join(tests, ' and ')}`
  const rows = await ask<Row>(
    db,
    sql`select ${columns(db, limits)} ${from} order by name, id limit ${filter.limit} offset ${filter.offset}`,
  )
  const [total] = await ask<{ n: number }>(db, sql`select count(*) as n ${from}`)
  return { items: rows.map((row) => shown(row, nowMs)), totalItems: Number(total?.n ?? 0) }
}

/** One source, or undefined. */
export async function findSource(db: Database, id: number, { nowMs, limits }: SourceView) {
  const test = isShownTo(db, limits)
  const [row] = await ask<Row>(db, sql`select ${columns(db, limits)} from source where id = ${id} and ${test}`)
  return row && shown(row, nowMs)
}

const isShownTo = (db: Database, limits: Limits | undefined) =>
  isRefVisible('source.owner_ref', limits, speechOf(db.dialect))

function columns(db: Database, limits: Limits | undefined): Fragment {
  const speech = speechOf(db.dialect)
  const own =
    raw(`id, kind, name, owner_ref, origin, error, failures, last_read_at, last_changed_at, next_read_at, read_ms,
    lease_until`)
  if (!limits) return sql`${own}, entities, problems`
  return sql`${own},
    (select count(*) from claim c join entity e on e.ref_id = c.ref_id and e.source_id = c.source_id
      where c.source_id = source.id and ${probe(limits.condition, raw('e.id'), speech, 'few')}) as entities,
    (select count(*) from problem p where p.source_id = source.id and ${isProblemTold('p', limits, speech)}) as problems`
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
