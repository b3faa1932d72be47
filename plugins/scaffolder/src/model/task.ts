import type { Entity, EntityMeta, JsonObject, JsonValue } from '@callboard/model'
import type { TemplateApproval, TemplateRecovery, TemplateStep } from './template.ts'

/** Where a task stands, as clients know it (spec/scaffolder.md 7.1). A task that waits for approval is `open`. */
export type TaskStatus = 'open' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'skipped'

/** A step of a task: as in the template, with id and name filled in. */
export interface TaskStep extends TemplateStep {
  id: string
  name: string
}

/** What a task does: its template as it was when the task was made, and the answers (spec/scaffolder.md 7.1). */
export interface TaskSpec {
  apiVersion: string
  steps: TaskStep[]
  output: JsonObject
  parameters: JsonObject
  EXPERIMENTAL_recovery?: TemplateRecovery
  user?: { entity?: Entity; ref?: string }
  templateInfo?: {
    entityRef: string
    /** What relative URLs of the steps are resolved against. */
    baseUrl?: string
    entity?: { metadata: EntityMeta }
  }
  approval?: TemplateApproval
}

/** A task as it is served (spec/scaffolder.md 8.4). The last four are ours. */
export interface Task {
  id: string
  spec: TaskSpec
  status: TaskStatus
  createdAt: string
  lastHeartbeatAt?: string
  createdBy?: string
  /** How many tasks are ahead of an open one, where it waits for a free worker: 0 is next. */
  queuePosition?: number
  /** Set while somebody has to agree first. */
  waitsFor?: 'approval'
  /** Why it ended as it did, in one sentence; of failed and cancelled tasks. */
  reason?: string
  /** Ref of whom the template belonged to when the task was made. */
  templateOwner?: string
}

/** The types of events; clients throw on any other (spec/scaffolder.md 8.8). */
export type TaskEventType = 'log' | 'completion' | 'cancelled' | 'recovered'

/** Where a step stands, as told in events (spec/scaffolder.md 4.1). */
export type StepStatus = 'processing' | 'completed' | 'failed' | 'skipped' | 'cancelled'

/** What an event tells. */
export interface TaskEventBody {
  message: string
  stepId?: string
  status?: StepStatus | TaskStatus
  /** Of a completion. */
  output?: TaskOutput
  /** Of a completion that failed. */
  error?: { name: string; message: string }
  /** Of a log line of an action: how important it is. Absent: `info`. */
  level?: 'error' | 'warn' | 'debug'
  recoverStrategy?: 'none' | 'startOver'
}

/** Something that happened to a task. */
export interface TaskEvent {
  /** Grows within the portal. */
  id: number
  isTaskRecoverable: boolean
  taskId: string
  type: TaskEventType
  createdAt: string
  body: TaskEventBody
}

/** A link that a task gives (spec/scaffolder.md 5). */
export interface OutputLink {
  title?: string
  icon?: string
  url?: string
  entityRef?: string
}

/** A text that a task gives; Markdown. */
export interface OutputText {
  title?: string
  icon?: string
  content?: string
  default?: boolean
}

/** What a completed task gives. */
export interface TaskOutput {
  links?: OutputLink[]
  text?: OutputText[]
  [name: string]: JsonValue | OutputLink[] | OutputText[] | undefined
}
