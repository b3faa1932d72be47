import { configsIn, startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import search from './index.ts'

const page = new URL('../../../../docs/searching/operating.md', import.meta.url).pathname
const configs = await configsIn(page, {})

test('the page shows configs', () => {
  expect(configs).toHaveLength(2)
})

test.each(configs)('a portal starts with $at, and searches', async ({ config }) => {
  await using portal = await startPortal({ plugins: [search], config })
  expect((await portal.fetch('/api/search/query')).status).toBe(200)
})
