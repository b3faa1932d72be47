import { EntityRef, get, type JsonObject, type JsonValue, post, Type } from '@callboard/model'
import { createTask, dryRunTemplate, manageTemplates } from './permissions.ts'
import type { Task, TaskEvent, TaskEventBody, TaskOutput, TaskStep } from './task.ts'
import type { TemplateEntity } from './template.ts'

// Their shapes are types of this folder; the handlers are held to them.
const json = <T>(description: string) => Type.Unsafe<T>({ description })
const Values = Type.Unsafe<JsonObject>({ type: 'object', description: 'The answers, by the names of the properties.' })
const Secrets = Type.Record(Type.String(), Type.String(), { description: 'Never stored in clear, never given back.' })
const taskParams = { taskId: Type.String({ minLength: 1 }) }
// The field's limit for these bodies (spec/scaffolder.md 8).
const maxBodyBytes = 10 * 1024 * 1024

/** What a form is made of (spec/scaffolder.md 8.1). */
export interface TemplateParameterSchema {
  title: string
  description?: string
  presentation?: { buttonLabels?: { backButtonText?: string; createButtonText?: string; reviewButtonText?: string } }
  'ui:options'?: JsonObject
  steps: { title: string; description?: string; schema: JsonObject }[]
  formDecorators?: { id: string; input?: JsonObject }[]
  /** Ours: who has to agree before a task of this template runs. */
  approval?: { by: string[]; note?: string }
  /** Ours: the names of secrets that a retry has to bring again. */
  secretNames?: string[]
}

export const readParameterSchema = get('/v2/templates/:namespace/:kind/:name/parameter-schema', {
  summary: 'The form of a template.',
  audit: 'template-parameter-schema',
  reply: json<TemplateParameterSchema>('Pages with JSON schemas.'),
})

/** An action as it is listed (spec/scaffolder.md 8.2). */
export interface ListedAction {
  id: string
  description?: string
  examples?: { description: string; example: string }[]
  schema?: { input?: JsonObject; output?: JsonObject }
  /** Ours. */
  supportsDryRun?: boolean
}

export const listActions = get('/v2/actions', {
  summary: 'What steps of templates can do.',
  audit: 'action-fetch',
  reply: json<ListedAction[]>('Sorted by id.'),
})

export const createTaskRoute = post('/v2/tasks', {
  summary: 'Starts a task.',
  status: 201,
  allow: createTask,
  audit: 'task',
  maxBodyBytes,
  body: { templateRef: Type.String({ minLength: 1 }), values: Values, secrets: Type.Optional(Secrets) },
  reply: Type.Object({ id: Type.String() }),
})

const Words = Type.Optional(Type.Array(Type.String({ minLength: 1 })))

export const listTasks = get('/v2/tasks', {
  summary: 'The tasks that the caller may see, newest first unless told otherwise.',
  audit: 'task',
  query: {
    createdBy: Words,
    status: Words,
    order: Words,
    limit: Type.Optional(Type.Integer({ minimum: 0 })),
    offset: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Ours. */
    templateRef: Words,
  },
  reply: json<{ tasks: Task[]; totalTasks: number }>('A page, and how many there are.'),
})

export const readTaskRoute = get('/v2/tasks/:taskId', {
  summary: 'One task.',
  audit: 'task',
  params: taskParams,
  reply: json<Task>('The task.'),
})

export const cancelTaskRoute = post('/v2/tasks/:taskId/cancel', {
  summary: 'Cancels a task.',
  params: taskParams,
  audit: 'task',
  body: Type.Unknown(),
  optionalBody: true,
  reply: Type.Object({ status: Type.Literal('cancelled') }),
})

export const retryTaskRoute = post('/v2/tasks/:taskId/retry', {
  summary: 'Runs a task again, from the step that failed.',
  params: taskParams,
  status: 201,
  audit: 'task',
  allow: createTask,
  body: { secrets: Type.Optional(Secrets) },
  optionalBody: true,
  reply: Type.Object({ id: Type.String() }),
})

export const readEvents = get('/v2/tasks/:taskId/events', {
  summary: 'What has happened since `after`; waits up to 30 seconds for something to happen.',
  audit: 'task',
  params: taskParams,
  query: { after: Type.Optional(Type.Integer({ minimum: 0 })) },
  reply: json<TaskEvent[]>('Events, oldest first.'),
})

export const streamEvents = get('/v2/tasks/:taskId/eventstream', {
  summary: 'What happens, as server-sent events.',
  audit: 'task',
  params: taskParams,
  // Nothing is refused here: the field's document leaves this route out.
  query: Type.Unknown(),
  reply: Type.Unknown(),
})

/** What a dry run gives (spec/scaffolder.md 8.10). */
export interface DryRunResult {
  log: { body: TaskEventBody }[]
  directoryContents: { path: string; executable: boolean; base64Content: string }[]
  output: TaskOutput
  steps: TaskStep[]
}

