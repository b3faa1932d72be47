import type { Clock, Database, SqlValue } from '@callboard/kernel'

/** Sources that one worker has taken. */
export interface Claim {
  id: string
  type: string
  /** Those that no run asked for have no `run`. */
  sources: readonly { source: string; run?: number }[]
  /** How often the only source of the claim has failed before. */
  attempts: number
}

/** How much waits. */
export interface StaleCount {
  /** All. */
  sources: number
  /** Of them, those that have failed, each by itself. */
  failing: number
  /** What the last of those said. */
  problem?: string
}

/** The sources that are to be indexed, as rows: nothing is lost when a process dies, and any replica may do the work. */
export interface StaleSources {
  /** @param options.run - A run over everything asks for them: they come after what has changed just now. */
  mark(type: string, sources: readonly string[], options?: { run: number }): Promise<void>
  /**
   * Takes what is due: several that have not failed yet, or one that has, so that it fails alone.
   *
   * @returns undefined when nothing is due, or others are at it.
   */
  claim(type: string, limit: number): Promise<Claim | undefined>
  /** Says that the worker is still at it. */
  prolong(claim: Claim): Promise<void>
  /** They are indexed, but for those that have changed again meanwhile. */
  done(claim: Claim): Promise<void>
  failed(claim: Claim, problem: string): Promise<void>
  /** Others may take them at once. */
  giveBack(claim: Claim): Promise<void>
  /** Types of which something is due that nobody is at. */
  dueTypes(): Promise<string[]>
  counts(): Promise<ReadonlyMap<string, StaleCount>>
  /** How much of a run waits: what has not been tried by itself, and what has failed. */
  leftOf(type: string, run: number): Promise<{ untried: number; failing: number }>
}

const leaseMs = 30_000
const firstRetryMs = 1_000
const longestRetryMs = 5 * 60_000

/** @param options.newId - Unique over replicas. */
export function databaseStaleSources(options: { db: Database; clock: Clock; newId: () => string }): StaleSources {
  const { db, clock, newId } = options
  const isPostgres = db.dialect === 'postgres'
  const markSql = `
    insert into stale (type, source, run, is_urgent, due_at)
    select cast(? as text), s.value, cast(? as bigint), cast(? as smallint), cast(? as bigint)
    from ${isPostgres ? 'jsonb_array_elements_text(cast(? as jsonb)) s(value)' : 'json_each(?) s'} where true
    on conflict (type, source) do update set run = coalesce(excluded.run, stale.run), due_at = excluded.due_at,
      is_urgent = case when excluded.is_urgent > stale.is_urgent then excluded.is_urgent else stale.is_urgent end,
      attempts = 0, problem = null, is_changed = 1`
  const fresh = claimSql('attempts = 0', isPostgres)
  const failed = claimSql('attempts > 0', isPostgres)

  async function take(text: string, type: string, limit: number): Promise<Claim | undefined> {
    const id = newId()
    const now = clock.nowMs()
    const rows = await db.all<{ source: string; run: number | null; attempts: number }>(text, [
      ...[id, now + leaseMs, type, type, now, now, limit],
    ])
    const [first] = rows
    if (!first) return undefined
    const sources = rows.map(({ source, run }) => ({ source, ...(run !== null && { run }) }))
    return { id, type, sources, attempts: first.attempts }
  }

  /**
   * One who marks sources and one who ends a claim on them may wait for each other, whatever the order: then PostgreSQL
   * stops one of them, and a transaction is tried again.
   */
  const write = (...statements: readonly (readonly [text: string, params: readonly SqlValue[]])[]) =>
    db.transaction(async (tx) => {
      for (const [text, params] of statements) await tx.run(text, params)
    })

  return {
    async mark(type, sources, asked) {
      if (sources.length === 0) return
      const list = JSON.stringify([...new Set(sources)].sort())
      await write([markSql, [type, asked?.run ?? null, asked ? 0 : 1, clock.nowMs(), list]])
    },
    claim: async (type, limit) => (await take(fresh, type, limit)) ?? (await take(failed, type, 1)),
    async prolong(claim) {
      await write(['update stale set lease_until = ? where claimed_by = ?', [clock.nowMs() + leaseMs, claim.id]])
    },
    async done(claim) {
      const remove = 'delete from stale where claimed_by = ? and is_changed = 0'
      await write([remove, [claim.id]], [releaseSql, [claim.id]])
    },
    async failed(claim, problem) {
      // Of several, any may be to blame: each is tried by itself at once. Only one that fails alone has a problem, and rests.
      const isAlone = claim.sources.length === 1
      const rest = isAlone ? Math.min(firstRetryMs * 2 ** claim.attempts, longestRetryMs) : 0
      await write([failedSql, [clock.nowMs() + rest, isAlone ? problem : null, claim.id]], [releaseSql, [claim.id]])
    },
    async giveBack(claim) {
      await write([releaseSql, [claim.id]])
    },
    async dueTypes() {
      const now = clock.nowMs()
      const rows = await db.all<{ type: string }>(
        'select distinct type from stale where due_at <= ? and lease_until < ?',
        [now, now],
      )
      return rows.map(({ type }) => type)
    },
    async counts() {
      const rows = await db.all<{ type: string; sources: number; failing: number; problem: string | null }>(countsSql)
      return new Map(
        rows.map(({ type, sources, failing, problem }) => [
          type,
          { sources, failing: failing ?? 0, ...(problem !== null && { problem }) },
        ]),
      )
    },
    async leftOf(type, run) {
      const row = await db.get<{ all_of_run: number; failing: number }>(leftSql, [type, run])
      const { all_of_run: all = 0, failing = 0 } = row ?? {}
      return { untried: all - failing, failing }
    },
  }
}

const claimSql = (which: string, isPostgres: boolean) => `
  update stale set claimed_by = ?, lease_until = ?, is_changed = 0 where type = ? and source in (
    select source from stale where type = ? and ${which} and due_at <= ? and lease_until < ?
    order by is_urgent desc, due_at limit ? ${isPostgres ? 'for update skip locked' : ''})
  returning source, run, attempts`

const releaseSql = 'update stale set claimed_by = null, lease_until = 0, is_changed = 0 where claimed_by = ?'

// What has changed again is new: it has not failed yet.
const failedSql = `
  update stale set attempts = attempts + 1, due_at = ?, problem = ? where claimed_by = ? and is_changed = 0`

const countsSql = `
  select type, count(*) as sources, sum(case when problem is null then 0 else 1 end) as failing, max(problem) as problem
  from stale group by type`

const leftSql = `
  select count(*) as all_of_run, coalesce(sum(case when problem is null then 0 else 1 end), 0) as failing
  from stale where type = ? and run = ?`
