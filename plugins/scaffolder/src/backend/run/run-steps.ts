import type { ActionLog, TaskEventBody, TaskOutput, TaskSpec } from '../../model/index.ts'

/** Where a run tells what happens, already masked. */
export interface RunLog {
  event(body: TaskEventBody): Promise<void>
  action(stepId: string): ActionLog
}

/** How a run ended. */
export type RunResult =
  | { status: 'completed'; output: TaskOutput }
  | { status: 'failed' | 'cancelled'; error: { name: string; message: string } }

/** What is run: a task's spec, the same for tasks and for dry runs. */
export interface Run {
  spec: TaskSpec
  log: RunLog
}
