import { startPortal, type TestPortal } from '@callboard/testing'
import {
  type KeycloakServer,
  type RecordingCatalog,
  recordingCatalog,
  startKeycloakServer,
} from '@callboard/testing/servers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import keycloak from './index.ts'

const provider = 'KeycloakOrgEntityProvider:default'
let server: KeycloakServer
let catalog: RecordingCatalog
let portal: TestPortal | undefined

beforeEach(async () => {
  server = await startKeycloakServer()
  catalog = recordingCatalog()
  server.users.push(
    { id: 'u1', username: 'ada', email: 'ada@acme.com', firstName: 'Ada', lastName: 'Lovelace' },
    { id: 'u2', username: 'Bo@Acme.com' },
    { id: 'u3', username: 'cy', enabled: false },
    { id: 'u4', username: 'bo acme.com' },
  )
  server.groups.push(
    {
      ...{ id: 'g1', name: 'Platform', description: 'Runs it.', members: ['u1'] },
      subGroups: [
        {
          id: 'g2',
          name: 'on-call',
          members: ['u1', 'u2', 'u3', 'u4'],
          subGroups: [{ id: 'g4', name: 'Night', members: [] }],
        },
      ],
    },
    { id: 'g3', name: 'Sales', members: [], subGroups: [{ id: 'g5', name: 'On-Call', members: ['u2'] }] },
  )
})
afterEach(async () => {
  await portal?.stop()
  portal = undefined
  await server.stop()
})

async function start(config: object = {}): Promise<Map<string, unknown>> {
  portal = await startPortal({
    plugins: [catalog.plugin, keycloak],
    config: {
      catalog: { providers: { keycloakOrg: { ...server.config, userQuerySize: 2, groupQuerySize: 1, ...config } } },
    },
  })
  await catalog.until(() => catalog.mutations.length > 0 || catalog.failures.length > 0)
  return catalog.entities(provider)
}

test.each([22, 26] as const)('people and groups of a realm of version %s, page by page', async (version) => {
  server.version = version
  const entities = await start()
  expect([...entities.keys()]).toEqual([
    ...['group:default/night', 'group:default/platform', 'group:default/platform-on-call', 'group:default/sales'],
    'group:default/sales-on-call',
    ...['user:default/ada', 'user:default/bo_acme.com-u2', 'user:default/bo_acme.com-u4'],
  ])
  expect(entities.get('user:default/ada')).toEqual({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: 'ada',
      annotations: {
        'backstage.io/managed-by-location': `url:${server.url}/admin/realms/acme/users/u1`,
        'backstage.io/managed-by-origin-location': `url:${server.url}/admin/realms/acme/users/u1`,
        'keycloak.org/id': 'u1',
        'keycloak.org/realm': 'acme',
      },
    },
    spec: { profile: { displayName: 'Ada Lovelace', email: 'ada@acme.com' }, memberOf: [] },
  })
  expect(entities.get('group:default/platform-on-call')).toMatchObject({
    metadata: { annotations: { 'keycloak.org/id': 'g2' } },
    spec: {
      ...{ type: 'group', parent: 'platform', profile: { displayName: 'on-call' } },
      members: ['ada', 'bo_acme.com-u2', 'bo_acme.com-u4'],
    },
  })
  expect(entities.get('group:default/night')).toMatchObject({ spec: { parent: 'platform-on-call' } })
})

test('whoever is removed or disabled goes with the next run', async () => {
  expect((await start({ schedule: { frequency: { milliseconds: 200 } } })).has('user:default/ada')).toBe(true)
  server.users[0] = { ...server.users[0], id: 'u1', username: 'ada', enabled: false }
  await catalog.until(() => !catalog.entities(provider).has('user:default/ada'))
  expect(catalog.entities(provider).get('group:default/platform')).toMatchObject({ spec: { members: [] } })
})

test('a wrong secret is told, without the secret, and what was read before stays', async () => {
  await start({ clientSecret: 'not-the-secret' })
  const message = String(catalog.failures[0]?.error)
  expect(message).toContain('catalog.providers.keycloakOrg')
  expect(message).not.toContain('not-the-secret')
  expect(catalog.mutations).toEqual([])
})

test('a list that breaks off removes nobody', async () => {
  server.intercept = ({ url }) => (url.includes('/groups/g2/members') ? { status: 403, body: {} } : undefined)
  await start()
  expect(catalog.mutations).toEqual([])
  expect(String(catalog.failures[0]?.error)).toContain('answered 403')
})
