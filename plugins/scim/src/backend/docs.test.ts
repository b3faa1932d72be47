import { configsIn, startPortal } from '@callboard/testing'
import { recordingCatalog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import scim from './index.ts'

const page = new URL('../../../../docs/organisation/scim.md', import.meta.url).pathname
const token = 'a-token-of-32-random-characters-x'
const configs = await configsIn(page, { SCIM_TOKEN: token })

test('the page shows a config', () => {
  expect(configs).toHaveLength(1)
})

test.each(configs)('a portal starts with $at, and takes people', async ({ config }) => {
  await using portal = await startPortal({ plugins: [recordingCatalog().plugin, scim], config })
  const body = JSON.stringify({ userName: 'ada' })
  const reply = await portal.fetch('/api/scim/v2/Users', { method: 'POST', body, as: { token } })
  expect(reply.status).toBe(201)
})
