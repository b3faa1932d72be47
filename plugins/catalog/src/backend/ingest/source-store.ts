import type { Sql, SqlValue, Transaction } from '@callboard/kernel'
import type { Candidate, SourceChange, SourceRow } from './candidate.ts'
import { jsonList } from './json-rows.ts'

const columns = `id, kind, name, owner_ref, origin, type, target, presence, etag, content_hash, pipeline_hash, files,
  failures, refresh_requested_at, problems`

/** How long a replica that died keeps others from reading what it was at; leases are renewed at a third of it. */
export const leaseMs = 15_000

/**
 * Leases sources that are due, those that somebody waits for first. One replica gets each.
 *
 * @param limit - At most so many.
 */
export function leaseDueSources(
  db: Sql,
  { replica, nowMs, limit }: { replica: string; nowMs: number; limit: number },
): Promise<SourceRow[]> {
  const skipLocked = db.dialect === 'postgres' ? 'for update skip locked' : ''
  return db.all<SourceRow>(
    `update source set lease_owner = ?, lease_until = ? where id in (
       select id from source where next_read_at <= ? and (lease_until is null or lease_until < ?)
       order by refresh_requested_at is null, next_read_at, id limit ? ${skipLocked})
     returning ${columns}`,
    [replica, nowMs + leaseMs, nowMs, nowMs, limit],
  )
}

/** Keeps the leases of what is still being worked on: these sources, as far as they are still this replica's. */
export const renewLeases = (db: Sql, ids: number[], { replica, nowMs }: { replica: string; nowMs: number }) =>
  db.run(`update source set lease_until = ? where lease_owner = ? and id in ${jsonList(db.dialect, 'bigint')}`, [
    nowMs + leaseMs,
    replica,
    JSON.stringify(ids),
  ])

/**
 * Takes the leases of a process that died from an embedded database: nobody else reads it, so that whoever starts need not
 * wait for them to run out.
 */
export async function takeDeadLeases(db: Sql): Promise<void> {
  if (db.dialect === 'sqlite') await db.run('update source set lease_owner = null, lease_until = null')
}

/** Gives every lease back; the sources stay due. */
export const releaseLeases = (db: Sql, replica: string) =>
  db.run('update source set lease_owner = null, lease_until = null where lease_owner = ?', [replica])

/**
 * Makes sources due now.
 *
 * @param options - `isForced`: whatever the ETag and the content's hash say.
 */
export async function requestRead(
  db: Sql,
  ids: number[],
  { nowMs, isForced }: { nowMs: number; isForced: boolean },
): Promise<void> {
  const forget = isForced ? ', etag = null, content_hash = null, files = null' : ''
  await db.run(
    `update source set next_read_at = ?, refresh_requested_at = ?${forget} where id in ${jsonList(db.dialect, 'bigint')}`,
    [nowMs, nowMs, JSON.stringify(ids)],
  )
}

/**
 * Writes what a read left on the source's row. A request that came in while it was being read stays: the source is due
 * again at once, with the ETag that it had. Such a request is told by the row having another than when it was leased: the
 * clocks of two replicas never agree so well that their times could be compared.
 */
export async function updateSourceRow(tx: Transaction, { source, row = {} }: SourceChange): Promise<void> {
  const differs = tx.dialect === 'sqlite' ? 'is not' : 'is distinct from'
  const isLate = `refresh_requested_at is not null and refresh_requested_at ${differs} ?`
  const guarded = new Set(['etag', 'content_hash', 'files', 'next_read_at', 'refresh_requested_at'])
  const sets: string[] = []
  const params: SqlValue[] = []
  for (const [column, value] of Object.entries(row)) {
    if (value === undefined) continue
    if (guarded.has(column)) {
      sets.push(`${column} = case when ${isLate} then ${column} else ? end`)
      params.push(source.refresh_requested_at, value)
    } else {
      sets.push(`${column} = ?`)
      params.push(value)
    }
  }
  sets.push(
    `entities = (select count(*) from claim c where c.source_id = source.id and c.state = 'active')`,
    `problems = (select count(*) from problem p where p.source_id = source.id)`,
  )
  await tx.run(`update source set ${sets.join(', ')} where id = ?`, [...params, source.id])
}

/** The row of a provider, made at its first use. */
export async function providerSource(db: Sql, name: string, nowMs: number): Promise<SourceRow> {
  await db.run(
    `insert into source (kind, name, created_at) values ('provider', ?, ?) on conflict (kind, owner_ref, name) do nothing`,
    [name, nowMs],
  )
  const row = await db.get<SourceRow>(`select ${columns} from source where kind = 'provider' and name = ?`, [name])
  if (!row) throw new Error(`The source of provider ${name} vanished while it was being used.`)
  return row
}

