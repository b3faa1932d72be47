import { Type } from '@callboard/model'
import { eventually } from '@callboard/testing'
import { startPostgres, type TestPostgres } from '@callboard/testing/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineScaffolderAction } from '../../model/index.ts'
import { startTaskPortal } from '../fixtures/task-portal.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

test.each([
  { why: 'goes on by itself when the database is back before its lease has run out', staleTimeout: 'PT60S', runs: 1 },
  { why: 'is taken up again when the database was away for longer', staleTimeout: 'PT3S', runs: 2 },
])('a task $why', { timeout: 60_000 }, async ({ staleTimeout, runs }) => {
  const told: string[] = []
  const reached = Promise.withResolvers<AbortSignal>()
  const goOn = Promise.withResolvers<void>()
  const action = defineScaffolderAction({
    id: 'note',
    description: 'Tells that it runs, and waits.',
    input: Type.Object({ word: Type.String() }),
    async run({ input, log, signal }) {
      told.push(input.word)
      log.info(`word ${input.word}`)
      reached.resolve(signal)
      await goOn.promise
      signal.throwIfAborted()
    },
  })
  await using portal = await startTaskPortal({
    actions: [action],
    config: { backend: { database: { client: 'pg', connection: await server.createDatabase() } } },
    scaffolder: { taskRecovery: { staleTimeout } },
  })
  const id = await portal.create([{ input: { word: 'one' } }, { input: { word: 'two' } }])
  const signal = await reached.promise
  // So that nothing is on its way: whether that had arrived, nobody could know.
  await eventually(async () => (await portal.told(id)).length === 3)
  await server.halt()
  if (runs === 2) {
    // It lets go as soon as it cannot know any more that it holds the task.
    await expect.poll(() => signal.aborted, { timeout: 20_000 }).toBe(true)
    expect(signal.reason).toBe('lease-lost')
  }
  goOn.resolve()
  await server.resume()
  expect(await eventually(() => portal.ended(id), { timeoutMs: 30_000 })).toMatchObject({ status: 'completed' })
  // On a slow machine a short lease may run out once more.
  expect(told.filter((word) => word === 'one').length).toBeGreaterThanOrEqual(runs)
  if (runs === 1) {
    expect(told).toEqual(['one', 'two'])
    expect((await portal.told(id)).map(({ message }) => message)).toEqual([
      'Starting up task with 2 steps',
      'Beginning step note',
      'word one',
      'Finished step note',
      'Beginning step note',
      'word two',
      'Finished step note',
      'Run completed with status: completed',
    ])
  }
})
