import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import { isToldByDatabase } from '../database/errors.ts'
import type { Logger } from '../logs/logger.ts'
import { schedulerErrors } from './errors.ts'
import { cadenceOf, isoDuration, nextRunAt } from './frequency.ts'
import type { Ledger, RunEnd } from './ledger.ts'
import type { ScheduledTask, TaskState } from './scheduler.ts'

/** Runs one task of one plugin in this process, when the ledger lets it. */
export interface TaskWorker {
  /** Makes the task known, and waits for its time. */
  start(): Promise<void>
  /** Begins a run now. @throws `scheduler/already-running`. */
  trigger(): Promise<void>
  /** @throws `scheduler/not-running`. */
  cancel(): Promise<void>
  state(): Promise<TaskState>
  /** Ends the run under way, and lets others have the task at once. */
  stop(): Promise<void>
}

/** What a worker needs. */
export interface WorkerOptions {
  pluginId: string
  task: ScheduledTask
  ledger: Ledger
  clock: Clock
  log: Logger
  lease: LeaseTimes
}

/** How long a replica that died keeps its task, and how often a living one says that it lives. */
export interface LeaseTimes {
  leaseMs: number
  beatMs: number
}

interface Run {
  id: string
  startedAt: number
  abort: AbortController
  ended: Promise<void>
}

/** The clock of another replica, or a lost row, is noticed after this at the latest. */
const longestWaitMs = 3_600_000
const retryMs = 5_000
/** The longest that a timer of Node can wait; a longer one would ring at once. */
const longestTimerMs = 2 ** 31 - 1
/** How long an aborted run may take to end. */
const graceMs = 10_000

/**
 * A worker that does nothing until it is started. One long function, because its parts share the run under way, the timer
 * and whether it has stopped.
 */
export function createWorker({ pluginId, task, ledger, clock, log, lease }: WorkerOptions): TaskWorker {
  const key = { pluginId, taskId: task.id }
  // A run that a request or a transaction has triggered is no part of it.
  const outside = AsyncLocalStorage.snapshot()
  let timer: NodeJS.Timeout | undefined
  let current: Run | undefined
  let beginning: Promise<boolean> | undefined
  let stopped = false

  async function register() {
    const nowMs = clock.nowMs()
    const first = 'cron' in task.frequency ? nextRunAt(task.frequency, { startedAtMs: nowMs, nowMs }) : nowMs
    const isManual = 'trigger' in task.frequency
    const firstRunAt = isManual || first === undefined ? undefined : Math.max(first, nowMs + (task.initialDelayMs ?? 0))
    await ledger.register(key, { cadence: cadenceOf(task.frequency), nextRunAt: firstRunAt, nowMs })
  }

  function wait(ms: number) {
    clearTimeout(timer)
    if (stopped) return
    timer = outside(() => setTimeout(wake, Math.min(Math.max(ms, 0), longestWaitMs)))
    timer.unref()
  }

  async function wake() {
    try {
      if (current || (await begin('due'))) return
      await waitForNext()
    } catch (error) {
      // The database says itself when it is away or full.
      if (!isToldByDatabase(error)) log.error('task not started', { task: task.id, error })
      wait(retryMs)
    }
  }

  async function waitForNext() {
    const nowMs = clock.nowMs()
    const record = await ledger.read(key, nowMs)
    if (!record) await register()
    // One who runs it elsewhere prolongs the lease; one who died does not.
    const at = record?.running ? record.running.leaseUntil + 1 : (record?.nextRunAt ?? nowMs + longestWaitMs)
    wait(record ? at - nowMs : 0)
  }

  /** Whether the run began here. */
  function begin(when: 'due' | 'now'): Promise<boolean> {
    const claimed = claim(when)
    beginning = claimed
    return claimed
  }

  async function claim(when: 'due' | 'now'): Promise<boolean> {
    const nowMs = clock.nowMs()
    const wish = {
      runId: randomUUID(),
      nowMs,
      leaseUntil: nowMs + lease.leaseMs,
      timesOutAt: nowMs + task.timeoutMs,
      when,
    }
    if (stopped || !(await ledger.claim(key, wish))) return false
    clearTimeout(timer)
    if (stopped) {
      // The shutdown began while the database was asked.
      await ledger.finish(key, wish.runId, { endedAt: nowMs, nextRunAt: nowMs })
      return false
    }
    const abort = new AbortController()
    const run: Run = { id: wish.runId, startedAt: nowMs, abort, ended: Promise.resolve() }
    current = run
    run.ended = outside(() => carryOut(run)).finally(() => {
      current = undefined
    })
    return true
  }

  async function carryOut(run: Run) {
    const timeout = setTimeout(
      () => run.abort.abort(new Error(`The run took longer than ${isoDuration(task.timeoutMs)}.`)),
      Math.min(task.timeoutMs, longestTimerMs),
    )
    const beating = keepLease(run)
    const error = await outcomeOf(task, run.abort.signal)
    clearTimeout(timeout)
    clearInterval(beating)
    if (error !== undefined) log.error('task failed', { task: task.id, error })
    await recordEnd(run, error)
  }

  async function recordEnd(run: Run, error: unknown) {
    const nowMs = clock.nowMs()
    const end: RunEnd = { endedAt: nowMs, nextRunAt: nextRunAt(task.frequency, { startedAtMs: run.startedAt, nowMs }) }
    if (error !== undefined) end.error = error instanceof Error ? error.message : String(error)
    // Work that the shutdown has cut off is due at once, on another replica or after the start.
    if (error !== undefined && stopped) end.nextRunAt = run.startedAt
    try {
      await ledger.finish(key, run.id, end)
      if (!stopped) await waitForNext()
    } catch (cause) {
      if (!isToldByDatabase(cause)) log.error('task end not recorded', { task: task.id, error: cause })
      wait(retryMs)
    }
  }

  function keepLease(run: Run) {
    let leaseUntil = run.startedAt + lease.leaseMs
    const beat = async () => {
      try {
        const until = clock.nowMs() + lease.leaseMs
        const answer = await ledger.beat(key, run.id, until)
        if (answer === 'held') leaseUntil = until
        if (answer === 'cancelled') run.abort.abort(new Error('The run was cancelled.'))
        if (answer === 'lost') run.abort.abort(new Error('Another replica has taken over the run.'))
      } catch {
        // The database is away. When the lease has run out, somebody else may be at it.
        if (clock.nowMs() > leaseUntil)
          run.abort.abort(new Error('The lease of the run could not be prolonged in time.'))
      }
    }
    const beating = setInterval(beat, lease.beatMs)
    beating.unref()
    return beating
  }

  return {
    async start() {
      await register()
      await waitForNext()
    },
    async trigger() {
      if (!(await begin('now'))) throw schedulerErrors.alreadyRunning({ taskId: task.id })
    },
    async cancel() {
      if (current) current.abort.abort(new Error('The run was cancelled.'))
      else if (!(await ledger.requestCancel(key, clock.nowMs()))) throw schedulerErrors.notRunning({ taskId: task.id })
    },
    async state() {
      const record = (await ledger.read(key, clock.nowMs())) ?? {}
      return stateOf({ pluginId, task, record, isRunningHere: current !== undefined })
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      // Its claim may be on its way to the database; given back now, no other replica waits for the lease to end.
      await beginning?.catch(() => {})
      current?.abort.abort(new Error('The portal is stopping.'))
      await current?.ended
    },
  }
}

