import type { IconName, TagProps, Text } from '@callboard/web'
import type { Task } from '../../model/task.ts'
import type { OfferedStatus } from './task-list-view.ts'
import type { StepStory, TaskState } from './task-story.ts'

/** What people call the state of a task. */
export function stateName(state: TaskState, t: Text): string {
  const names: Readonly<Record<TaskState, string>> = {
    approval: t('task.state.approval', 'Waits for approval'),
    queued: t('task.state.queued', 'Queued'),
    running: t('task.state.running', 'Running'),
    cancelling: t('task.state.cancelling', 'Being cancelled'),
    completed: t('task.state.completed', 'Completed'),
    failed: t('task.state.failed', 'Failed'),
    cancelled: t('task.state.cancelled', 'Cancelled'),
  }
  return names[state]
}

/** How each state looks. */
export const stateTone: Readonly<Record<TaskState, NonNullable<TagProps['tone']>>> = {
  approval: 'warning',
  queued: 'plain',
  running: 'plain',
  cancelling: 'warning',
  completed: 'good',
  failed: 'bad',
  cancelled: 'warning',
}

/** What people call where a step stands. */
export function stepStatusName(status: StepStory['status'], t: Text): string {
  const names: Readonly<Record<StepStory['status'], string>> = {
    waiting: t('task.step.waiting', 'Not begun'),
    processing: t('task.step.processing', 'Running'),
    completed: t('task.step.completed', 'Completed'),
    failed: t('task.step.failed', 'Failed'),
    skipped: t('task.step.skipped', 'Skipped'),
    cancelled: t('task.step.cancelled', 'Cancelled'),
  }
  return names[status]
}

/** The mark of where a step stands; its words stand beside it. */
export const stepIcon: Readonly<Record<StepStory['status'], IconName>> = {
  waiting: 'waiting',
  processing: 'busy',
  completed: 'check',
  failed: 'broken',
  skipped: 'skipped',
  cancelled: 'stop',
}

/** Why a step was skipped. The server says it in English, in words that are fixed (spec/scaffolder.md 4.1, 6). */
export function skippedReason(message: string, t: Text): string {
  if (message.includes('if condition was false')) return t('task.skipped.if', 'Its condition was not met')
  if (message.includes('previous step failed')) return t('task.skipped.failure', 'A step before it failed')
  if (message.includes('does not support dry-run')) return t('task.skipped.dry', 'It cannot be tried without acting')
  return message
}

/** What people call a status that lists are narrowed by. */
export function statusName(status: OfferedStatus, t: Text): string {
  const names: Readonly<Record<OfferedStatus, string>> = {
    open: t('tasks.status.open', 'Not begun'),
    processing: t('tasks.status.processing', 'Running'),
    completed: t('tasks.status.completed', 'Completed'),
    failed: t('tasks.status.failed', 'Failed or cancelled'),
  }
  return names[status]
}

/** How it stands with a task of which only the row of a list is known. */
export function listedState({ status, waitsFor }: Task): TaskState {
  if (status === 'open') return waitsFor === 'approval' ? 'approval' : 'queued'
  if (status === 'processing') return 'running'
  return status === 'skipped' ? 'completed' : status
}
