import type { Clock, Credentials, Logger } from '@callboard/kernel'
import {
  type ActionLog,
  errors,
  type TaskEventBody,
  type TaskSpec,
  type TaskStep,
  type Workspace,
  type WorkspaceStore,
} from '../../model/index.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { describeError } from '../run/describe-error.ts'
import { type Run, type RunLog, type RunResult, runSteps, type StopReason } from '../run/run-steps.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { Vault } from '../secrets/vault.ts'
import type { WorkspaceFolders } from '../workspaces/workspace-folders.ts'
import { removeArchives, tooLarge, workspaceKeeper } from '../workspaces/workspace-keeper.ts'
import { failedEnd } from './end-texts.ts'
import { hiddenValues } from './hidden-values.ts'
import { createJournal, type Journal } from './journal.ts'
import type { ClaimedTask, Leases } from './leases.ts'
import { taskMemory } from './task-memory.ts'
import { taskSeal } from './task-seal.ts'

/** A task that is watched as it runs. */
export interface ObservedTask {
  taskId: string
  spec: TaskSpec
  workspace: Workspace
  redactor: Redactor
}

/** What running tasks needs. */
export interface TaskRunnerParts {
  leases: Leases
  clock: Clock
  log: Logger
  vault: Vault
  expressions: Expressions
  folders: WorkspaceFolders
  workspaceStore: WorkspaceStore
  /** Whether another worker may go on with what this one leaves. */
  recovers: boolean
  environment: Run['environment']
  findAction(id: string): AnyAction | undefined
  /** Whom to tell each call that has ended well. */
  observe?(of: ObservedTask): Run['onCallEnd']
  createRedactor(values: Iterable<string>): Redactor
  workspaceAt(folder: string): Workspace
  reviveInitiator(text: string): Credentials
  /** Fetches the decision on executing actions, once for a task. */
  authorize(initiator: Credentials): Promise<Run['mayExecute']>
  onStepEnd(claimed: ClaimedTask, step: TaskStep, result: 'ok' | 'failed', seconds: number): void
  /** The redactor knows what must not be told about the task. */
  onTaskEnd(claimed: ClaimedTask, end: { status: 'completed' | 'failed' | 'cancelled'; redactor: Redactor }): void
}

/** A run, as its worker sees it. */
export interface Hold {
  /** Aborted with a {@link StopReason}. */
  signal: AbortSignal
  /** Whether the task is held for certain. */
  isHeld(): boolean
  stop(reason: StopReason): void
}

/** Runs claimed tasks to their end, or gives them back. Never rejects for what a task does. */
export function taskRunner(parts: TaskRunnerParts): (claimed: ClaimedTask, hold: Hold) => Promise<void> {
  const { leases, log, clock } = parts
  return async (claimed, hold) => {
    const { lease } = claimed
    const redactor = parts.createRedactor(Object.values(parts.environment.secrets))
    const onProblem = (error: unknown) => {
      if (errors.leaseLost.is(error)) hold.stop('lease-lost')
      else log.error('task events not stored', { task: lease.taskId, error })
    }
    const journal = createJournal({ lease, leases, nowMs: clock.nowMs, isHeld: hold.isHeld, onProblem })
    try {
      await run(parts, { claimed, hold, redactor, journal })
    } catch (error) {
      await fail(parts, { claimed, hold, redactor, journal, error })
    } finally {
      await parts.folders
        .remove(lease)
        .catch((error) => log.error('workspace not removed', { task: lease.taskId, error }))
    }
  }
}

interface Running {
  claimed: ClaimedTask
  hold: Hold
  redactor: Redactor
  journal: Journal
}

