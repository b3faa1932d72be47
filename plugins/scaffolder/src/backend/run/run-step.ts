import type { JsonObject, JsonValue } from '@callboard/model'
import { errors, type TaskStep } from '../../model/index.ts'
import { type AnyAction, isComposed } from '../composed-actions/composed-action.ts'
import type { ExpressionScope } from '../expressions/expressions.ts'
import { callAction } from './call-action.ts'
import { checkInput } from './check-input.ts'
import { exampleOutput } from './example-output.ts'
import { runComposed } from './run-composed.ts'
import { type Run, type RunState, scopeOf, tellProblems } from './run-steps.ts'

/** What a step gives that was not run. */
export const skipped = Symbol('skipped')

/** One call of a step's action, ready to be made. */
interface Iteration {
  input: JsonObject
  /** Of an `each` step. */
  each?: { key: string; value: JsonValue }
}

/** A step and its place in the spec. */
export interface StepAt {
  step: TaskStep
  index: number
}

/**
 * Runs one step: its condition, its iterations, its action.
 *
 * @returns What it gives to later steps, or {@link skipped}, which it has told.
 * @throws What the action threw, or why it was not called.
 */
export async function runStep(run: Run, state: RunState, at: StepAt): Promise<JsonObject | typeof skipped> {
  const { step } = at
  const { log } = run
  if (!isWanted(run, state, step)) return skipped
  log.event({ message: `Beginning step ${step.name}`, stepId: step.id, status: 'processing' })
  const action = run.findAction(step.action)
  if (!action) throw errors.unknownAction({ id: step.action })
  const iterations = step.each === undefined ? [renderOne(run, state, step)] : renderEach(run, state, step)
  // All of them are looked at before the first does something.
  for (const iteration of iterations) check(run, action, iteration)
  if (run.isDryRun) {
    tellDryRun(run, { step, action, iterations })
    if (!action.supportsDryRun) {
      const output = run.standIn?.(step.id) ?? exampleOutput(action.output)
      for (const { input } of iterations) await tellEnded(run, { step, action, input, output })
      return output
    }
  }
  const output: JsonObject = {}
  for (const { input, each } of iterations) {
    if (each) log.event({ message: `Running step each: ${eachText(each)}`, stepId: step.id })
    const given: JsonObject = {}
    const give = (name: string, value: JsonValue) => {
      given[name] = value
      const before = output[name]
      output[name] = each ? [...(Array.isArray(before) ? before : []), value] : value
    }
    const call = { ...at, input, output: give, ...(each && { eachKey: each.key }) }
    if (isComposed(action)) await runComposed(run, action, call)
    else await callAction(run, action, call)
    await tellEnded(run, { step, action, input, output: given })
  }
  return output
}

async function tellEnded(
  { onCallEnd }: Run,
  { step, action, input, output }: { step: TaskStep; action: AnyAction; input: JsonObject; output: JsonObject },
) {
  const { id, supportsDryRun = false } = action
  await onCallEnd?.({ stepId: step.id, action: id, supportsDryRun, input, output })
}

/** Whether the step's turn has come; tells it when not. Conditions of an `each` step are asked for every iteration. */
function isWanted(run: Run, state: RunState, step: TaskStep): boolean {
  const skip = (why: string) => {
    run.log.event({ message: `Skipping step ${step.id} because ${why}`, stepId: step.id, status: 'skipped' })
    return false
  }
  const condition = step.if
  if (typeof condition === 'boolean' || (condition === undefined && state.failure))
    return state.failure ? skip('a previous step failed') : condition === true || skip('its if condition was false')
  if (condition === undefined || (step.each !== undefined && !state.failure)) return true
  const { holds, asked, problems } = run.expressions.holds(condition, scopeOf(run, state), {
    hasFailed: state.failure !== undefined,
  })
  if (state.failure && !asked) return skip('a previous step failed')
  tellProblems(run, { problems, where: 'if', stepId: step.id })
  return step.each !== undefined || holds || skip('its if condition was false')
}

function renderOne(run: Run, state: RunState, step: TaskStep): Iteration {
  return { input: renderInput(run, step, secretScope(run, state)) }
}

