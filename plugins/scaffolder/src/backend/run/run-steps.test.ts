import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type JsonObject, Type } from '@callboard/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineScaffolderAction, type TaskEventBody, type TaskStep } from '../../model/index.ts'
import { createExpressions } from '../expressions/create-expressions.ts'
import { openWorkspace } from '../files/workspace.ts'
import { specOf } from '../fixtures/task-portal.ts'
import { createRedactor } from '../secrets/redactor.ts'
import { runLog } from '../tasks/run-task.ts'
import { fleetingMemory } from './run-memory.ts'
import { type Run, runSteps, type StopReason } from './run-steps.ts'

const closed = { additionalProperties: false }
let calls: unknown[] = []

const actions = [
  defineScaffolderAction({
    id: 'note',
    description: 'Keeps what it was called with.',
    supportsDryRun: true,
    input: Type.Object({ a: Type.Optional(Type.Unknown()), b: Type.Optional(Type.String()) }, closed),
    async run({ input, output, eachKey, isDryRun }) {
      calls.push(eachKey === undefined ? input : { [eachKey]: input })
      output('a', input.a === undefined ? null : (input.a as string))
      output('isDryRun', isDryRun)
    },
  }),
  defineScaffolderAction({
    id: 'fail',
    description: 'Fails with its word.',
    input: Type.Object({ word: Type.String() }, closed),
    async run({ input, temporaryFolder }) {
      await writeFile(join(await temporaryFolder(), 'left'), 'x')
      throw new TypeError(input.word, { cause: new Error('The cause.') })
    },
  }),
  defineScaffolderAction({
    id: 'remote',
    description: 'Changes something outside, so a dry run leaves it out.',
    input: Type.Object({}, closed),
    output: Type.Object({
      url: Type.String({ examples: ['https://example.com'] }),
      id: Type.Number(),
      tags: Type.Array(Type.String()),
      isNew: Type.Boolean(),
      other: Type.Unknown(),
    }),
    run: () => Promise.reject(new Error('It must not be called.')),
  }),
  defineScaffolderAction({
    id: 'stop',
    description: 'Is cancelled while it runs.',
    input: Type.Object({}, closed),
    async run({ signal }) {
      aborting.abort('cancelled' satisfies StopReason)
      signal.throwIfAborted()
    },
  }),
]

