import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { findMismatches } from '@callboard/kernel'
import type { JsonObject, JsonValue } from '@callboard/model'
import { type Action, type ActionContext, errors } from '@callboard/plugin-scaffolder'

/** How an action is run in a test. */
export interface RunActionOptions {
  input: JsonObject
  /** The folder it works in. Default: a new empty one. */
  workspace?: string
  /** What checkpoints have remembered, by key; goes on from there, and is added to. */
  checkpoints?: Map<string, JsonValue | undefined>
  /** The process dies when this checkpoint has done its deed and not been stored yet. */
  dieIn?: string
  /** Anything else of the context. */
  context?: Partial<ActionContext>
}

/** What it did. */
export interface ActionRun {
  outputs: Record<string, JsonValue>
  /** `warn the text` */
  log: string[]
  /** What shall be masked. */
  hidden: string[]
}

/**
 * Runs one action as a worker would: the input is held against its schema before, and the outputs after.
 *
 * @throws What the action throws.
 */
export async function runAction(action: Action, options: RunActionOptions): Promise<ActionRun> {
  assertFits(action.input, options.input, `input of ${action.id}`)
  const run: ActionRun = { outputs: {}, log: [], hidden: [] }
  const checkpoints = options.checkpoints ?? new Map()
  const path = options.workspace ?? (await realpath(await mkdtemp(join(tmpdir(), 'callboard-action-'))))
  const line = (level: string) => (message: string) => void run.log.push(`${level} ${message}`)
  await action.run({
    input: options.input,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    workspace: {
      path,
      async resolve(relativePath) {
        const found = resolve(path, relativePath)
        if (found !== path && !found.startsWith(path + sep)) throw errors.pathEscapes({ path: relativePath })
        return found
      },
    },
    output(name, value) {
      run.outputs[name] = value
    },
    async checkpoint<T extends JsonValue | undefined>(key: string, deed: () => Promise<T>) {
      // What is under the key came from the same call of the same action.
      if (checkpoints.has(key)) return checkpoints.get(key) as T
      const value = await deed()
      if (options.dieIn === key) throw new Error(`died in ${key}`)
      checkpoints.set(key, value)
      return value
    },
    temporaryFolder: () => mkdtemp(join(tmpdir(), 'callboard-action-')),
    initiator: { credentials: { principal: { type: 'user' } } },
    secrets: {},
    hide: (secret) => void run.hidden.push(secret),
    taskId: 'task',
    step: { id: 'step', name: 'Step' },
    isDryRun: false,
    signal: new AbortController().signal,
    ...options.context,
  })
  if (action.output) assertFits(action.output, run.outputs, `output of ${action.id}`)
  return run
}

function assertFits(schema: Action['input'], value: unknown, what: string): void {
  const found = findMismatches(schema, value)
  if (found.length > 0) throw new Error(`The ${what} does not fit its schema: ${JSON.stringify(found)}`)
}
