import type { JsonObject } from '@callboard/model'
import type {
  ActionLog,
  Initiator,
  TaskEventBody,
  TaskOutput,
  TaskSpec,
  TaskStep,
  Workspace,
} from '../../model/index.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'
import type { EndedCall } from '../drift/record-makings.ts'
import type { ExpressionScope, Expressions, RenderProblem } from '../expressions/expressions.ts'
import type { Redactor } from '../secrets/redactor.ts'
import { StillActing } from './call-action.ts'
import { describeError, type ErrorText } from './describe-error.ts'
import { renderOutput } from './render-output.ts'
import type { RunMemory } from './run-memory.ts'
import { runStep, skipped } from './run-step.ts'

/** Where a run tells what happens. Whoever takes it masks it, and keeps the order. */
export interface RunLog {
  event(body: TaskEventBody): void
  action(stepId: string): ActionLog
}

/**
 * How a run ended. `interrupted`: it did not; this process must leave it to another.
 * `isActing`: an action did not listen, and may still be at it.
 */
export type RunResult =
  | { status: 'completed'; output: TaskOutput }
  | { status: 'failed' | 'cancelled'; error: ErrorText }
  | { status: 'interrupted'; isActing: boolean }

/** Why a run is stopped from outside: the `reason` of its signal. */
export type StopReason = 'cancelled' | 'timed-out' | 'stopping' | 'lease-lost'

/** What is run, the same for tasks and for dry runs. */
export interface Run {
  /** `context.task.id` of expressions. */
  taskId: string
  spec: TaskSpec
  /** Of an action without code whose input holds secrets: the input without them. */
  maskedParameters?: JsonObject
  /** Of the task, as its creator sent them; already known to the redactor. */
  secrets: Readonly<Record<string, string>>
  /** From the config. In a dry run without secrets. */
  environment: { parameters: Record<string, string>; secrets: Record<string, string> }
  initiator: Initiator
  expressions: Expressions
  findAction(id: string): AnyAction | undefined
  /** Whether the initiator may do this: the decision was fetched once, and is evaluated for every step and iteration. */
  mayExecute(action: AnyAction, input: JsonObject): boolean
  redactor: Redactor
  log: RunLog
  workspace: Workspace
  memory: RunMemory
  /** Aborted with a {@link StopReason}. */
  signal: AbortSignal
  isDryRun: boolean
  /** Told each call of an action that has ended well; what it rejects with fails the step. */
  onCallEnd?(call: EndedCall): Promise<void>
  /** In a dry run: what a step gives whose action is not run, instead of an example. */
  standIn?(stepId: string): JsonObject | undefined
  /** Told how long each step took. */
  onStepEnd?(step: TaskStep, result: 'ok' | 'failed', seconds: number): void
}

/** A run under way. */
export interface RunState {
  /** What steps have given so far. */
  steps: Record<string, { output: JsonObject }>
  /** The first error; from then on only steps run that ask for it. */
  failure?: ErrorText
  /** An action that did not end when it was told to. */
  isActing?: boolean
}

/**
 * Runs the steps of a task one after another (spec/scaffolder.md 4), from where it was left.
 *
 * @returns How it ended; what steps throw is told and never thrown on.
 * @throws When something cannot be remembered: whoever calls has lost the task, or its database.
 */
export async function runSteps(run: Run): Promise<RunResult> {
  const { spec, log, memory } = run
  const state: RunState = { steps: {} }
  const resumed = spec.steps.filter((_, index) => memory.step(index)?.status === 'completed').length
  log.event({ message: `Starting up task with ${spec.steps.length} steps` })
  if (resumed > 0) {
    const message = `Task recovered - resuming from last known good state. ${resumed} step(s) already completed.`
    log.event({ message })
  }
  const stop = await advance(run, state)
  if (stop) return stop
  if (state.failure) return { status: 'failed', error: state.failure }
  return { status: 'completed', output: outputOf(run, state) }
}

/**
 * Runs what is left of the steps.
 *
 * @returns How it ended, if it was stopped from outside; else the state tells.
 */
export async function advance(run: Run, state: RunState): Promise<RunResult | undefined> {
  const { spec, memory, signal } = run
  for (const [index, step] of spec.steps.entries()) {
    if (signal.aborted) return stopped(run, state, step)
    const record = memory.step(index)
    if (record) recall(run, state, { step, record })
    // What has just ended counts, even if somebody has called for a stop meanwhile.
    else if ((await runNext(run, state, { step, index })) === 'stopped') return stopped(run, state, step)
  }
  return undefined
}

