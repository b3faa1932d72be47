import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { Event } from './events.ts'
import { topicCondition } from './topics.ts'

/** An event with its place in the order. */
export interface StoredEvent {
  id: number
  event: Event
}

/** Rows of events that all replicas read; PostgreSQL. */
export interface EventTable {
  /** Resolves when the event is stored and announced. Events published meanwhile go together. */
  append(event: Event): Promise<void>
  lastId(): Promise<number>
  /** What other replicas have published after `id`, oldest first, a few hundred at most. */
  fromOthers(id: number): Promise<StoredEvent[]>
  /** What any replica has published on these topics after `id`, oldest first. */
  onTopics(topics: readonly string[], id: number): Promise<StoredEvent[]>
  /** Asks all replicas to look for what was left undone. */
  askToLook(): Promise<void>
  /** Removes what is older than a day. */
  prune(): Promise<void>
}

/** The channel of LISTEN and NOTIFY; it carries no data, only "there is something new"… */
export const channel = 'callboard_events'

/** …or that a replica leaves, and others should look for what it has left undone. */
export const lookPayload = 'look'

const retentionMs = 86_400_000
const batchSize = 200

interface EventRow {
  id: number
  topic: string
  body: string
}

/** The events in the namespace of `db`. */
export function eventTable(db: Database, { clock, replicaId }: { clock: Clock; replicaId: string }): EventTable {
  const waiting: { event: Event; done: PromiseWithResolvers<void> }[] = []
  let isFlushing = false

  async function flush() {
    isFlushing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize)
      try {
        await store(batch.map(({ event }) => event))
        for (const { done } of batch) done.resolve()
      } catch (error) {
        for (const { done } of batch) done.reject(error)
      }
    }
    isFlushing = false
  }

  async function store(events: readonly Event[]) {
    const rows = events.map(({ topic, payload, metadata }) => ({
      topic,
      origin: replicaId,
      body: JSON.stringify({ payload, metadata }),
      published_at: clock.nowMs(),
    }))
    await db.transaction(async (tx) => {
      // Publishers take turns, so that ids become visible in their order and no reader skips one.
      await tx.get(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [channel])
      await tx.run(
        `insert into event (topic, origin, body, published_at)
         select e ->> 'topic', e ->> 'origin', e ->> 'body', (e ->> 'published_at')::bigint
         from jsonb_array_elements(?::jsonb) with ordinality t(e, n) order by n`,
        [JSON.stringify(rows)],
      )
      await tx.get(`select pg_notify(?, '')`, [channel])
    })
  }

  return {
    append(event) {
      const done = Promise.withResolvers<void>()
      waiting.push({ event, done })
      if (!isFlushing) void flush()
      return done.promise
    },
    async lastId() {
      const row = await db.get<{ id: number }>('select coalesce(max(id), 0) as id from event')
      return row?.id ?? 0
    },
    async fromOthers(id) {
      const rows = await db.all<EventRow>(
        'select id, topic, body from event where id > ? and origin <> ? order by id limit 200',
        [id, replicaId],
      )
      return rows.map(storedEvent)
    },
    async onTopics(topics, id) {
      const { text, params } = topicCondition(topics)
      const rows = await db.all<EventRow>(
        `select id, topic, body from event where id > ? and ${text} order by id limit 50`,
        [id, ...params],
      )
      return rows.map(storedEvent)
    },
    async askToLook() {
      await db.get('select pg_notify(?, ?)', [channel, lookPayload])
    },
    async prune() {
      await db.run('delete from event where published_at < ?', [clock.nowMs() - retentionMs])
    },
  }
}

function storedEvent({ id, topic, body }: EventRow): StoredEvent {
  // Written by `store` above.
  const { payload, metadata } = JSON.parse(body) as Pick<Event, 'payload' | 'metadata'>
  return { id, event: { topic, payload, ...(metadata ? { metadata } : {}) } }
}
