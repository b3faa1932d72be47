import { setTimeout as delay } from 'node:timers/promises'
import { errors, type TaskEventBody } from '../../model/index.ts'
import type { NewEvent } from './event-rows.ts'
import type { Lease, Leases, MemoryRow } from './leases.ts'

/** Writes down what happens in a run, in order and in batches. */
export interface Journal {
  tell(body: TaskEventBody): void
  /** Stores what is remembered from now on, with everything told so far. */
  commit(changes: { memory: MemoryRow[]; workspace?: string | null | undefined }): Promise<void>
  /** Waits for what is being written, and hands over what is not: the last write takes it along. */
  rest(): Promise<NewEvent[]>
  /** Tries what writes about the task, while the database is away, for as long as the task is held. */
  persist<T>(write: () => Promise<T>): Promise<T>
}

/** Lines of a step come in bunches; whoever watches does not see the difference. */
const bunchMs = 20

/** @param options.isHeld - Whether the lease is good for certain. */
export function createJournal(options: {
  lease: Lease
  leases: Leases
  nowMs(): number
  isHeld(): boolean
  onProblem(error: unknown): void
}): Journal {
  const { lease, leases, nowMs, isHeld, onProblem } = options
  let told: NewEvent[] = []
  let writing: Promise<unknown> = Promise.resolve()
  let flushing: NodeJS.Timeout | undefined

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const done = writing.then(work)
    writing = done.catch(() => {})
    return done
  }
  const take = () => {
    clearTimeout(flushing)
    flushing = undefined
    const events = told
    told = []
    return events
  }

  async function persist<T>(write: () => Promise<T>): Promise<T> {
    for (let waitMs = 100; ; waitMs = Math.min(2 * waitMs, 2_000)) {
      try {
        return await write()
      } catch (error) {
        if ((error as Error).name !== 'ServiceUnavailableError') throw error
        if (!isHeld()) throw errors.leaseLost({ taskId: lease.taskId }, { cause: error })
        await delay(waitMs)
      }
    }
  }

  const flush = () =>
    inOrder(async () => {
      const events = take()
      if (events.length > 0) await persist(() => leases.write(lease, { events, memory: [] }))
    }).catch(onProblem)

  return {
    tell(body) {
      told.push({ type: 'log', body, at: nowMs() })
      flushing ??= setTimeout(flush, bunchMs)
    },
    commit: (changes) =>
      inOrder(() => {
        const events = take()
        return persist(() => leases.write(lease, { events, ...changes }))
      }),
    rest: () => inOrder(async () => take()),
    persist,
  }
}
