import { configsIn, startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import audit from './index.ts'

const page = new URL('../../../../docs/audit.md', import.meta.url).pathname
const configs = await configsIn(page, {})

test('the page shows a config', () => {
  expect(configs).toHaveLength(1)
})

test.each(configs)('a portal starts with $at, and its audit is open to whoever may', async ({ config }) => {
  await using portal = await startPortal({
    plugins: [audit],
    config,
    policy: { decide: async () => ({ result: 'ALLOW' }) },
  })
  expect((await portal.fetch('/api/audit/records')).status).toBe(200)
})
