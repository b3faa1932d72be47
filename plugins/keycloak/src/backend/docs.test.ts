import { configsIn, startPortal } from '@callboard/testing'
import { recordingCatalog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import keycloak from './index.ts'

const page = new URL('../../../../docs/organisation/keycloak.md', import.meta.url).pathname
const configs = await configsIn(page, { KEYCLOAK_CLIENT_SECRET: 'secret' })

test('the page shows a config', () => {
  expect(configs).toHaveLength(1)
})

test.each(configs)('a portal starts with $at', async ({ config }) => {
  await using portal = await startPortal({ plugins: [recordingCatalog().plugin, keycloak], config })
  expect(portal.host.plugins().filter(({ state }) => state !== 'started')).toEqual([])
  const tasks = await (await portal.fetch('/api/keycloak/.backstage/scheduler/v1/tasks')).json()
  expect(tasks).toMatchObject({ tasks: [{ taskId: 'KeycloakOrgEntityProvider:default' }] })
})
