import type { TaskSpec } from '../../model/index.ts'
import type { LockedTask, TaskEnd } from './end-task.ts'
import { failedCompletion, type NewEvent } from './event-rows.ts'

/** That the task goes on after its worker was lost or has left it (spec/scaffolder.md 7.3). */
export function recoveredEvent({ spec }: LockedTask, at: number): NewEvent {
  const { EXPERIMENTAL_recovery: recovery } = JSON.parse(spec) as TaskSpec
  const recoverStrategy = recovery?.EXPERIMENTAL_strategy ?? 'none'
  return { type: 'recovered', body: { message: 'The task goes on with another worker.', recoverStrategy }, at }
}

/** The end of a task that was cancelled while nobody was there to stop it. */
export const cancelledEnd = ({ id }: LockedTask, at: number): TaskEnd =>
  failedEnd({ error: `Task ${id} has been cancelled`, reason: 'It was cancelled.', at })

/** The end of a task whose worker is gone, unless another shall go on. */
export function takenOverEnd(
  task: LockedTask,
  { at, recovers, maxTakeovers }: { at: number; recovers: boolean; maxTakeovers: number },
): TaskEnd | undefined {
  if (!recovers) {
    const reason = 'The process that ran it is gone, and tasks are not taken over in this portal.'
    return failedEnd({ error: reason, reason, at })
  }
  if (task.takeovers < maxTakeovers) return undefined
  const reason = `The processes that ran it were lost ${task.takeovers + 1} times in the same step, so it was given up.`
  return failedEnd({ error: reason, reason, at })
}

/** A failed end with its completion. */
export function failedEnd(options: {
  /** For clients; `name` is the error's. */
  error: string
  name?: string
  reason: string
  at: number
  /** What happened before. */
  events?: readonly NewEvent[]
}): TaskEnd {
  const { error, name = 'Error', reason, at, events = [] } = options
  const body = failedCompletion({ name, message: error })
  return { status: 'failed', reason, at, events: [...events, { type: 'completion', body, at }] }
}