function recall(
  { log }: Run,
  state: RunState,
  { step, record }: { step: TaskStep; record: NonNullable<ReturnType<RunMemory['step']>> },
) {
  if (record.status === 'completed') {
    state.steps[step.id] = { output: record.output }
    const message = `Skipping step ${step.id} because it was already completed in a previous run`
    log.event({ message, stepId: step.id, status: 'completed' })
  } else {
    state.failure ??= record.error
    const message = `Skipping step ${step.id} because it failed in a previous run`
    log.event({ message, stepId: step.id, status: 'failed' })
  }
}

async function runNext(
  run: Run,
  state: RunState,
  { step, index }: { step: TaskStep; index: number },
): Promise<'ended' | 'stopped'> {
  const { log, memory, signal } = run
  const startedAt = performance.now()
  const ended = (result: 'ok' | 'failed') => run.onStepEnd?.(step, result, (performance.now() - startedAt) / 1000)
  let output: JsonObject | typeof skipped
  try {
    output = await runStep(run, state, { step, index })
  } catch (error) {
    if (error instanceof StillActing) state.isActing = true
    // Not the step has failed, but this process lets go of it.
    if (signal.aborted && signal.reason !== 'cancelled' && signal.reason !== 'timed-out') return 'stopped'
    const failure = signal.aborted ? stopError(run, step) : describeError(error, run.redactor)
    tellFailure(run, state, { step, failure })
    ended('failed')
    if (signal.aborted) return 'stopped'
    await memory.endStep(index, { status: 'failed', error: failure })
    return 'ended'
  }
  if (output === skipped) return 'ended'
  state.steps[step.id] = { output }
  log.event({ message: `Finished step ${step.name}`, stepId: step.id, status: 'completed' })
  ended('ok')
  await memory.endStep(index, { status: 'completed', output })
  return 'ended'
}

function tellFailure(
  { log }: Run,
  state: RunState,
  { step, failure }: { step: TaskStep; failure: ErrorText & { details?: string } },
) {
  const text = failure.details ?? `${failure.name}: ${failure.message}`
  const message = state.failure ? `Additional error occurred: ${text}` : text
  log.event({ message, stepId: step.id, status: 'failed' })
  state.failure ??= { name: failure.name, message: failure.message }
}

/** The result of a run that was stopped from outside, at this step. */
function stopped(run: Run, state: RunState, step: TaskStep): RunResult {
  const { reason } = run.signal
  if (reason === 'cancelled') return { status: 'cancelled', error: stopError(run, step) }
  if (reason === 'timed-out') return { status: 'failed', error: stopError(run, step) }
  return { status: 'interrupted', isActing: state.isActing ?? false }
}

function stopError({ signal, taskId }: Run, { id, name }: TaskStep): ErrorText {
  if (signal.reason === 'timed-out')
    return { name: 'Error', message: `Step ${id} (${name}) was stopped, because the task exceeded its timeout` }
  return { name: 'Error', message: `Step ${id} (${name}) of task ${taskId} has been cancelled` }
}

function outputOf(run: Run, state: RunState): TaskOutput {
  const { value, problems } = run.expressions.render(run.spec.output ?? {}, scopeOf(run, state))
  tellProblems(run, { problems, where: 'output' })
  return run.redactor.redactValue(renderOutput(value) as JsonObject) as TaskOutput
}

/** What expressions see that may not see secrets (spec/scaffolder.md 3.5). */
export function scopeOf({ spec, taskId, environment }: Run, state: RunState): ExpressionScope {
  return {
    parameters: spec.parameters,
    steps: state.steps,
    user: spec.user ?? {},
    context: { task: { id: taskId } },
    environment: { parameters: environment.parameters },
  }
}

/** Warns of expressions that were left as they are written: the result is the field's, the warning ours. */
export function tellProblems(
  { log }: Run,
  { problems, where, stepId }: { problems: readonly RenderProblem[]; where: string; stepId?: string },
) {
  for (const { path, source, message } of problems) {
    const at = path === '' ? where : `${where}.${path}`
    log.event({
      message: `An expression in ${at} was left as it is written, because it cannot be rendered: ${source} (${message})`,
      level: 'warn',
      ...(stepId !== undefined && { stepId }),
    })
  }
}
