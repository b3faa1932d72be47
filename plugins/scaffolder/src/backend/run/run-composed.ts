import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '@callboard/model'
import type { TaskStep } from '../../model/index.ts'
import type { ComposedAction } from '../composed-actions/composed-action.ts'
import { type Call, StillActing } from './call-action.ts'
import type { RunMemory, StepRecord } from './run-memory.ts'
import { renderHidden } from './run-step.ts'
import { advance, type Run, type RunLog, type RunState, scopeOf } from './run-steps.ts'

/**
 * Runs an action that is made of others: each of its steps is checked, allowed, logged and remembered as one of the template
 * would be, under the step that called it.
 *
 * @throws The failure of its first step that failed.
 */
export async function runComposed(run: Run, action: ComposedAction, call: Call): Promise<void> {
  const masked = run.redactor.redactValue(call.input)
  const inner: Run = {
    ...run,
    ...(!isDeepStrictEqual(masked, call.input) && { maskedParameters: masked }),
    spec: { ...run.spec, steps: action.steps, parameters: call.input },
    log: logUnder(run.log, call.step),
    memory: memoryUnder(run.memory, call),
  }
  const state: RunState = { steps: {} }
  const stop = await advance(inner, state)
  if (state.isActing) throw new StillActing(`An action in ${action.id} did not end after it was told to.`)
  if (stop) throw new Error(`${action.id} was stopped.`)
  if (state.failure) throw Object.assign(new Error(state.failure.message), { name: state.failure.name })
  const gives = { value: action.gives, where: `the output of ${action.id}`, stepId: call.step.id }
  const { value } = renderHidden(inner, { ...gives, scope: scopeOf(inner, state) })
  for (const [name, given] of Object.entries(value as Record<string, JsonValue>)) call.output(name, given)
}

/** What inner steps tell is told of the outer one, whose own state it does not change. */
function logUnder(log: RunLog, outer: TaskStep): RunLog {
  return {
    event: ({ message, stepId, level }) =>
      log.event({
        message: stepId === undefined ? message : `[${stepId}] ${message}`,
        stepId: outer.id,
        ...(level && { level }),
      }),
    action: () => log.action(outer.id),
  }
}

/**
 * Inner steps are remembered as checkpoints of the outer one. A failed one is not: it runs again with the outer step.
 * In the keys of an `each` step the iteration comes first.
 */
function memoryUnder(memory: RunMemory, { index, eachKey }: Call): RunMemory {
  const prefix = eachKey === undefined ? '' : `${eachKey} `
  const ofStep = (inner: number) => `${prefix}step ${inner}`
  const ofCheckpoint = (inner: number, key: string) => `${ofStep(inner)} ${key}`
  return {
    step(inner) {
      const known = memory.checkpoint(index, ofStep(inner))
      // Only `endStep` below stores under this key.
      return known?.status === 'success' ? (known.value as unknown as StepRecord) : undefined
    },
    async endStep(inner, record) {
      if (record.status !== 'completed') return
      await memory.setCheckpoint(index, ofStep(inner), { status: 'success', value: { ...record } })
    },
    checkpoint: (inner, key) => memory.checkpoint(index, ofCheckpoint(inner, key)),
    setCheckpoint: (inner, key, record) => memory.setCheckpoint(index, ofCheckpoint(inner, key), record),
  }
}
