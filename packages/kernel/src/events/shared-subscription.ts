import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { EventTable } from './event-table.ts'
import type { Event } from './events.ts'

/** A subscription of which one replica at a time handles the events, in their order. */
export interface SharedSubscription {
  /** Resolves when the database knows it: it gets what is published from then on, even while no replica runs. */
  readonly registered: Promise<void>
  readonly topics: readonly string[]
  /** Keeps it known, or makes it known again. */
  register(): Promise<void>
  /** Handles what is new, unless another replica is at it. */
  run(): Promise<void>
  /** Waits up to 10 seconds for the event in hand; the rest is left to others. */
  stop(): Promise<void>
}

/** What a shared subscription needs. */
export interface SharedOptions {
  /** `<plugin id>:<subscription id>` */
  id: string
  topics: readonly string[]
  handle(event: Event): Promise<void>
  db: Database
  table: EventTable
  clock: Clock
  replicaId: string
  leaseMs: number
}

const graceMs = 10_000

/** A subscription that is made known to the database at once. */
export function sharedSubscription(options: SharedOptions): SharedSubscription {
  const { id, topics, db, table, clock, replicaId, leaseMs } = options
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  async function register() {
    await db.run(
      `insert into subscription (id, last_id, seen_at) values (?, (select coalesce(max(id), 0) from event), ?)
       on conflict (id) do update set seen_at = excluded.seen_at`,
      [id, clock.nowMs()],
    )
  }

  async function drain() {
    do {
      again = false
      while (!stopped && (await handleBatch())) {}
    } while (again && !stopped)
  }

  /** False when there was nothing to do, or somebody else does it. */
  async function handleBatch(): Promise<boolean> {
    const claimed = await db.get<{ last_id: number }>(
      `update subscription set run_by = ?, lease_until = ?
       where id = ? and (run_by is null or lease_until < ?) returning last_id`,
      [replicaId, clock.nowMs() + leaseMs, id, clock.nowMs()],
    )
    if (!claimed) return false
    let lastId = claimed.last_id
    const beating = setInterval(() => beat().catch(() => {}), leaseMs / 3)
    const beat = () =>
      db.run('update subscription set lease_until = ? where id = ? and run_by = ?', [
        clock.nowMs() + leaseMs,
        id,
        replicaId,
      ])
    try {
      for (const { id: eventId, event } of await table.onTopics(topics, lastId)) {
        if (stopped) break
        await options.handle(event)
        lastId = eventId
        await db.run('update subscription set last_id = ? where id = ? and run_by = ?', [lastId, id, replicaId])
      }
    } finally {
      clearInterval(beating)
      await db.run('update subscription set run_by = null, lease_until = null where id = ? and run_by = ?', [
        id,
        replicaId,
      ])
    }
    // Whoever came while this replica was at it has left its event to it: so it looks once more.
    return lastId > claimed.last_id || (await table.onTopics(topics, lastId)).length > 0
  }

  return {
    topics,
    register,
    registered: register(),
    run() {
      again = true
      running ??= drain().finally(() => {
        running = undefined
      })
      return running
    },
    async stop() {
      stopped = true
      await Promise.race([running?.catch(() => {}), delay(graceMs, undefined, { ref: false })])
    },
  }
}
