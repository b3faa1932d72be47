/** What is known of a task. Instants are milliseconds since the epoch. */
export interface TaskRecord {
  nextRunAt?: number
  /** The run under way, if its lease has not run out. */
  running?: { startedAt: number; timesOutAt: number; leaseUntil: number }
  lastEndedAt?: number
  lastError?: string
}

/** Names a task in the whole portal. */
export interface TaskKey {
  pluginId: string
  taskId: string
}

/** A wish to run a task. */
export interface Claim {
  runId: string
  nowMs: number
  leaseUntil: number
  timesOutAt: number
  /** `due`: only if its time has come; `now`: a person asked. */
  when: 'due' | 'now'
}

/** How a run ended. */
export interface RunEnd {
  endedAt: number
  error?: string
  nextRunAt?: number
}

/** Keeps who runs what: in the database for all replicas, or in memory for one process. */
export interface Ledger {
  /** Makes the task known. A task that is known keeps its next run, unless its cadence has changed. */
  register(key: TaskKey, task: { cadence: string; nextRunAt?: number; nowMs: number }): Promise<void>
  read(key: TaskKey, nowMs: number): Promise<TaskRecord | undefined>
  /** Whether the run may begin: nobody else runs it now. */
  claim(key: TaskKey, claim: Claim): Promise<boolean>
  /** Prolongs the lease. `lost`: somebody else may have taken the task. */
  beat(key: TaskKey, runId: string, leaseUntil: number): Promise<'held' | 'cancelled' | 'lost'>
  finish(key: TaskKey, runId: string, end: RunEnd): Promise<void>
  /** Asks whoever runs it to stop; false when nobody does. */
  requestCancel(key: TaskKey, nowMs: number): Promise<boolean>
}

/** For tasks with `scope: 'local'`. */
export function memoryLedger(): Ledger {
  interface Row extends TaskRecord {
    runId?: string
  }
  const rows = new Map<string, Row>()
  const idOf = (key: TaskKey) => `${key.pluginId} ${key.taskId}`
  return {
    async register(key, { nextRunAt }) {
      rows.set(idOf(key), { nextRunAt })
    },
    read: async (key) => rows.get(idOf(key)),
    async claim(key, { runId, nowMs, leaseUntil, timesOutAt, when }) {
      const row = rows.get(idOf(key))
      if (!row || row.running) return false
      if (when === 'due' && !(row.nextRunAt !== undefined && row.nextRunAt <= nowMs)) return false
      Object.assign(row, { runId, running: { startedAt: nowMs, timesOutAt, leaseUntil } })
      return true
    },
    beat: async () => 'held',
    async finish(key, runId, { endedAt, error, nextRunAt }) {
      if (rows.get(idOf(key))?.runId === runId)
        rows.set(idOf(key), { nextRunAt, lastEndedAt: endedAt, lastError: error })
    },
    requestCancel: async () => false,
  }
}
