import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Logger } from '@callboard/kernel'
import type { StopReason } from '../run/run-steps.ts'
import type { ClaimedTask, Lease, Leases } from './leases.ts'
import type { Hold } from './run-task.ts'

/** Runs the tasks of this process. */
export interface Worker {
  /** Begins to look for tasks. */
  start(): void
  /** Something may be there to do. */
  wake(): void
  /** Stops a task if it runs here. */
  stopTask(taskId: string, reason: StopReason): void
  /** Stops all; those that listen are given back. */
  stop(): Promise<void>
}

/** What a worker needs. */
export interface WorkerOptions {
  leases: Leases
  clock: Clock
  log: Logger
  /** How many at a time; 0: none, but lost ones are still looked for. */
  limit: number
  /** How long leases are good. */
  leaseMs: number
  /** How long a task may take in all. */
  timeoutMs: number
  run(claimed: ClaimedTask, hold: Hold): Promise<void>
}

/** How often leases are renewed at least. Whoever cancels a task on another replica waits so long at most. */
const slowestBeatMs = 1_000
/** How often a worker looks at least, although nobody woke it. */
const slowestLookMs = 5_000
const firstBackOffMs = 1_000
const lastBackOffMs = 60_000
/** Actions get five seconds to end; then their tasks are written to the database. */
const stopGraceMs = 8_000

interface Running {
  lease: Lease
  heldUntil: number
  stopping: AbortController
  endsAt: number
  done: Promise<void>
}

/** A worker that has not begun. One long function, because its parts share what is running. */
export function createWorker(options: WorkerOptions): Worker {
  const { leases, clock, log, limit, timeoutMs, leaseMs } = options
  const beatMs = Math.min(slowestBeatMs, leaseMs / 4)
  const lookMs = Math.min(slowestLookMs, leaseMs / 2)
  /** A task may be here twice for a moment: its last run tidies up while a retry has begun. */
  const running = new Set<Running>()
  const stopped = new AbortController()
  let looking: Promise<void> | undefined
  let again = false
  let timers: NodeJS.Timeout[] = []
  let isBeating = false

  function wake() {
    again = true
    if (stopped.signal.aborted || timers.length === 0) return
    looking ??= look().finally(() => {
      looking = undefined
    })
  }

  /** Claims until there is nothing to claim, or nobody to run it. */
  async function look() {
    let backOffMs = firstBackOffMs
    while (again && !stopped.signal.aborted) {
      again = false
      try {
        while (running.size < limit && !stopped.signal.aborted) {
          const free = limit - running.size
          const claimed = await leases.claim(free)
          for (const task of claimed) begin(task)
          if (claimed.length < free) break
        }
        backOffMs = firstBackOffMs
      } catch (error) {
        log.warn('tasks not claimed', { error, ms: backOffMs })
        again = true
        // Not all replicas at the same moment.
        const waitMs = backOffMs * (0.8 + 0.4 * Math.random())
        await delay(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {})
        backOffMs = Math.min(2 * backOffMs, lastBackOffMs)
      }
    }
  }

  function begin(claimed: ClaimedTask) {
    const { lease } = claimed
    const stopping = new AbortController()
    const entry: Running = {
      ...{ lease, stopping, heldUntil: claimed.heldUntil, endsAt: claimed.startedAt + timeoutMs },
      done: Promise.resolve(),
    }
    running.add(entry)
    const hold: Hold = {
      signal: stopping.signal,
      isHeld: () => clock.nowMs() < entry.heldUntil,
      stop: (reason) => stopping.abort(reason),
    }
    entry.done = options
      .run(claimed, hold)
      .catch((error) => log.error('task left', { task: lease.taskId, error }))
      .finally(() => {
        running.delete(entry)
        wake()
      })
  }

  async function beat() {
    if (isBeating || running.size === 0) return
    isBeating = true
    try {
      const entries = [...running]
      const { lost, cancelled, heldUntil } = await leases.renew(entries.map(({ lease }) => lease))
      for (const entry of entries) {
        if (lost.includes(entry.lease)) entry.stopping.abort('lease-lost' satisfies StopReason)
        else entry.heldUntil = heldUntil
        if (cancelled.includes(entry.lease)) entry.stopping.abort('cancelled' satisfies StopReason)
      }
    } catch (error) {
      log.warn('tasks not renewed', { tasks: running.size, error })
    } finally {
      isBeating = false
    }
    for (const { stopping, heldUntil, endsAt } of running) {
      if (clock.nowMs() >= heldUntil) stopping.abort('lease-lost' satisfies StopReason)
      else if (clock.nowMs() >= endsAt) stopping.abort('timed-out' satisfies StopReason)
    }
  }

  function stopTask(taskId: string, reason: StopReason) {
    for (const { lease, stopping } of running) if (lease.taskId === taskId) stopping.abort(reason)
  }

  async function lookForLost() {
    try {
      const reopened = await leases.recoverStale()
      if (reopened > 0) log.info('tasks recovered', { tasks: reopened })
    } catch (error) {
      log.warn('lost tasks not looked for', { error })
    }
    wake()
  }

  return {
    start() {
      const every = (ms: number, work: () => void) => setInterval(work, ms).unref()
      timers = [every(beatMs, () => void beat()), every(lookMs, () => void lookForLost())]
      void lookForLost()
    },
    wake,
    stopTask,
    async stop() {
      stopped.abort()
      for (const timer of timers) clearInterval(timer)
      await looking
      for (const { stopping } of running) stopping.abort('stopping' satisfies StopReason)
      // Leases are renewed until the end: what does not listen must stay ours while this process lives.
      const beating = setInterval(() => void beat(), beatMs)
      const ended = Promise.all([...running].map(({ done }) => done))
      await Promise.race([ended, delay(stopGraceMs, undefined, { ref: false })])
      clearInterval(beating)
    },
  }
}
