import { mkdtemp, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { JsonObject, JsonValue } from '@callboard/model'
import type { Action, ActionContext } from '../../model/index.ts'
import { describeError } from './describe-error.ts'
import type { StepAt } from './run-step.ts'
import type { Run } from './run-steps.ts'

/** How long an action may take to end by itself once it was told to. */
const graceMs = 5_000

/** An action did not end when it was told to. */
export class StillActing extends Error {
  override readonly name = 'Error'
}

/** One call of an action. */
export interface Call extends StepAt {
  input: JsonObject
  output(name: string, value: JsonValue): void
  eachKey?: string
}

/** Calls an action; whatever it left in temporary folders is removed. */
export async function callAction(run: Run, action: Action, call: Call): Promise<void> {
  const folders: string[] = []
  try {
    const running = action.run(contextOf(run, call, folders))
    // One that does not listen must not keep the task from ending.
    await Promise.race([running, afterGrace(run.signal, running)])
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
}

async function afterGrace(signal: AbortSignal, running: Promise<void>): Promise<never> {
  const ended = new AbortController()
  running.catch(() => {}).finally(() => ended.abort())
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true, signal: ended.signal })
  })
  await delay(graceMs, undefined, { signal: ended.signal }).catch(() => new Promise(() => {}))
  throw new StillActing(`The action did not end within ${graceMs / 1000} seconds after it was told to.`)
}

function contextOf(run: Run, call: Call, folders: string[]): ActionContext {
  const { spec, log, workspace, redactor, signal } = run
  const { step, index, input, output, eachKey } = call
  const { user, templateInfo } = spec
  return {
    ...{ input, output, workspace, signal, taskId: run.taskId, isDryRun: run.isDryRun },
    log: log.action(step.id),
    checkpoint: (key, act) => checkpoint(run, { index, key }, act),
    async temporaryFolder() {
      const name = `${basename(workspace.path)}_step-${step.id.replaceAll(/[^\w.-]/g, '_')}-`
      const folder = await mkdtemp(join(dirname(workspace.path), name))
      folders.push(folder)
      return folder
    },
    initiator: run.initiator,
    secrets: run.secrets,
    hide: (secret) => redactor.add([secret]),
    step: { id: step.id, name: step.name },
    ...(eachKey !== undefined && { eachKey }),
    ...(user && { user }),
    ...(templateInfo && {
      template: {
        entityRef: templateInfo.entityRef,
        ...(templateInfo.baseUrl !== undefined && { baseUrl: templateInfo.baseUrl }),
        ...(templateInfo.entity && { metadata: templateInfo.entity.metadata }),
        parameters: spec.parameters,
      },
    }),
  }
}

/** What the act returned, or what it returned in a run before (spec/scaffolder.md 7.4). */
async function checkpoint<T extends JsonValue | undefined>(
  { memory, redactor, signal }: Run,
  { index, key }: { index: number; key: string },
  act: () => Promise<T>,
): Promise<T> {
  const known = memory.checkpoint(index, key)
  // It was stored by this very action, which knows its type.
  if (known?.status === 'success') return known.value as T
  // Nothing is begun that may be begun elsewhere at the same moment.
  signal.throwIfAborted()
  let value: T
  try {
    value = await act()
  } catch (error) {
    const { name, message } = describeError(error, redactor)
    await memory.setCheckpoint(index, key, { status: 'failed', reason: `${name}: ${message}` })
    throw error
  }
  await memory.setCheckpoint(index, key, { status: 'success', ...(value !== undefined && { value }) })
  return value
}
