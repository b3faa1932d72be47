import { tmpdir } from 'node:os'
import { configsIn } from '@callboard/testing'
import { expect, test } from 'vitest'
import { startTaskPortal } from '../fixtures/task-portal.ts'

const page = new URL('../../../../../docs/templates/running-tasks.md', import.meta.url).pathname
const configs = await configsIn(page)

test('the page shows a config', () => {
  expect(configs).toHaveLength(1)
})

test.each(configs)('a portal runs tasks with $at', async ({ config: { scaffolder } }) => {
  await using portal = await startTaskPortal({
    actions: [{ id: 'note', description: 'Does nothing.', input: { type: 'object' }, run: async () => {} }],
    config: { backend: { workingDirectory: tmpdir() } },
    // A block of the page, which is an object.
    scaffolder: scaffolder as Record<string, unknown>,
  })
  expect(await portal.ended(await portal.create([{}]))).toMatchObject({ status: 'completed' })
})
