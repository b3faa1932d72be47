/** When a task runs. Durations as in spec/platform.md 1.8. */
export type Frequency = { everyMs: number } | { cron: string } | { trigger: 'manual' }

/** A task that comes round again (spec/platform.md 2.3). */
export interface ScheduledTask {
  /** Unique in the plugin. */
  id: string
  frequency: Frequency
  /** After which the run is aborted and its lease is free. */
  timeoutMs: number
  initialDelayMs?: number
  /** `global`: one run across replicas, by a lease in the database. `local`: one run in each process. Default `global`. */
  scope?: 'global' | 'local'
  /** What to do. `signal` aborts at the timeout, on cancel and on shutdown. */
  run(context: { signal: AbortSignal }): Promise<void>
}

/** A task's state as people see it; shape of spec/platform.md 2.3. */
export interface TaskState {
  taskId: string
  pluginId: string
  scope: 'global' | 'local'
  settings: { version: 2; cadence: string; initialDelayDuration?: string; timeoutAfterDuration: string }
  taskState:
    | { status: 'running'; startedAt: string; timesOutAt: string; lastRunError?: string; lastRunEndedAt?: string }
    | { status: 'idle'; startsAt?: string; lastRunError?: string; lastRunEndedAt?: string }
  workerState: { status: string } | null
}

/** Runs tasks again and again, once across replicas. */
export interface Scheduler {
  /** Registers a task; it starts after the portal has started. */
  schedule(task: ScheduledTask): void
  /** Starts a run now. @throws `scheduler/unknown-task` (404), `scheduler/already-running` (409). */
  trigger(taskId: string): Promise<void>
  /** Stops the run under way. @throws `scheduler/unknown-task` (404), `scheduler/not-running` (409). */
  cancel(taskId: string): Promise<void>
  list(): Promise<TaskState[]>
}
