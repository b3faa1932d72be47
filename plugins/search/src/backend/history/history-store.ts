import { createHmac, randomBytes } from 'node:crypto'
import type { Clock, Database, Transaction } from '@callboard/kernel'
import type { TermCount } from '../../model/routes.ts'

/** A search that somebody has settled on. */
export interface Search {
  /** As typed; kept in lower case. */
  term: string
  found: number
  /** Undefined for services. */
  personRef?: string
}

/** Searches in the database. */
export interface HistoryStore {
  write(searches: readonly Search[]): Promise<void>
  /** What at least three people looked for and found. */
  popular(): Promise<TermCount[]>
  unanswered(): Promise<(TermCount & { lastAt: string })[]>
  /** The newest first; undefined for somebody who keeps none. */
  recent(personRef: string): Promise<string[] | undefined>
  keepRecent(personRef: string, keep: boolean): Promise<void>
  forgetRecent(personRef: string): Promise<void>
  /** Removes what is older than the retention. */
  prune(): Promise<void>
}

/** What fewer people looked for could tell who they are. */
const fewestPeople = 3
const mostPopular = 20
const mostUnanswered = 200
const mostRecent = 20

export function databaseHistory(options: { db: Database; clock: Clock; retentionMs: number }): HistoryStore {
  const { db, clock, retentionMs } = options

  async function currentKey(tx: Transaction): Promise<{ id: number; secret: string }> {
    const now = clock.nowMs()
    const key = await tx.get<{ id: number; secret: string; made_at: number }>(
      'select id, secret, made_at from history_key order by id desc limit 1',
    )
    if (key && key.made_at > now - retentionMs) return key
    const made = { id: (key?.id ?? 0) + 1, secret: randomBytes(32).toString('base64url') }
    // Two replicas may be at it: the first one's counts.
    await tx.run('insert into history_key (id, secret, made_at) values (?, ?, ?) on conflict (id) do nothing', [
      ...[made.id, made.secret, now],
    ])
    return (
      (await tx.get<{ id: number; secret: string }>('select id, secret from history_key where id = ?', [made.id])) ??
      made
    )
  }

  async function writeOne(tx: Transaction, key: { id: number; secret: string }, search: Search): Promise<void> {
    const { found, personRef } = search
    const term = search.term.toLowerCase()
    const now = clock.nowMs()
    if (found === 0) await tx.run(unansweredSql, [term, now])
    if (personRef === undefined) return
    const person = createHmac('sha256', key.secret).update(personRef).digest('base64url')
    if (found > 0) await tx.run(searchedSql, [term, person, key.id, now])
    // Only for who wants it; the term as typed, for it is shown to nobody else.
    await tx.run(recentSql, [search.term, now, personRef])
  }

  return {
    async write(searches) {
      if (searches.length === 0) return
      await db.transaction(async (tx) => {
        const key = await currentKey(tx)
        // In one order everywhere: two replicas do not wait for each other in a circle.
        for (const search of searches.toSorted((a, b) => (a.term < b.term ? -1 : 1))) await writeOne(tx, key, search)
      })
    },
    popular: () => db.all<TermCount>(popularSql, [clock.nowMs() - retentionMs, fewestPeople, mostPopular]),
    async unanswered() {
      const rows = await db.all<{ term: string; count: number; last_at: number }>(
        'select term, times as count, last_at from unanswered order by times desc, last_at desc, term limit ?',
        [mostUnanswered],
      )
      return rows.map(({ term, count, last_at }) => ({ term, count, lastAt: new Date(last_at).toISOString() }))
    },
    async recent(personRef) {
      const keeper = await db.get('select person_ref from recent_keeper where person_ref = ?', [personRef])
      if (!keeper) return undefined
      const rows = await db.all<{ term: string }>(
        'select term from recent where person_ref = ? order by last_at desc, term limit ?',
        [personRef, mostRecent],
      )
      return rows.map(({ term }) => term)
    },
    keepRecent: (personRef, keep) =>
      db.transaction(async (tx) => {
        if (keep) {
          await tx.run('insert into recent_keeper (person_ref) values (?) on conflict (person_ref) do nothing', [
            personRef,
          ])
          return
        }
        await tx.run('delete from recent where person_ref = ?', [personRef])
        await tx.run('delete from recent_keeper where person_ref = ?', [personRef])
      }),
    async forgetRecent(personRef) {
      await db.run('delete from recent where person_ref = ?', [personRef])
    },
    async prune() {
      const before = clock.nowMs() - retentionMs
      for (const table of tables) await db.run(pruneSql[table], [before])
      await db.run('delete from history_key where made_at < ?', [before - retentionMs])
    },
  }
}

const tables = ['searched', 'unanswered', 'recent'] as const
const pruneSql = {
  searched: 'delete from searched where last_at < ?',
  unanswered: 'delete from unanswered where last_at < ?',
  recent: 'delete from recent where last_at < ?',
}

const unansweredSql = `
  insert into unanswered (term, times, last_at) values (?, 1, ?)
  on conflict (term) do update set times = unanswered.times + 1, last_at = excluded.last_at`

const searchedSql = `
  insert into searched (term, person, key_id, times, last_at) values (?, ?, ?, 1, ?)
  on conflict (term, person) do update set times = searched.times + 1, last_at = excluded.last_at`

const recentSql = `
  insert into recent (person_ref, term, last_at)
  select person_ref, cast(? as text), cast(? as bigint) from recent_keeper where person_ref = ?
  on conflict (person_ref, term) do update set last_at = excluded.last_at`

// Under two keys one person is two: people are counted under one of them.
const popularSql = `
  select term, sum(times) as count from searched where last_at >= ? and term in (
    select term from searched group by term, key_id having count(*) >= ?)
  group by term order by count desc, term limit ?`
