import { Duration, parseDuration, type Static, Type } from '@callboard/model'
import type { Logger } from '../logs/logger.ts'
import type { Frequency, Scheduler } from '../scheduler/scheduler.ts'

/** How often a remote source is read, as `schedule` in config says it (spec/platform.md 2.3). */
export const Schedule = Type.Object(
  {
    frequency: Type.Optional(
      Type.Union([Duration(), Type.Object({ cron: Type.String() }), Type.Object({ trigger: Type.Literal('manual') })], {
        description: 'A duration, { cron: "…" } or { trigger: manual }. Default: 30 minutes.',
      }),
    ),
    timeout: Type.Optional(Duration({ description: 'After which a run is stopped. Default: 30 minutes.' })),
    initialDelay: Type.Optional(
      Duration({ description: 'How long after the start the first run is. Default: at once.' }),
    ),
    scope: Type.Optional(
      Type.Union([Type.Literal('global'), Type.Literal('local')], {
        description: 'One run across replicas, or one in each.',
      }),
    ),
  },
  { additionalProperties: false, description: 'When the source is read.' },
)

const halfAnHourMs = 30 * 60_000

/**
 * Reads a remote source again and again. Runs and {@link SourcePoll.exclusively} never overlap in one process, so that
 * what a webhook changes is not overwritten by what a run has read before.
 */
export interface SourcePoll {
  /** Does something between two runs. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /** Starts a run now; one that is already under way counts. */
  trigger(): Promise<void>
}

/** Registers the task that reads a source. */
export function pollSource(options: {
  scheduler: Scheduler
  log: Logger
  /** Of the task; unique in the plugin. */
  id: string
  schedule: Static<typeof Schedule> | undefined
  /** Reads all of the source and hands it on. What it throws is reported, and nothing of the source is removed. */
  read(context: { signal: AbortSignal }): Promise<void>
  /** Tells people about a failed run. */
  reportFailure(error: unknown): Promise<void>
}): SourcePoll {
  const { scheduler, log, id, schedule = {} } = options
  let last: Promise<unknown> = Promise.resolve()
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }

  const timeoutMs = schedule.timeout === undefined ? halfAnHourMs : parseDuration(schedule.timeout)
  scheduler.schedule({
    id,
    frequency: frequencyOf(schedule.frequency),
    timeoutMs,
    ...(schedule.initialDelay === undefined ? {} : { initialDelayMs: parseDuration(schedule.initialDelay) }),
    scope: schedule.scope ?? 'global',
    run: async ({ signal }) => {
      const startedMs = performance.now()
      try {
        await exclusively(() => options.read({ signal }))
        log.info('source read', { source: id, ms: Math.round(performance.now() - startedMs) })
      } catch (error) {
        // A run that is stopped from outside says nothing about the source; one that takes too long does.
        const isStopped = signal.aborted && performance.now() - startedMs < timeoutMs
        if (!isStopped) await options.reportFailure(error)
        throw error
      }
    },
  })

  return {
    exclusively,
    async trigger() {
      try {
        await scheduler.trigger(id)
      } catch (error) {
        // Whatever was asked for is read by the run that is under way or comes next.
        log.debug('source not read at once', { source: id, error })
      }
    },
  }
}

function frequencyOf(frequency: Static<typeof Schedule>['frequency']): Frequency {
  if (frequency === undefined) return { everyMs: halfAnHourMs }
  if (typeof frequency === 'object' && 'cron' in frequency) return { cron: frequency.cron }
  if (typeof frequency === 'object' && 'trigger' in frequency) return { trigger: 'manual' }
  return { everyMs: parseDuration(frequency) }
}