/**
 * Makes the sources that hang on stored entities match what the entities say: one for each target of a Location, one
 * for what processors emit.
 *
 * @returns Claims of sources that are no longer wanted, and the changes that the emitted entities make.
 */
export async function syncOwnedSources(
  tx: Transaction,
  owners: { candidate: Candidate; origin: string }[],
  nowMs: number,
): Promise<{ hasNew: boolean; removals: { sourceId: number; ref: string }[]; emitted: SourceChange[] }> {
  const outcome = { hasNew: false, removals: [] as { sourceId: number; ref: string }[], emitted: [] as SourceChange[] }
  const refs = owners.map(({ candidate }) => candidate.ref)
  const stored = await tx.all<SourceRow>(
    `select ${columns} from source where owner_ref in ${jsonList(tx.dialect, 'text')}`,
    [JSON.stringify(refs)],
  )
  for (const { candidate, origin } of owners) {
    const accepted = candidate.accepted
    const targets = accepted?.targets ?? []
    const wanted = new Map(targets.map((target) => [`${target.type}:${target.target}`, target]))
    const own = stored.filter((source) => source.owner_ref === candidate.ref)
    const entityOrigin = accepted?.entity.metadata.annotations?.['backstage.io/managed-by-origin-location'] ?? origin
    for (const source of own) {
      if (source.kind !== 'location') continue
      const target = wanted.get(source.name)
      if (!target) {
        outcome.removals.push(...(await dropSource(tx, source)))
      } else if (target.presence !== source.presence || entityOrigin !== source.origin) {
        await tx.run(
          `update source set presence = ?, origin = ?, etag = null, content_hash = null, files = null, next_read_at = ?,
           refresh_requested_at = ? where id = ?`,
          [target.presence, entityOrigin, nowMs, nowMs, source.id],
        )
        outcome.hasNew = true
      }
      wanted.delete(source.name)
    }
    for (const [name, target] of wanted) {
      await tx.run(
        `insert into source (kind, name, owner_ref, origin, type, target, presence, next_read_at, created_at)
         values ('location', ?, ?, ?, ?, ?, ?, ?, ?)`,
        [name, candidate.ref, entityOrigin, target.type, target.target, target.presence, nowMs, nowMs],
      )
      outcome.hasNew = true
    }
    const emitter = own.find((source) => source.kind === 'processor')
    if (accepted?.emitted || emitter) {
      outcome.emitted.push(await emittedChange(tx, { candidate, emitter, origin: entityOrigin, nowMs }))
    }
  }
  return outcome
}

/** Takes a source away; returns its claims, to be removed next. Its row goes at once. */
async function dropSource(tx: Transaction, source: SourceRow): Promise<{ sourceId: number; ref: string }[]> {
  const claims = await claimsOf(tx, source.id)
  // Once the row is gone nobody knows on what its entities hung.
  await tx.run('update entity set orphan_of = ? where source_id = ?', [source.owner_ref, source.id])
  await tx.run('delete from problem where source_id = ?', [source.id])
  await tx.run('delete from source where id = ?', [source.id])
  return claims
}

async function emittedChange(
  tx: Transaction,
  options: { candidate: Candidate; emitter: SourceRow | undefined; origin: string; nowMs: number },
): Promise<SourceChange> {
  const { candidate, origin, nowMs } = options
  let { emitter } = options
  if (!emitter) {
    await tx.run(
      `insert into source (kind, name, owner_ref, origin, created_at) values ('processor', 'processor', ?, ?, ?)`,
      [candidate.ref, origin, nowMs],
    )
    emitter = await tx.get<SourceRow>(`select ${columns} from source where kind = 'processor' and owner_ref = ?`, [
      candidate.ref,
    ])
  }
  if (!emitter) throw new Error(`The source of what ${candidate.ref} emits vanished while it was being written.`)
  const upserts = candidate.accepted?.emitted ?? []
  const given = new Set(upserts.map((emitted) => emitted.ref))
  const before = await claimsOf(tx, emitter.id)
  const removals = before.map((claim) => claim.ref).filter((ref) => !given.has(ref))
  return { source: emitter, upserts, removals, isEager: false, row: { last_read_at: nowMs } }
}

const claimsOf = async (tx: Transaction, sourceId: number) =>
  (await tx.all<{ ref: string }>('select ref from claim where source_id = ?', [sourceId])).map(({ ref }) => ({
    sourceId,
    ref,
  }))

/** The sources of providers with other names than these. */
export const foreignProviders = async (db: Sql, names: string[]): Promise<SourceRow[]> =>
  db.all<SourceRow>(
    `select ${columns} from source where kind = 'provider' and name not in ${jsonList(db.dialect, 'text')}`,
    [JSON.stringify(names)],
  )
