import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { CoreServices } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { IndexState } from '../../model/routes.ts'
import type { Collator, Decorator } from '../../model/services.ts'
import type { SearchEngine } from '../engines/engine.ts'
import type { SearchSettings } from '../search-config.ts'
import { collatorTask, collatorTaskId } from './collator-task.ts'
import { indexWorker } from './index-worker.ts'
import { documentPreparation } from './prepare-documents.ts'
import { runCollator } from './run-collator.ts'
import { databaseRuns } from './runs.ts'
import { databaseStaleSources } from './stale-sources.ts'

/** The index, as it follows what collators tell. */
export interface SearchIndex {
  /** Every collator, by type; complete once the plugins are set up. */
  collators(): ReadonlyMap<string, Collator>
  /** Those of the types that have been indexed, or are about to be for the first time and have documents already. */
  indexed(types: readonly string[]): Promise<ReadonlySet<string>>
  /** By title. */
  states(): Promise<IndexState[]>
  /** Indexes everything of a type; a run under way counts. @throws `search/unknown-type` */
  runNow(type: string): Promise<void>
  /** Schedules the runs and begins to follow. */
  start(): void
  /** Ends after what is in hand. */
  stop(): Promise<void>
}

type Core = Pick<CoreServices, 'db' | 'clock' | 'log' | 'scheduler' | 'metrics' | 'lifecycle'>

/** How often to look for what another process left behind, and for what failed and is to be tried again. */
const lookMs = 2_000
/** Changes that follow each other so closely are a flood: the source of them should not have to share the processor. */
const floodMs = 400
/** A flood is let pass for so long. */
const longestFloodMs = 5_000

export function createSearchIndex(
  core: Core,
  options: {
    engine: SearchEngine
    config: SearchSettings
    collators: () => readonly Collator[]
    decorators: () => readonly Decorator[]
  },
): SearchIndex {
  const { db, clock, log, scheduler, metrics } = core
  const { engine, config, decorators } = options
  const stale = databaseStaleSources({ db, clock, newId: randomUUID })
  const runs = databaseRuns({ db, clock })
  const prepare = documentPreparation({ decorators, log })
  const written = metrics.counter('indexed_documents', 'Documents that were written to the index.')
  const onIndexed = (type: string, documents: number) => written.add(documents, { type })
  const following = () => options.collators().filter((collator) => 'sources' in collator)
  const worker = indexWorker({ ...{ engine, prepare, stale, runs, log, onIndexed }, collators: following })
  const services = { ...{ engine, prepare, stale, runs, log, onIndexed }, wake: worker.wake }
  /** Once indexed, a type stays so: it is asked for only until then. */
  const known = new Set<string>()
  /** When the last changes came, and since when they come without a pause. */
  const floods = new Map<string, { sinceMs: number; lastMs: number; timer?: NodeJS.Timeout }>()
  let looking: NodeJS.Timeout | undefined

  metrics.gauge('stale_sources', 'Sources that wait to be indexed.', async () => {
    const counts = await stale.counts()
    return [...counts.values()].reduce((sum, { sources }) => sum + sources, 0)
  })

  /** At once, but a flood of changes is let pass: whoever makes them is at work, and much of what changes then changes again. */
  function wakeSoon(type: string): void {
    const nowMs = performance.now()
    const flood = floods.get(type)
    const isFlood = flood !== undefined && nowMs - flood.lastMs < floodMs
    clearTimeout(flood?.timer)
    const next = { sinceMs: isFlood ? flood.sinceMs : nowMs, lastMs: nowMs }
    floods.set(type, next)
    if (!isFlood || nowMs - next.sinceMs > longestFloodMs) {
      worker.wake(type)
      return
    }
    floods.set(type, { ...next, timer: setTimeout(() => endFlood(type), floodMs) })
  }
  function endFlood(type: string): void {
    floods.delete(type)
    worker.wake(type)
  }
  const isFlooded = (type: string) => floods.get(type)?.timer !== undefined

  const collators = () => new Map(options.collators().map((collator) => [collator.type, collator]))

  async function trigger(type: string): Promise<void> {
    try {
      await scheduler.trigger(collatorTaskId(type))
    } catch (error) {
      // The run under way, here or on another replica, is the one that is wanted.
      log.debug('search index run not started', { type, error })
    }
  }

  async function look(): Promise<void> {
    for (const type of await stale.dueTypes()) if (!isFlooded(type)) worker.wake(type)
    for (const type of await runs.interruptedTypes()) if (collators().has(type)) await trigger(type)
  }

  function startLooking() {
    looking = setInterval(() => {
      look().catch((error) => log.warn('stale sources not read', { error }))
    }, lookMs)
    looking.unref()
  }

  return {
    collators,
    async indexed(types) {
      if (types.some((type) => !known.has(type))) {
        for (const [type, { lastRunAtMs }] of await runs.states()) if (lastRunAtMs !== undefined) known.add(type)
      }
      const indexed = new Set(types.filter((type) => known.has(type)))
      if (indexed.size === types.length) return indexed
      const counts = await engine.counts()
      for (const type of types) if ((counts.get(type) ?? 0) > 0) indexed.add(type)
      return indexed
    },
    async states() {
      const [counts, waiting, states] = await Promise.all([engine.counts(), stale.counts(), runs.states()])
      return [...collators().values()]
        .map(({ type, title }) => {
          const run = states.get(type)
          const { lastRunAtMs, lastRunMs } = run ?? {}
          const { sources = 0, problem = run?.problem } = waiting.get(type) ?? {}
          return {
            ...{ type, title, documents: counts.get(type) ?? 0, stale: sources, isRunning: run?.isRunning ?? false },
            ...(lastRunAtMs !== undefined && { lastRunAt: new Date(lastRunAtMs).toISOString() }),
            ...(lastRunMs !== undefined && { lastRunMs }),
            ...(problem !== undefined && { problem }),
          }
        })
        .sort((a, b) => (a.title < b.title ? -1 : 1))
    },
    async runNow(type) {
      if (!collators().has(type)) throw errors.unknownType({ type })
      await trigger(type)
    },
    start() {
      for (const collator of collators().values()) {
        const { type } = collator
        scheduler.schedule({
          ...collatorTask(collator, config),
          async run({ signal }) {
            // Everything is about to be told anyway.
            while (isFlooded(type)) await delay(floodMs, undefined, { signal })
            await runCollator(services, collator, signal)
          },
        })
        if (!('sources' in collator)) continue
        collator.follow?.(async (sources) => {
          await stale.mark(type, sources)
          wakeSoon(type)
        })
      }
      startLooking()
    },
    async stop() {
      clearInterval(looking)
      for (const { timer } of floods.values()) clearTimeout(timer)
      await worker.stop()
    },
  }
}