async function run(parts: TaskRunnerParts, { claimed, hold, redactor, journal }: Running): Promise<void> {
  const { vault, leases, folders, recovers } = parts
  const { lease, spec } = claimed
  if (claimed.secrets === undefined) throw errors.secretsMissing({ taskId: lease.taskId })
  const { secrets, initiator } = vault.open(lease.taskId, claimed.secrets)
  redactor.add(Object.values(secrets))
  const rows = claimed.isResumed ? await leases.recall(lease.taskId) : []
  const seal = taskSeal(vault, lease.taskId, rows.find(({ kind }) => kind === 'key')?.value)
  const folder = await folders.make(lease)
  const keeper = workspaceKeeper({ folder, lease, store: parts.workspaceStore, seal })
  const saved = recovers ? claimed.workspace : undefined
  if (saved === tooLarge) throw errors.workspaceTooLarge({ taskId: lease.taskId })
  if (saved !== undefined && !(await keeper.restore(saved))) throw errors.workspaceGone({ taskId: lease.taskId })
  const credentials = parts.reviveInitiator(initiator)
  const hidden = hiddenValues(redactor)
  const workspace = parts.workspaceAt(folder)
  const result = await runSteps({
    ...{ taskId: lease.taskId, spec, secrets, signal: hold.signal, isDryRun: false, redactor: hidden.redactor },
    environment: parts.environment,
    initiator: { credentials },
    expressions: parts.expressions,
    findAction: parts.findAction,
    mayExecute: await parts.authorize(credentials),
    log: runLog(journal, redactor),
    workspace,
    onCallEnd: parts.observe?.({ taskId: lease.taskId, spec, workspace, redactor }),
    memory: taskMemory({ rows, steps: spec.steps.length, seal, journal, hidden, ...(recovers && { keeper }) }),
    onStepEnd: (step, result, seconds) => parts.onStepEnd(claimed, step, result, seconds),
  })
  await conclude(parts, { claimed, journal, redactor, result })
  if (result.status === 'completed' && (claimed.isResumed || keeper.hasSaved())) {
    try {
      await removeArchives(parts.workspaceStore, lease)
      await leases.forgetWorkspace(lease.taskId)
    } catch (error) {
      // The task has ended all the same, and the janitor comes by.
      parts.log.warn('workspace archives not removed', { task: lease.taskId, error })
    }
  }
}

/** Everything that a task tells goes through its redactor. */
export function runLog({ tell }: { tell(body: TaskEventBody): void }, redactor: Redactor): RunLog {
  const masked = (body: TaskEventBody) => tell({ ...body, message: redactor.redact(body.message) })
  const action = (stepId: string): ActionLog => ({
    debug: (message) => masked({ message, stepId, level: 'debug' }),
    info: (message) => masked({ message, stepId }),
    warn: (message) => masked({ message, stepId, level: 'warn' }),
    error: (message) => masked({ message, stepId, level: 'error' }),
  })
  return { event: masked, action }
}

async function conclude(
  parts: TaskRunnerParts,
  { claimed, journal, redactor, result }: Omit<Running, 'hold'> & { result: RunResult },
) {
  const { leases, clock, recovers } = parts
  const { lease } = claimed
  const events = await journal.rest()
  const at = clock.nowMs()
  if (result.status === 'interrupted') {
    // An action that does not end may still be doing something: only when this process is gone may another go on.
    if (result.isActing) return
    if (recovers) return journal.persist(() => leases.giveBack(lease, events))
    const reason = 'The process that ran it was stopped, and tasks are not taken over in this portal.'
    return journal.persist(() => leases.end(lease, failedEnd({ error: reason, reason, at, events })))
  }
  if (result.status === 'completed') {
    const body = { message: 'Run completed with status: completed', output: result.output }
    const end = { status: 'completed', events: [...events, { type: 'completion', body, at }], at } as const
    await journal.persist(() => leases.end(lease, end))
  } else {
    const { message, name } = result.error
    const end = failedEnd({ error: message, name, reason: message, at, events })
    await journal.persist(() => leases.end(lease, end))
  }
  parts.onTaskEnd(claimed, { status: result.status, redactor })
}

/** What went wrong was none of the steps: the task ends with that, unless it is another's by now. */
async function fail(
  parts: TaskRunnerParts,
  { claimed, hold, redactor, journal, error }: Running & { error: unknown },
): Promise<void> {
  const { leases, log, clock } = parts
  const { lease } = claimed
  if (errors.leaseLost.is(error) || hold.signal.reason === 'lease-lost') {
    log.warn('task lost', { task: lease.taskId })
    return
  }
  try {
    const { name, message, details } = describeError(error, redactor)
    log.error('task not run', { task: lease.taskId, error })
    const at = clock.nowMs()
    const told = { type: 'log', body: { message: details, level: 'error' }, at } as const
    const events = [...(await journal.rest()), told]
    await journal.persist(() => leases.end(lease, failedEnd({ error: message, name, reason: message, at, events })))
    parts.onTaskEnd(claimed, { status: 'failed', redactor })
  } catch (failure) {
    // Its lease runs out, and whoever looks then takes it.
    log.error('task not ended', { task: lease.taskId, error: failure })
  }
}
