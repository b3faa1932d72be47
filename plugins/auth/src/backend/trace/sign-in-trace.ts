import { randomUUID } from 'node:crypto'
import { type Clock, createRefusalLimit, type Database, type Logger } from '@callboard/kernel'
import type { Static } from '@callboard/model'
import type { SignInAttempt } from '../../model/routes.ts'
import { filterClaims } from './filter-claims.ts'

/** One attempt to sign in. */
export type Attempt = Static<typeof SignInAttempt>

/** The latest attempts to sign in, shared by the replicas. */
export interface SignInTrace {
  /**
   * Keeps an attempt, its claims without secrets; of those that were refused, so many a minute from one address. A trace
   * that cannot be written keeps nobody out.
   */
  add(attempt: Omit<Attempt, 'at'>, ip: string): Promise<void>
  /** The newest first. */
  list(options: { provider: string | undefined; limit: number }): Promise<Attempt[]>
  clean(): Promise<void>
}

const keptMs = 7 * 86_400_000
const keptRows = 1000

/** Keeps them in the table `sign_in_trace`, a week and a thousand at most. */
export function createSignInTrace({ db, clock, log }: { db: Database; clock: Clock; log: Logger }): SignInTrace {
  const limit = createRefusalLimit(clock.nowMs)
  return {
    async add(attempt, ip) {
      if (attempt.outcome === 'refused' && limit(`ip ${ip}`) === 'beyond') return
      const detail = JSON.stringify({ ...attempt, at: clock.now(), claims: filterClaims(attempt.claims) })
      await db
        .run('insert into sign_in_trace (id, at, provider, detail) values (?, ?, ?, ?)', [
          ...[randomUUID(), clock.nowMs(), attempt.provider, detail],
        ])
        .catch((error: unknown) => log.warn('sign-in not traced', { provider: attempt.provider, error }))
    },
    async list({ provider, limit }) {
      const since = clock.nowMs() - keptMs
      const rows = await (provider === undefined
        ? db.all<Row>('select detail from sign_in_trace where at > ? order by at desc, id limit ?', [since, limit])
        : db.all<Row>('select detail from sign_in_trace where at > ? and provider = ? order by at desc, id limit ?', [
            ...[since, provider, limit],
          ]))
      return rows.map(({ detail }) => JSON.parse(detail))
    },
    async clean() {
      await db.run('delete from sign_in_trace where at <= ?', [clock.nowMs() - keptMs])
      const oldest = await db.get<{ at: number }>('select at from sign_in_trace order by at desc limit 1 offset ?', [
        keptRows,
      ])
      if (oldest) await db.run('delete from sign_in_trace where at <= ?', [oldest.at])
    },
  }
}

interface Row {
  detail: string
}
