import { startPortal, type TestPortal } from '@callboard/testing'
import { type GraphServer, type RecordingCatalog, recordingCatalog, startGraphServer } from '@callboard/testing/servers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import microsoft from './index.ts'

const provider = 'MicrosoftGraphOrgEntityProvider:default'
let server: GraphServer
let catalog: RecordingCatalog
let portal: TestPortal | undefined

beforeEach(async () => {
  server = await startGraphServer()
  catalog = recordingCatalog()
  server.users.push(
    { id: 'u1', displayName: 'Ada Lovelace', mail: 'Ada@Acme.com', jobTitle: 'Engineer' },
    { id: 'u2', displayName: 'Bo', userPrincipalName: 'bo@acme.onmicrosoft.com' },
    { id: 'u3', displayName: 'Cy', mail: 'cy@acme.com', accountEnabled: false },
    { id: 'u4', displayName: 'Di', mail: 'di@acme.com' },
  )
  server.groups.push(
    {
      id: 'g1',
      displayName: 'Platform Team',
      mailNickname: 'platform',
      mail: 'platform@acme.com',
      members: ['u1', 'g2'],
    },
    { id: 'g2', displayName: 'On call', members: ['u2', 'u3', 'u1', 'u4'] },
    { id: 'g3', displayName: 'Sales', mailNickname: 'sales', members: ['u4'] },
  )
})
afterEach(async () => {
  await portal?.stop()
  portal = undefined
  await server.stop()
})

async function start(config: object = {}): Promise<Map<string, unknown>> {
  portal = await startPortal({
    plugins: [catalog.plugin, microsoft],
    config: { catalog: { providers: { microsoftGraphOrg: { ...server.config, ...config } } } },
  })
  await catalog.until(() => catalog.mutations.length > 0 || catalog.failures.length > 0)
  return catalog.entities(provider)
}

test('people and groups of a tenant, over pages of two', async () => {
  const entities = await start()
  expect([...entities.keys()]).toEqual([
    ...['group:default/on_call', 'group:default/platform', 'group:default/sales'],
    ...['user:default/ada_acme.com', 'user:default/bo_acme.onmicrosoft.com', 'user:default/di_acme.com'],
  ])
  expect(entities.get('user:default/ada_acme.com')).toEqual({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: 'ada_acme.com',
      description: 'Engineer',
      annotations: {
        'backstage.io/managed-by-location': `url:${server.url}/v1.0/users/u1`,
        'backstage.io/managed-by-origin-location': `url:${server.url}/v1.0/users/u1`,
        'graph.microsoft.com/user-id': 'u1',
        'microsoft.com/email': 'Ada@Acme.com',
      },
    },
    spec: { profile: { displayName: 'Ada Lovelace', email: 'Ada@Acme.com' }, memberOf: [] },
  })
  expect(entities.get('group:default/platform')).toMatchObject({
    metadata: { annotations: { 'graph.microsoft.com/group-id': 'g1' } },
    spec: {
      profile: { displayName: 'Platform Team', email: 'platform@acme.com' },
      children: ['on_call'],
      members: ['ada_acme.com'],
    },
  })
  expect(entities.get('group:default/on_call')).toMatchObject({
    spec: { members: ['ada_acme.com', 'bo_acme.onmicrosoft.com', 'di_acme.com'], children: [] },
  })
})

test.each([
  { why: 'a filter', group: { filter: "displayName eq 'Sales'" } },
  { why: 'a search, sent as Graph wants it', group: { search: 'displayName:sal' } },
])('groups by $why', async ({ group }) => {
  const entities = await start({ group })
  expect([...entities.keys()].filter((ref) => ref.startsWith('group:'))).toEqual(['group:default/sales'])
})

test('only the members of a group', async () => {
  const entities = await start({ userGroupMember: { filter: "displayName eq 'Sales'" } })
  expect([...entities.keys()].filter((ref) => ref.startsWith('user:'))).toEqual(['user:default/di_acme.com'])
})

test('several tenants, by id', async () => {
  portal = await startPortal({
    plugins: [catalog.plugin, microsoft],
    config: { catalog: { providers: { microsoftGraphOrg: { one: server.config, two: server.config } } } },
  })
  await catalog.until(() => catalog.mutations.length === 2)
  expect(catalog.entities('MicrosoftGraphOrgEntityProvider:two').size).toBe(6)
})

test('a server that is over its limit is asked again when it says', async () => {
  let refusals = 1
  server.intercept = ({ url }) =>
    url.startsWith('/v1.0/groups') && refusals-- > 0 ? { status: 429, headers: { 'retry-after': '0' } } : undefined
  expect((await start()).size).toBe(6)
})

test('a wrong secret is told, without the secret, and what was read before stays', async () => {
  await start({ clientSecret: 'not-the-secret' })
  const message = String(catalog.failures[0]?.error)
  expect(message).toContain('catalog.providers.microsoftGraphOrg')
  expect(message).not.toContain('not-the-secret')
  expect(catalog.mutations).toEqual([])
})

test('a page that leads to another host gets no token', async () => {
  server.intercept = ({ url }) =>
    url.startsWith('/v1.0/users') ? { body: { value: [], '@odata.nextLink': 'https://evil.example/users' } } : undefined
  await start()
  expect(String(catalog.failures[0]?.error)).toContain('points to another host')
})

test('user.filter and userGroupMember exclude each other', async () => {
  portal = await startPortal({
    plugins: [catalog.plugin, microsoft],
    config: {
      catalog: { providers: { microsoftGraphOrg: { ...server.config, user: { filter: 'x' }, userGroupMember: {} } } },
    },
  })
  expect(portal.host.plugins().find(({ id }) => id === 'microsoft')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('exclude each other'),
  })
})
