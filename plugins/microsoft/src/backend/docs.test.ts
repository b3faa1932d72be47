import { configsIn, startPortal } from '@callboard/testing'
import { recordingCatalog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import microsoft from './index.ts'

const page = new URL('../../../../docs/organisation/microsoft.md', import.meta.url).pathname
const secrets = { AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'client', AZURE_CLIENT_SECRET: 'secret' }
const configs = await configsIn(page, secrets)

test('the page shows configs', () => {
  expect(configs).toHaveLength(2)
})

test.each(configs)('a portal starts with $at', async ({ config }) => {
  await using portal = await startPortal({ plugins: [recordingCatalog().plugin, microsoft], config })
  expect(portal.host.plugins().filter(({ state }) => state !== 'started')).toEqual([])
  const tasks = await (await portal.fetch('/api/microsoft/.backstage/scheduler/v1/tasks')).json()
  expect(tasks).toMatchObject({ tasks: [{ taskId: 'MicrosoftGraphOrgEntityProvider:default' }] })
})
