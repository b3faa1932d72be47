import type { StepStatus, Task, TaskEvent, TaskOutput, TaskStep } from '../../model/task.ts'

/** What happened to a step so far. */
export interface StepStory {
  step: TaskStep
  status: StepStatus | 'waiting'
  /** ISO 8601. */
  startedAt?: string | undefined
  endedAt?: string | undefined
  /** Why it was skipped, as the log says it. */
  skipped?: string | undefined
}

/** A line of the log. */
export interface LogLine {
  text: string
  /** ISO 8601; empty where nobody knows. */
  at: string
  stepId: string | undefined
  level: 'error' | 'warn' | 'debug' | undefined
}

/** What happened to a task so far. */
export interface TaskStory {
  steps: readonly StepStory[]
  lines: readonly LogLine[]
  startedAt?: string | undefined
  /** How it ended; undefined while it goes on. */
  end?:
    | { at: string; output?: TaskOutput | undefined; error?: { name: string; message: string } | undefined }
    | undefined
  isCancelled: boolean
  /** A worker has begun, or begun again. */
  hasBegun: boolean
}

/** How it stands with a task, as people say it. */
export type TaskState = 'approval' | 'queued' | 'running' | 'cancelling' | 'completed' | 'failed' | 'cancelled'

/** Puts together what the events tell. */
export function tellStory(steps: readonly TaskStep[], events: readonly TaskEvent[]): TaskStory {
  const stories = new Map(steps.map((step) => [step.id, { step, status: 'waiting' } as StepStory]))
  const story: TaskStory & { lines: LogLine[] } = { steps: [], lines: [], isCancelled: false, hasBegun: false }
  for (const { type, body, createdAt } of events) {
    story.startedAt ??= createdAt
    if (type === 'recovered') {
      // It runs again: how it ended before no longer holds.
      story.end = undefined
      story.isCancelled = false
      story.hasBegun = false
    }
    if (type === 'cancelled') story.isCancelled = true
    if (type === 'completion') story.end = { at: createdAt, output: body.output, error: body.error }
    if (type === 'log') {
      story.hasBegun = true
      const known = body.stepId === undefined ? undefined : stories.get(body.stepId)
      if (known) advance(known, { status: body.status, message: body.message, at: createdAt })
      const level = body.level ?? (body.status === 'failed' ? 'error' : undefined)
      for (const text of body.message.replace(/\s+$/, '').split('\n')) {
        story.lines.push({ text, at: createdAt, stepId: body.stepId, level })
      }
    }
  }
  return { ...story, steps: [...stories.values()].map((told) => settled(told, story)) }
}

function advance(
  told: StepStory,
  { status, message, at }: { status: TaskEvent['body']['status']; message: string; at: string },
) {
  if (status === undefined || status === 'open') return
  // A second failure of the same step, and lines that only repeat where it stands.
  if (status === told.status) return
  told.status = status
  told.skipped = status === 'skipped' ? message : undefined
  told.startedAt = status === 'processing' ? at : told.startedAt
  told.endedAt = status === 'processing' ? undefined : at
}

/** A step cannot go on after the task has ended: the process that ran it may have died before it could say so. */
function settled(told: StepStory, { end, isCancelled }: TaskStory): StepStory {
  if (!end || told.status !== 'processing') return told
  return { ...told, status: end.error ? (isCancelled ? 'cancelled' : 'failed') : 'completed', endedAt: end.at }
}

/** How it stands with a task, by what was read and what was heard since. */
export function stateOf(task: Task, story: TaskStory): TaskState {
  if (story.end) return story.isCancelled ? 'cancelled' : story.end.error ? 'failed' : 'completed'
  if (task.status === 'open' && !story.hasBegun) {
    if (story.isCancelled) return 'cancelling'
    return task.waitsFor === 'approval' ? 'approval' : 'queued'
  }
  if (task.status === 'completed' || task.status === 'failed' || task.status === 'cancelled') {
    // Its events are on their way, or were deleted.
    return story.isCancelled ? 'cancelled' : task.status
  }
  return story.isCancelled ? 'cancelling' : 'running'
}

/** Milliseconds from one instant to another, never negative: two clocks may disagree. */
export const spanMs = (from: string, to: string | number): number =>
  Math.max(0, (typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from))