/** The iterations whose condition holds (spec/scaffolder.md 4.3). */
function renderEach(run: Run, state: RunState, step: TaskStep): Iteration[] {
  const scope = secretScope(run, state)
  const { value, isSecret } = renderHidden(run, { value: step.each, where: 'each', stepId: step.id, scope })
  if (value === undefined) throw errors.eachMissing({ step: step.id })
  if (typeof value !== 'object' || value === null) throw errors.eachNotMany({ step: step.id })
  const iterations: Iteration[] = []
  for (const [key, item] of Object.entries(value)) {
    const each = { key, value: item ?? null }
    const inner = { ...scope, each }
    const { holds, problems } = run.expressions.holds(step.if, inner, { hasFailed: state.failure !== undefined })
    tellProblems(run, { problems, where: 'if', stepId: step.id })
    if (holds) iterations.push({ input: renderInput(run, step, inner, { isEachSecret: isSecret }), each })
    else run.log.event({ message: `Skipping step each: ${eachText(each)}`, stepId: step.id })
  }
  return iterations
}

function renderInput(
  run: Run,
  step: TaskStep,
  scope: ExpressionScope,
  { isEachSecret = false }: { isEachSecret?: boolean } = {},
): JsonObject {
  const { value: input } = renderHidden(run, {
    value: step.input,
    where: 'input',
    stepId: step.id,
    scope,
    isEachSecret,
  })
  // A template may hold anything here; only an object has names that a schema can allow.
  return (typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}) as JsonObject
}

/** Renders with secrets. What only came about by them is masked from then on (spec/scaffolder.md 14.2). */
export function renderHidden(
  run: Run,
  what: { value?: JsonValue; where: string; stepId: string; scope: ExpressionScope; isEachSecret?: boolean },
): { value: JsonValue | undefined; isSecret: boolean } {
  const { value, where, stepId, scope, isEachSecret = false } = what
  if (value === undefined) return { value, isSecret: false }
  const rendered = run.expressions.render(value, scope)
  tellProblems(run, { problems: rendered.problems, where, stepId })
  const { maskedParameters } = run
  // Nothing gets at secrets without naming one of these.
  const names = maskedParameters ? /secrets|environment|parameters/ : /secrets|environment/
  if (!isEachSecret && !names.test(JSON.stringify(value))) return { value: rendered.value, isSecret: false }
  const { secrets: _, each, environment, ...open } = scope
  const without = run.expressions.render(value, {
    ...open,
    ...(maskedParameters && { parameters: maskedParameters }),
    environment: { parameters: environment.parameters },
    ...(each && !isEachSecret && { each }),
  })
  const found = [...differences(rendered.value, without.value)]
  // Where the secret stands as it is, it is masked already.
  run.redactor.add(found.filter(({ text, other }) => run.redactor.redact(text) !== other).map(({ text }) => text))
  return { value: rendered.value, isSecret: found.length > 0 }
}

/** The strings of `a` that are not at the same place in `b`, with what is there. */
function* differences(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
): Generator<{ text: string; other: JsonValue | undefined }> {
  if (typeof a === 'string') {
    if (a !== b) yield { text: a, other: b }
  } else if (typeof a === 'object' && a !== null) {
    const other = typeof b === 'object' && b !== null ? (b as JsonObject) : {}
    for (const [key, value] of Object.entries(a)) yield* differences(value, other[key])
  }
}

function secretScope(run: Run, state: RunState): ExpressionScope {
  const scope = scopeOf(run, state)
  const { parameters } = scope.environment
  return { ...scope, environment: { parameters, secrets: run.environment.secrets }, secrets: { ...run.secrets } }
}

function check(run: Run, action: AnyAction, { input, each }: Iteration) {
  const name = each ? `${action.id}[${each.key}]` : action.id
  checkInput(name, action.input, input)
  if (!run.mayExecute(action, input)) throw errors.actionNotAllowed({ action: name })
}

function tellDryRun(
  run: Run,
  { step, action, iterations }: { step: TaskStep; action: AnyAction; iterations: readonly Iteration[] },
) {
  for (const { input, each } of iterations) {
    const name = each ? `${action.id}[${each.key}]` : action.id
    const shown = JSON.stringify(run.redactor.redactValue(input), undefined, 2)
    const message = `Running ${name} in dry-run mode with inputs (secrets redacted): ${shown}`
    run.log.event({ message, stepId: step.id })
  }
  if (!action.supportsDryRun) {
    const message = `Skipping because ${action.id} does not support dry-run`
    run.log.event({ message, stepId: step.id, status: 'skipped' })
  }
}

/** An iteration in a log line, with nested values as text. */
const eachText = (each: { key: string; value: JsonValue }) =>
  JSON.stringify(each, (key, value) => (key === '' ? value : String(value)))