export const dryRun = post('/v2/dry-run', {
  summary: 'Runs a template without changing anything outside.',
  audit: 'task',
  allow: dryRunTemplate,
  reads: true,
  maxBodyBytes,
  body: {
    template: json<TemplateEntity>('The template; it need not be in the catalog.'),
    values: Values,
    secrets: Type.Optional(Secrets),
    directoryContents: Type.Array(
      Type.Object({ path: Type.String({ minLength: 1, maxLength: 1024 }), base64Content: Type.String() }),
      { maxItems: 10_000 },
    ),
  },
  reply: json<DryRunResult>('The log, the files and the output.'),
})

export const autocomplete = post('/v2/autocomplete/:provider/:resource', {
  summary: 'Completes what is typed into a form, from a source code host, with the token of the person.',
  reads: true,
  body: { token: Type.String({ minLength: 1 }), context: Type.Optional(Type.Record(Type.String(), Type.String())) },
  reply: Type.Object({ results: Type.Array(Type.Object({ id: Type.String(), title: Type.Optional(Type.String()) })) }),
})

/** What expressions may call (spec/scaffolder.md 8.12). */
export interface TemplatingExtensions {
  filters: Record<
    string,
    {
      description?: string
      schema?: { input?: JsonObject; arguments?: JsonObject[]; output?: JsonObject }
      examples?: { description?: string; example: string; notes?: string }[]
    }
  >
  globals: {
    functions: Record<
      string,
      {
        description?: string
        schema?: { arguments?: JsonObject[]; output?: JsonObject }
        examples?: { description?: string; example: string; notes?: string }[]
      }
    >
    values: Record<string, { description?: string; value: JsonValue }>
  }
}

export const listTemplatingExtensions = get('/v2/templating-extensions', {
  summary: 'The filters, functions and values for expressions.',
  reply: json<TemplatingExtensions>('By name.'),
})

/** A template's folder. */
export interface TemplateFiles {
  files: { path: string; executable: boolean; base64Content: string }[]
  /** Which of the files is the template; absent where that cannot be told. */
  templatePath?: string
  /** Where the template can be edited at its source. */
  editUrl?: string
}

export const readTemplateFiles = get('/v2/templates/:namespace/:kind/:name/files', {
  summary: 'The files beside a template, for its editor.',
  allow: manageTemplates,
  reply: json<TemplateFiles>('All files of the folder that the template lies in; links are left out.'),
})

/** Somebody's word on a task that waits for one. */
export interface ApprovalDecision {
  by: string
  at: string
  decision: 'approved' | 'rejected'
  comment?: string
}

/** How it stands with the approval of a task. */
export interface Approval {
  /** Refs, any one of whom may decide. */
  by: string[]
  note?: string
  decision?: ApprovalDecision
  /** Whether the caller may decide. */
  isMine: boolean
}

export const readApproval = get('/v2/tasks/:taskId/approval', {
  summary: 'Who has to agree to a task, and whether they did. 404 when nobody has to.',
  params: taskParams,
  reply: json<Approval>('The approval.'),
})

/** A task on which the caller may decide. */
export interface WaitingTask {
  taskId: string
  createdAt: string
  createdBy?: string
  templateRef?: string
  parameters: JsonObject
  note?: string
}

export const listApprovals = get('/v2/approvals', {
  summary: 'Tasks that wait for a decision of the caller, oldest first.',
  reply: json<{ items: WaitingTask[] }>('What the approver has to know of them.'),
})

export const decideApproval = post('/v2/tasks/:taskId/approval', {
  summary: 'Approves or rejects a task that waits.',
  params: taskParams,
  audit: false,
  body: {
    decision: Type.Union([Type.Literal('approved'), Type.Literal('rejected')]),
    comment: Type.Optional(Type.String({ maxLength: 10_000 })),
  },
  reply: json<Approval>('The approval, decided.'),
})

/** An entity that an older version of its template made. */
export interface DriftedEntity {
  entityRef: string
  templateRef: string
  /** What it was made from: the etag or commit of the template's folder. */
  madeFrom: { version: string; at: string; taskId: string }
  /** What the template is now. */
  current: { version: string }
  state: 'current' | 'outdated' | 'unknown'
  /** Why it cannot be told, or what went wrong at the last try. */
  reason?: string
  /** The task that opens an update, if one was started. */
  updateTaskId?: string
}

export const listDrift = get('/v2/drift', {
  summary: 'Entities that an older version of their template made.',
  // Templates are run for it, if without consequences: for those who may run them.
  allow: createTask,
  audit: false,
  query: { templateRef: Type.Optional(EntityRef), entityRef: Type.Optional(EntityRef) },
  reply: json<{ items: DriftedEntity[] }>('Those that the caller may see.'),
})

export const startUpdate = post('/v2/drift/update', {
  summary: "Starts a task that opens a merge request with the template's changes, merged with those of the repository.",
  status: 201,
  allow: createTask,
  body: { entityRef: EntityRef, secrets: Type.Optional(Secrets) },
  reply: Type.Object({ id: Type.String() }),
})
