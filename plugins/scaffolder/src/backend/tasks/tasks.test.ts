import { Type } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineScaffolderAction } from '../../model/index.ts'
import { startTaskPortal, type TaskPortal } from '../fixtures/task-portal.ts'

const done: string[] = []
const actions = [
  defineScaffolderAction({
    id: 'note',
    description: 'Notes a word, and gives it back.',
    input: Type.Object({ word: Type.Optional(Type.String()) }, { additionalProperties: false }),
    async run({ input, log, output }) {
      log.info(`noting ${input.word}`)
      done.push(input.word ?? '')
      output('word', input.word ?? '')
    },
  }),
  defineScaffolderAction({
    id: 'fail',
    description: 'Fails.',
    input: Type.Object({}),
    run: () => Promise.reject(new Error('It was asked to fail.')),
  }),
]

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  let portal: TaskPortal
  beforeAll(async () => {
    portal = await startTaskPortal({ actions, database })
  })
  afterAll(() => portal.stop())

  test('a task runs its steps in order, and gives its output', async () => {
    const id = await portal.create(
      [{ input: { word: 'one' } }, { input: { word: '${{ steps["step-1"].output.word }} two' } }],
      {
        spec: { output: { text: [{ title: 'Words', content: '${{ steps["step-2"].output.word }}' }] } },
      },
    )
    expect(await portal.ended(id)).toMatchObject({ id, status: 'completed', createdBy: 'user:default/ada' })
    expect(await portal.told(id)).toEqual([
      { type: 'log', message: 'Starting up task with 2 steps' },
      { type: 'log', message: 'Beginning step note', stepId: 'step-1', status: 'processing' },
      { type: 'log', message: 'noting one', stepId: 'step-1' },
      { type: 'log', message: 'Finished step note', stepId: 'step-1', status: 'completed' },
      { type: 'log', message: 'Beginning step note', stepId: 'step-2', status: 'processing' },
      { type: 'log', message: 'noting one two', stepId: 'step-2' },
      { type: 'log', message: 'Finished step note', stepId: 'step-2', status: 'completed' },
      { type: 'completion', message: 'Run completed with status: completed' },
    ])
    const events = await portal.store.listEvents(id)
    expect(events.at(-1)?.body.output).toEqual({ text: [{ title: 'Words', content: 'one two' }] })
  })

  test('a task that fails says why', async () => {
    const id = await portal.create([{ action: 'fail' }, { input: { word: 'never' } }])
    expect(await portal.ended(id)).toMatchObject({ status: 'failed', reason: 'It was asked to fail.' })
    expect((await portal.told(id)).slice(1)).toEqual([
      { type: 'log', message: 'Beginning step fail', stepId: 'step-1', status: 'processing' },
      { type: 'log', message: 'Error: It was asked to fail.', stepId: 'step-1', status: 'failed' },
      {
        type: 'log',
        message: 'Skipping step step-2 because a previous step failed',
        stepId: 'step-2',
        status: 'skipped',
      },
      { type: 'completion', message: 'Run completed with status: failed' },
    ])
    expect(done).not.toContain('never')
  })
})