/** Why it failed; undefined when it did not. A run that does not obey its signal is left behind after a while. */
async function outcomeOf(task: ScheduledTask, signal: AbortSignal): Promise<unknown> {
  let grace: NodeJS.Timeout | undefined
  const disobeyed = new Promise<unknown>((resolve) => {
    const wait = () => {
      grace = setTimeout(() => resolve(signal.reason), graceMs)
    }
    signal.addEventListener('abort', wait, { once: true })
  })
  const run = async () => {
    try {
      await task.run({ signal })
      return undefined
    } catch (error) {
      return signal.aborted ? signal.reason : (error ?? new Error('The task failed without a reason.'))
    }
  }
  const outcome = await Promise.race([run(), disobeyed])
  clearTimeout(grace)
  return outcome
}

function stateOf(of: {
  pluginId: string
  task: ScheduledTask
  record: Awaited<ReturnType<Ledger['read']>> & {}
  isRunningHere: boolean
}): TaskState {
  const { pluginId, task, record } = of
  const iso = (ms: number) => new Date(ms).toISOString()
  const last = {
    ...(record.lastError === undefined ? {} : { lastRunError: record.lastError }),
    ...(record.lastEndedAt === undefined ? {} : { lastRunEndedAt: iso(record.lastEndedAt) }),
  }
  const { running, nextRunAt: next } = record
  return {
    taskId: task.id,
    pluginId,
    scope: task.scope ?? 'global',
    settings: {
      version: 2,
      cadence: cadenceOf(task.frequency),
      ...(task.initialDelayMs === undefined ? {} : { initialDelayDuration: isoDuration(task.initialDelayMs) }),
      timeoutAfterDuration: isoDuration(task.timeoutMs),
    },
    taskState: running
      ? { status: 'running', startedAt: iso(running.startedAt), timesOutAt: iso(running.timesOutAt), ...last }
      : { status: 'idle', ...(next === undefined ? {} : { startsAt: iso(next) }), ...last },
    workerState: { status: of.isRunningHere ? 'running' : 'idle' },
  }
}