let aborting = new AbortController()
let folder: string
beforeEach(async () => {
  calls = []
  aborting = new AbortController()
  folder = await mkdtemp(join(tmpdir(), 'callboard-run-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function run(steps: readonly Partial<TaskStep>[], more: Partial<Run> & { output?: JsonObject } = {}) {
  const told: TaskEventBody[] = []
  const { output = {}, ...rest } = more
  const redactor = createRedactor(Object.values(rest.secrets ?? {}))
  const result = await runSteps({
    taskId: 'task-1',
    spec: { ...specOf(steps), output, parameters: { n: 3, list: ['x', 'y'], no: false, map: { k: 'v' } } },
    secrets: {},
    environment: { parameters: { region: 'eu' }, secrets: { npm: 'npm-secret' } },
    initiator: { credentials: { principal: { type: 'none' } } },
    expressions: createExpressions({ extensions: [], integrationType: () => undefined }),
    findAction: (id) => actions.find((action) => action.id === id),
    mayExecute: () => true,
    redactor,
    log: runLog({ tell: (body) => told.push(body) }, redactor),
    workspace: openWorkspace(folder),
    memory: fleetingMemory(),
    signal: aborting.signal,
    isDryRun: false,
    ...rest,
  })
  return { result, told, lines: told.map(({ message }) => message) }
}

describe('conditions', () => {
  test.each([
    { why: 'true', if: true, runs: true },
    { why: 'false', if: false, runs: false },
    { why: 'the text "false"', if: 'false', runs: true },
    { why: 'the empty text', if: '', runs: false },
    { why: 'a false value', if: '${{ parameters.no }}', runs: false },
    { why: 'an unset value', if: '${{ parameters.unset }}', runs: false },
    { why: 'an empty list', if: '${{ [] }}', runs: false },
    { why: 'a filled list', if: '${{ parameters.list }}', runs: true },
    { why: 'a secret, which conditions do not see', if: '${{ secrets.token }}', runs: false },
    { why: 'an expression that cannot be read', if: '${{ bad syntax', runs: true },
    { why: 'failure() while nothing has failed', if: '${{ failure() }}', runs: false },
    { why: 'always()', if: '${{ always() }}', runs: true },
  ])('$why', async ({ if: condition, runs }) => {
    const { lines, result } = await run([{ if: condition, input: { a: 1 } }], { secrets: { token: 'secret' } })
    expect(calls.length).toBe(runs ? 1 : 0)
    expect(lines.includes('Skipping step step-1 because its if condition was false')).toBe(!runs)
    expect(result.status).toBe('completed')
  })

  test.each([
    { why: 'nothing', if: undefined, runs: false },
    { why: 'true', if: true, runs: false },
    { why: 'an expression that holds', if: '${{ parameters.n }}', runs: false },
    { why: 'always()', if: '${{ always() }}', runs: true },
    { why: 'failure()', if: '${{ failure() }}', runs: true },
    { why: 'always() that is not called', if: '${{ parameters.no and always() }}', runs: false },
    { why: 'always() and something false', if: '${{ always() and parameters.no }}', runs: false },
  ])('after a failure, $why', async ({ if: condition, runs }) => {
    const { result } = await run([
      { action: 'fail', input: { word: 'first' } },
      { ...(condition !== undefined && { if: condition }), input: { a: 1 } },
    ])
    expect(calls.length).toBe(runs ? 1 : 0)
    expect(result).toEqual({ status: 'failed', error: { name: 'TypeError', message: 'first' } })
  })

  test('an expression that cannot be rendered stays as it is, and is warned of', async () => {
    const { told } = await run([{ input: { a: '${{ parameters.n && 1 }}' } }])
    expect(calls).toEqual([{ a: '${{ parameters.n && 1 }}' }])
    expect(told.filter(({ level }) => level === 'warn')).toEqual([
      {
        message: expect.stringMatching(
          /^An expression in input\.a was left as it is written, because it cannot be rendered: \$\{\{ parameters\.n && 1 \}\} \(.+\)$/s,
        ),
        level: 'warn',
        stepId: 'step-1',
      },
    ])
  })
})

describe('each', () => {
  const a = '${{ each.value }}'
  test.each([
    { why: 'a list', each: '${{ parameters.list }}', calls: [{ 0: { a: 'x' } }, { 1: { a: 'y' } }], a: ['x', 'y'] },
    { why: 'an object', each: { k: 'v' }, calls: [{ k: { a: 'v' } }], a: ['v'] },
    {
      why: 'a condition for each',
      each: ['x', 'y'],
      if: '${{ each.key == "1" }}',
      calls: [{ 1: { a: 'y' } }],
      a: ['y'],
    },
    { why: 'nothing in it', each: [], calls: [], a: undefined },
  ])('$why', async ({ each, if: condition, calls: wanted, a: given }) => {
    const { result } = await run([{ id: 's', each, ...(condition && { if: condition }), input: { a } }], {
      output: { all: '${{ steps.s.output }}' },
    })
    expect(calls).toEqual(wanted)
    expect(result).toMatchObject({ status: 'completed', output: { all: given ? { a: given } : {} } })
  })

  test.each([
    { why: 'nothing', each: '${{ parameters.unset }}', message: 'The each of step s cannot be resolved to a value' },
    { why: 'a number', each: '${{ parameters.n }}', message: 'The each of step s must resolve to an array or object' },
    { why: 'null', each: '${{ null }}', message: 'The each of step s must resolve to an array or object' },
  ])('refused: $why', async ({ each, message }) => {
    const { result } = await run([{ id: 's', each, input: {} }])
    expect(result).toEqual({ status: 'failed', error: { name: 'InputError', message } })
  })

  test('all iterations are checked before the first is run', async () => {
    const { result } = await run([{ each: ['x', 1], input: { b: '${{ each.value }}' } }])
    expect(calls).toEqual([])
    expect(result).toMatchObject({
      error: { message: 'Invalid input passed to action note[1], instance.b is not of a type(s) string' },
    })
  })

  test('iterations are told', async () => {
    const { lines } = await run([
      { each: [{ deep: 1 }, 'y'], if: '${{ each.key == "0" }}', input: { a: '${{ each.key }}' } },
    ])
    expect(lines).toContain('Running step each: {"key":"0","value":"[object Object]"}')
    expect(lines).toContain('Skipping step each: {"key":"1","value":"y"}')
  })
})

describe('refused', () => {
  test.each([
    {
      attack: 'an unknown action',
      step: { action: 'nowhere' },
      error: { name: 'NotFoundError', message: "Template action with ID 'nowhere' is not registered." },
    },
    {
      attack: 'an action that the policy forbids with this input',
      step: { input: { b: 'forbidden' } },
      error: { name: 'NotAllowedError', message: 'Unauthorized action: note. The action is not allowed.' },
    },
    {
      attack: 'one iteration that the policy forbids',
      step: { each: { ok: 'fine', bad: 'forbidden' }, input: { b: '${{ each.value }}' } },
      error: { name: 'NotAllowedError', message: 'Unauthorized action: note[bad]. The action is not allowed.' },
    },
    {
      attack: 'inputs that the action does not know',
      step: { input: { a: 1, c: 2, d: 3 } },
      error: {
        name: 'InputError',
        message:
          'Invalid input passed to action note, instance is not allowed to have the additional property "c", instance is not allowed to have the additional property "d"',
      },
    },
  ])('$attack', async ({ step, error }) => {
    const mayExecute: Run['mayExecute'] = (_, { b }) => b !== 'forbidden'
    expect((await run([step], { mayExecute })).result).toEqual({ status: 'failed', error })
    expect(calls).toEqual([])
    expect((await run([{ input: { b: 'fine' } }], { mayExecute })).result.status).toBe('completed')
  })
})

describe('secrets', () => {
  const secrets = { token: 'Tok-En-123' }
  test.each([
    { why: 'as it is', word: '${{ secrets.token }}', shown: '***' },
    { why: 'made of it', word: '${{ secrets.token | lower }}', shown: '***' },
    { why: 'with text around it', word: 'x ${{ secrets.token | reverse }}', shown: '***' },
    { why: 'of the config', word: '${{ environment.secrets.npm }}', shown: '***' },
    { why: 'not one', word: '${{ environment.parameters.region }}', shown: 'eu' },
  ])('reaches the action, and not the log: $why', async ({ word, shown }) => {
    const { result, lines } = await run([{ action: 'fail', input: { word } }], { secrets })
    expect(result).toEqual({ status: 'failed', error: { name: 'TypeError', message: shown } })
    expect(lines).toContain(`TypeError: ${shown}\nCaused by Error: The cause.`)
  })

  test('also those that an each step walks, and what is made of them', async () => {
    const { result } = await run(
      [{ action: 'fail', each: ['${{ secrets.token }}'], input: { word: '${{ each.value | lower }}' } }],
      { secrets },
    )
    expect(result).toMatchObject({ error: { message: '***' } })
  })

  test('the output does not see them, and is masked', async () => {
    const { result } = await run([{ id: 's', input: { a: '${{ secrets.token }}' } }], {
      secrets,
      output: { given: '${{ steps.s.output.a }}', direct: 'x${{ secrets.token }}' },
    })
    expect(calls).toEqual([{ a: 'Tok-En-123' }])
    expect(result).toMatchObject({ output: { given: '***', direct: 'x' } })
  })
})

test('links and texts whose condition is false are left out', async () => {
  const { result } = await run([], {
    output: {
      links: [
        { if: '${{ parameters.no }}', title: 'never' },
        { if: '${{ parameters.unset }}', title: 'the condition is gone' },
        { if: '${{ [] }}', title: 'empty' },
        { if: '${{ parameters.n }}', title: 'yes', url: 'https://example.com/${{ parameters.n }}' },
      ],
      text: [{ if: '${{ bad', title: 'raw' }],
      count: '${{ parameters.n }}',
    },
  })
  expect(result).toEqual({
    status: 'completed',
    output: {
      links: [{ title: 'the condition is gone' }, { title: 'yes', url: 'https://example.com/3' }],
      text: [{ title: 'raw' }],
      count: 3,
    },
  })
})

test('a second failure is told, and the first is the result', async () => {
  const { result, lines } = await run([
    { action: 'fail', input: { word: 'first' } },
    { action: 'fail', input: { word: 'second' }, if: '${{ always() }}' },
  ])
  expect(result).toMatchObject({ error: { message: 'first' } })
  expect(lines).toContain('Additional error occurred: TypeError: second\nCaused by Error: The cause.')
})

test('temporary folders are removed, also after a failure', async () => {
  await run([{ action: 'fail', input: { word: 'x' } }])
  const names = await readdir(dirname(folder))
  expect(names.filter((name) => name.startsWith(`${folder.split('/').at(-1)}_step-`))).toEqual([])
})

test('a dry run leaves out what does not support it, and makes up what it gives', async () => {
  const { result, told } = await run(
    [
      { id: 'r', action: 'remote' },
      { id: 'n', input: { a: '${{ steps.r.output }}' } },
    ],
    {
      isDryRun: true,
      output: { isDryRun: '${{ steps.n.output.isDryRun }}' },
    },
  )
  expect(calls).toEqual([
    { a: { url: 'https://example.com', id: 0, tags: ['<example>'], isNew: false, other: '<unknown>' } },
  ])
  expect(result).toMatchObject({ output: { isDryRun: true } })
  expect(told).toContainEqual({
    message: 'Running remote in dry-run mode with inputs (secrets redacted): {}',
    stepId: 'r',
  })
  expect(told).toContainEqual({
    message: 'Skipping because remote does not support dry-run',
    stepId: 'r',
    status: 'skipped',
  })
})

test('after a cancellation nothing runs, whatever its condition', async () => {
  const { result } = await run([
    { id: 's', name: 'Stop', action: 'stop' },
    { if: '${{ always() }}', input: { a: 1 } },
  ])
  expect(calls).toEqual([])
  expect(result).toEqual({
    status: 'cancelled',
    error: { name: 'Error', message: 'Step s (Stop) of task task-1 has been cancelled' },
  })
})
