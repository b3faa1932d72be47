import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { CoreServices, Static } from '@callboard/kernel'
import { parseDuration } from '@callboard/model'
import type { WorkspaceStore } from '../../model/index.ts'
import { auditParameters } from '../api/audit-parameters.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { openWorkspace } from '../files/workspace.ts'
import { executableActions } from '../permissions/action-rules.ts'
import type { ScaffolderConfig } from '../scaffolder-config.ts'
import { reviveInitiator } from '../secrets/initiator.ts'
import { createRedactor } from '../secrets/redactor.ts'
import type { Vault } from '../secrets/vault.ts'
import { databaseWorkspaces } from '../workspaces/database-workspaces.ts'
import { openWorkspaceFolders } from '../workspaces/workspace-folders.ts'
import { tidyTasks } from './janitor.ts'
import { sqlLeases } from './leases.ts'
import { type TaskRunnerParts, taskRunner } from './run-task.ts'
import { sqlTaskStore } from './sql-task-store.ts'
import { taskMetrics } from './task-metrics.ts'
import { type TaskNews, taskNewsroom } from './task-news.ts'
import type { TaskStore } from './task-store.ts'
import { createWorker } from './worker.ts'

/** What the worker needs that is complete only when every plugin is set up. */
export interface StartParts {
  vault: Vault
  expressions: Expressions
  findAction(id: string): AnyAction | undefined
  workspaceStores: readonly WorkspaceStore[]
  observe?: TaskRunnerParts['observe']
}

/** The tasks of this portal: their store, and a worker that runs them once it is started. */
export interface Tasks {
  store: TaskStore
  /** @throws Error when the config names a workspace provider that nobody brings, or a folder that cannot be used. */
  start(parts: StartParts): Promise<void>
}

/** What they are made from. */
export type TasksContext = Pick<
  CoreServices,
  | 'db'
  | 'clock'
  | 'log'
  | 'events'
  | 'signals'
  | 'audit'
  | 'permissions'
  | 'lifecycle'
  | 'rootConfig'
  | 'scheduler'
  | 'metrics'
> & { config: Static<typeof ScaffolderConfig> }

/** Tasks in the database of the plugin. */
export function createTasks(context: TasksContext): Tasks {
  const { db, clock, log, events, signals, audit, permissions, lifecycle, rootConfig, scheduler, metrics, config } =
    context
  const onProblem = (error: unknown) => log.warn('task news not passed on', { error })
  const newsroom = taskNewsroom({ db, events, signals, onProblem })
  const measured = taskMetrics(metrics)
  const timeoutMs = parseDuration(config.taskTimeout)
  const leaseMs = parseDuration(config.taskRecovery?.staleTimeout ?? 'PT30S')
  const auditMaxLength = config.auditor?.taskParameterMaxLength ?? 256
  const recovers = config.taskRecovery?.enabled ?? true
  const leases = sqlLeases({
    ...{ db, clock, newsroom, recovers, owner: randomUUID() },
    leaseMs,
  })

  return {
    store: sqlTaskStore({ db, clock, newsroom }),
    async start({ vault, expressions, findAction, workspaceStores, observe }) {
      const folders = await openWorkspaceFolders(rootConfig.getOptionalString('backend.workingDirectory') ?? tmpdir())
      const workspaceStore = findStore(
        [databaseWorkspaces(db), ...workspaceStores],
        config.taskRecovery?.workspaceProvider,
      )
      const run = taskRunner({
        observe,
        ...{ leases, clock, log, vault, expressions, folders, recovers, findAction, createRedactor, reviveInitiator },
        workspaceStore,
        environment: {
          parameters: config.defaultEnvironment?.parameters ?? {},
          secrets: config.defaultEnvironment?.secrets ?? {},
        },
        workspaceAt: openWorkspace,
        authorize: (initiator) => executableActions(permissions, initiator),
        onStepEnd: ({ templateRef: template = '' }, { name }, result, seconds) =>
          measured.stepEnded({ template, step: name, result, seconds }),
        onTaskEnd: ({ lease, spec, createdBy, templateRef: template = '', startedAt }, { status, redactor }) => {
          const seconds = (clock.nowMs() - startedAt) / 1000
          measured.taskEnded({ template, result: status === 'completed' ? 'ok' : status, seconds })
          const taskParameters = auditParameters(redactor.redactValue(spec.parameters), auditMaxLength)
          const meta = { actionType: 'execution', taskId: lease.taskId, templateRef: template, taskParameters, status }
          audit.record(
            {
              eventId: 'task',
              severityLevel: 'medium',
              target: lease.taskId,
              meta,
              ...(createdBy !== undefined && { actorId: createdBy }),
            },
            status === 'completed' ? 'succeeded' : 'failed',
          )
        },
      })
      const worker = createWorker({
        ...{ leases, clock, log, run, limit: config.concurrentTasksLimit },
        ...{ timeoutMs, leaseMs },
      })
      const onStale = (taskId: string) =>
        audit.record(
          { eventId: 'task', severityLevel: 'low', target: taskId, meta: { actionType: 'stale-cancel', taskId } },
          'succeeded',
        )
      const keepMs = config.retention === undefined ? undefined : parseDuration(config.retention)
      scheduler.schedule({
        id: 'task-janitor',
        frequency: { everyMs: parseDuration(config.taskTimeoutJanitorFrequency) },
        timeoutMs: 10 * 60_000,
        async run({ signal }) {
          const done = await tidyTasks({ db, clock, newsroom, workspaceStore, timeoutMs, keepMs, onStale }, signal)
          if (done.ended + done.deleted > 0) log.info('tasks tidied', done)
        },
      })
      newsroom.subscribe((news: TaskNews) => {
        if (news.status === 'open') worker.wake()
        if (news.status === 'cancelled') worker.stopTask(news.id, 'cancelled')
      })
      lifecycle.onReady(async () => {
        const left = await folders.sweep()
        if (left > 0) log.info('workspaces of lost processes removed', { folders: left })
        // Of an embedded database this is the only process: whoever held tasks before is gone.
        if (db.dialect === 'sqlite') await leases.letGoOfAll()
        worker.start()
      })
      lifecycle.onStop(async () => {
        await worker.stop()
        await folders.close()
      })
    },
  }
}

function findStore(stores: readonly WorkspaceStore[], wanted = 'database'): WorkspaceStore {
  const found = stores.find(({ id }) => id === wanted)
  if (found) return found
  const known = stores.map(({ id }) => id).join(', ')
  throw new Error(
    `scaffolder.taskRecovery.workspaceProvider is "${wanted}", and no plugin brings such a one. There is: ${known}.`,
  )
}
