import type { Task, TaskEvent, TaskEventBody, TaskEventType, TaskSpec, TaskStatus } from '../../model/index.ts'

/** Which tasks are meant; what permissions and the list's parameters become. Compiled to SQL. */
export type TaskFilter =
  | { allOf: TaskFilter[] }
  | { anyOf: TaskFilter[] }
  | { not: TaskFilter }
  | { createdBy: readonly string[] }
  | { status: readonly TaskStatus[] }
  /** Canonical refs of templates. */
  | { template: readonly string[] }
  /** Canonical refs of the templates' owners, as of when the task was made. */
  | { templateOwner: readonly string[] }

/** How a list is ordered. Later ones decide between equals. */
export interface TaskOrder {
  field: 'created_at' | 'status' | 'created_by'
  direction: 'asc' | 'desc'
}

/** A task to be made. */
export interface NewTask {
  id: string
  spec: TaskSpec
  createdBy?: string
  templateRef?: string
  templateOwner?: string
  /** Sealed by the vault. */
  secrets?: string
  waitsFor?: 'approval'
}

/** Tasks, their events and what they remember, in the database. Every replica has one over the same tables. */
export interface TaskStore {
  create(task: NewTask): Promise<void>
  find(taskId: string): Promise<Task | undefined>
  list(options: {
    filter?: TaskFilter
    order?: readonly TaskOrder[]
    limit?: number
    offset?: number
  }): Promise<{ tasks: Task[]; totalTasks: number }>
  /** With ids above `after`; a completion is always among them (spec/scaffolder.md 8.8). */
  listEvents(taskId: string, after?: number): Promise<TaskEvent[]>
  addEvent(taskId: string, type: TaskEventType, body: TaskEventBody): Promise<void>
  /** Resolves when the task may have new events, on whatever replica they were made; at the latest after `timeoutMs`. */
  waitForEvents(taskId: string, after: number, options: { timeoutMs: number; signal?: AbortSignal }): Promise<void>
  /**
   * Spec/scaffolder.md 7.5: one that waits ends at once, one that runs as soon as its worker has heard.
   *
   * @param reason - One sentence, instead of that it was cancelled: `It was rejected by user:default/ada.`
   * @throws `scaffolder/unknown-task`
   */
  cancel(taskId: string, reason?: string): Promise<void>
  /**
   * Spec/scaffolder.md 7.6: runs again what has ended, from the step that failed.
   * @throws `scaffolder/unknown-task`, `scaffolder/not-retriable`
   */
  retry(taskId: string, secrets: string | undefined): Promise<void>
  /** Lets a task that waits for approval run. @throws `scaffolder/not-waiting` */
  release(taskId: string): Promise<void>
}
