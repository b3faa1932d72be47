import type { Clock } from '../clock/clock.ts'
import { isToldByDatabase } from '../database/errors.ts'
import type { Databases } from '../database/open-databases.ts'
import type { Logger } from '../logs/logger.ts'
import { listenForEvents } from './event-listener.ts'
import { eventTable } from './event-table.ts'
import type { Events } from './events.ts'
import { type SharedSubscription, sharedSubscription } from './shared-subscription.ts'
import { createSubscribers, type Subscribers } from './subscribers.ts'
import { matchesTopic } from './topics.ts'

/** The events of this process. */
export interface EventBus {
  forPlugin(pluginId: string): Events
  /** Begins to listen to other replicas. */
  start(): Promise<void>
  /** Waits for the events in hand of shared subscriptions, and leaves the rest to other replicas. */
  stop(): Promise<void>
}

/** What events need. */
export interface EventsOptions {
  databases: Databases
  log: Logger
  clock: Clock
  /** Names this process in the database. */
  replicaId: string
  /** How long the shared subscriptions of a replica that died stay its own. Default 30 s. */
  leaseMs?: number
}

const namespace = 'kernel-events'
const sweepMs = 3_600_000
const forgottenMs = 48 * 3_600_000

/** Opens the events: in this process only on SQLite, across replicas on PostgreSQL. */
export async function openEvents(options: EventsOptions): Promise<EventBus> {
  const subscribers = createSubscribers(options.log)
  const { dedicatedConnection } = options.databases
  if (!dedicatedConnection) return localBus(subscribers)
  await options.databases.migrate(namespace, new URL('./migrations/', import.meta.url))
  return postgresBus(options, { subscribers, connect: dedicatedConnection })
}

function localBus(subscribers: Subscribers): EventBus {
  return {
    forPlugin: (pluginId) => ({
      publish: async (event) => subscribers.deliver(event),
      // There is one replica.
      subscribe: (topics, handler) => subscribers.add(pluginId, topics, handler),
    }),
    start: async () => {},
    stop: async () => {},
  }
}

/** One long function, because its parts share the place in the order of events and the state of reading. */
function postgresBus(
  { databases, log, clock, replicaId, leaseMs = 30_000 }: EventsOptions,
  { subscribers, connect }: { subscribers: Subscribers; connect: NonNullable<Databases['dedicatedConnection']> },
): EventBus {
  const db = databases.forPlugin(namespace)
  const table = eventTable(db, { clock, replicaId })
  const shared = new Map<string, SharedSubscription>()
  const stopping = new AbortController()
  let lastId = 0
  let isStarted = false
  let reading: Promise<void> | undefined
  let again = false
  let sweeping: NodeJS.Timeout | undefined

  const failed = (what: string) => (error: unknown) => {
    // The database says itself when it is away or full; the next look catches up.
    if (!isToldByDatabase(error) && !stopping.signal.aborted) log.error(what, { error })
  }

  function read() {
    if (!isStarted || stopping.signal.aborted) return
    again = true
    reading ??= readNew()
      .catch(failed('events not read'))
      .finally(() => {
        reading = undefined
      })
  }

  function look() {
    read()
    for (const subscription of shared.values()) runShared(subscription)
  }

  /** Another replica may be at it: then this costs one statement. */
  function runSharedOn(topic: string) {
    for (const subscription of shared.values()) if (matchesTopic(subscription.topics, topic)) runShared(subscription)
  }

  function runShared(subscription: SharedSubscription) {
    if (isStarted && !stopping.signal.aborted) subscription.run().catch(failed('shared events not handled'))
  }

  async function readNew() {
    while (again && !stopping.signal.aborted) {
      again = false
      for (;;) {
        const events = await table.fromOthers(lastId)
        for (const { id, event } of events) {
          subscribers.deliver(event)
          runSharedOn(event.topic)
          lastId = id
        }
        if (events.length === 0) break
      }
    }
  }

  async function sweep() {
    const nowMs = clock.nowMs()
    for (const subscription of shared.values()) await subscription.register()
    await db.run('delete from subscription where seen_at < ?', [nowMs - forgottenMs])
    await table.prune()
  }

  function share(
    pluginId: string,
    subscription: { id: string; topics: readonly string[]; handler: Parameters<Events['subscribe']>[1] },
  ) {
    const id = `${pluginId}:${subscription.id}`
    if (shared.has(id))
      throw new Error(`The plugin "${pluginId}" subscribes twice as "${subscription.id}". Give one of them another id.`)
    const handle = (event: Parameters<typeof subscription.handler>[0]) =>
      subscribers.handle(pluginId, subscription.handler, event)
    const made = sharedSubscription({ id, topics: subscription.topics, handle, db, table, clock, replicaId, leaseMs })
    shared.set(id, made)
    made.registered.then(() => runShared(made)).catch(failed('subscription not registered'))
    return () => {
      shared.delete(id)
      void made.stop()
    }
  }

  return {
    forPlugin: (pluginId) => ({
      async publish(event) {
        subscribers.deliver(event)
        // A subscription of this process that is just being made must not miss it.
        await Promise.allSettled([...shared.values()].map(({ registered }) => registered))
        await table.append(event)
        runSharedOn(event.topic)
      },
      subscribe: (topics, handler, options) =>
        options?.scope === 'one-replica'
          ? share(pluginId, { id: options.id, topics, handler })
          : subscribers.add(pluginId, topics, handler),
    }),
    async start() {
      // Connected first, then the place in the order: what comes between is read twice at worst, never missed.
      lastId = await table.lastId()
      isStarted = true
      await listenForEvents({ connect, news: read, look, log, signal: stopping.signal })
      const guarded = () => sweep().catch(failed('events not swept'))
      void guarded()
      sweeping = setInterval(guarded, sweepMs)
      sweeping.unref()
    },
    async stop() {
      stopping.abort()
      clearInterval(sweeping)
      await Promise.all([reading, ...[...shared.values()].map((subscription) => subscription.stop())])
      if (shared.size > 0) await table.askToLook().catch(() => {})
    },
  }
}
