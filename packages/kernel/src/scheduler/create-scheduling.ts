import type { Clock } from '../clock/clock.ts'
import type { Databases } from '../database/open-databases.ts'
import type { Logger } from '../logs/logger.ts'
import { schedulerErrors } from './errors.ts'
import { checkFrequency } from './frequency.ts'
import { memoryLedger } from './ledger.ts'
import type { ScheduledTask, Scheduler } from './scheduler.ts'
import { type TableLedger, tableLedger } from './table-ledger.ts'
import { createWorker, type LeaseTimes, type TaskWorker } from './task-worker.ts'

/** The tasks of all plugins in this process. */
export interface Scheduling {
  forPlugin(pluginId: string): Scheduler
  /** Starts all tasks; those added later start at once. */
  start(): Promise<void>
  /** Aborts what runs and lets other replicas have it. Waits up to 10 seconds for each task to obey. */
  stop(): Promise<void>
}

/** What scheduling needs. */
export interface SchedulingOptions {
  databases: Databases
  log: Logger
  clock: Clock
  /** Names this process in the database. */
  replicaId: string
  /** Default: a lease of 30 s, prolonged every 5 s. The clocks of replicas must agree to within the difference. */
  lease?: LeaseTimes
}

interface Entry {
  pluginId: string
  task: ScheduledTask
  worker: TaskWorker
}

const namespace = 'kernel-scheduler'
const sweepMs = 6 * 3_600_000
const forgottenMs = 48 * 3_600_000

/** Runs tasks again and again; global ones on one replica at a time. */
export function createScheduling({
  databases,
  log,
  clock,
  replicaId,
  lease = { leaseMs: 30_000, beatMs: 5_000 },
}: SchedulingOptions): Scheduling {
  const entries: Entry[] = []
  const local = memoryLedger()
  let table: Promise<TableLedger> | undefined
  let state: 'new' | 'started' | 'stopped' = 'new'
  let sweeping: NodeJS.Timeout | undefined

  // The table is made when the first global task needs it.
  const openTable = () =>
    (table ??= databases
      .migrate(namespace, new URL('./migrations/', import.meta.url))
      .then(() => tableLedger(databases.forPlugin(namespace), replicaId)))

  async function sweep() {
    const keys = entries
      .filter(({ task }) => task.scope !== 'local')
      .map(({ pluginId, task }) => ({ pluginId, taskId: task.id }))
    const nowMs = clock.nowMs()
    if (keys.length > 0) await (await openTable()).sweep(keys, { nowMs, beforeMs: nowMs - forgottenMs })
  }

  async function startEntry({ pluginId, task, worker }: Entry) {
    await worker.start().catch((error) => log.error('task not scheduled', { plugin: pluginId, task: task.id, error }))
  }

  function add(pluginId: string, task: ScheduledTask) {
    checkTask(pluginId, task, entries)
    const ledger = task.scope === 'local' ? local : lazyLedger(openTable)
    const worker = createWorker({ pluginId, task, ledger, clock, log: log.child({ plugin: pluginId }), lease })
    const entry = { pluginId, task, worker }
    entries.push(entry)
    if (state === 'started') void startEntry(entry)
  }

  return {
    forPlugin: (pluginId) => {
      const own = () => entries.filter((entry) => entry.pluginId === pluginId)
      const find = (taskId: string) => {
        const entry = own().find(({ task }) => task.id === taskId)
        if (!entry) throw schedulerErrors.unknownTask({ taskId })
        return entry.worker
      }
      return {
        schedule: (task) => add(pluginId, task),
        trigger: async (taskId) => find(taskId).trigger(),
        cancel: async (taskId) => find(taskId).cancel(),
        list: async () => Promise.all(own().map(({ worker }) => worker.state())),
      }
    },
    async start() {
      state = 'started'
      await Promise.all(entries.map(startEntry))
      const guarded = () => sweep().catch((error) => log.warn('task rows not swept', { error }))
      await guarded()
      sweeping = setInterval(guarded, sweepMs)
      sweeping.unref()
    },
    async stop() {
      state = 'stopped'
      clearInterval(sweeping)
      await Promise.all(entries.map(({ worker }) => worker.stop()))
    },
  }
}

function checkTask(pluginId: string, task: ScheduledTask, entries: readonly Entry[]) {
  const name = `"${task.id}" of plugin "${pluginId}"`
  if (entries.some((entry) => entry.pluginId === pluginId && entry.task.id === task.id))
    throw new Error(`The task ${name} is scheduled twice. Give one of them another id.`)
  checkFrequency(name, task.frequency)
  if (!(task.timeoutMs > 0)) throw new Error(`The task ${name} must have a timeout of more than 0 ms.`)
}

function lazyLedger(open: () => Promise<TableLedger>) {
  return {
    register: async (...args) => (await open()).register(...args),
    read: async (...args) => (await open()).read(...args),
    claim: async (...args) => (await open()).claim(...args),
    beat: async (...args) => (await open()).beat(...args),
    finish: async (...args) => (await open()).finish(...args),
    requestCancel: async (...args) => (await open()).requestCancel(...args),
  } satisfies Parameters<typeof createWorker>[0]['ledger']
}
