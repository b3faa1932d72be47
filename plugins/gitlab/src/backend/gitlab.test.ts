import auth from '@callboard/plugin-auth/backend'
import events from '@callboard/plugin-events/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import {
  type GitlabServer,
  type RecordingCatalog,
  recordingCatalog,
  startGitlabServer,
} from '@callboard/testing/servers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import gitlab from './index.ts'

const secret = 'webhook token'
let server: GitlabServer
let catalog: RecordingCatalog
let portal: TestPortal | undefined

beforeEach(async () => {
  server = await startGitlabServer()
  catalog = recordingCatalog()
  const info = { 'catalog-info.yaml': 'kind: Component' }
  server.group({ path: 'acme', name: 'Acme', members: ['ada'] })
  server.group({ path: 'acme/web', description: 'Pixels', members: ['bob'] })
  server.group({ path: 'other' })
  server.user({ username: 'ada', name: 'Ada', email: 'ada@acme.com' })
  server.user({ username: 'bob' })
  server.user({ username: 'zoe', state: 'blocked' })
  server.repo('acme/api', info, { branch: 'trunk' })
  server.repo('acme/web/site', info)
  server.repo('acme/empty', { 'README.md': '' })
  server.repo('acme/archive', info, { archived: true })
  server.repo('acme/copy', info, { fork: true })
  server.repo('other/site', info)
})
afterEach(async () => {
  await portal?.stop()
  portal = undefined
  await server.stop()
})

async function start(config: object) {
  portal = await startPortal({
    plugins: [auth, catalog.plugin, events, gitlab],
    config: {
      integrations: { gitlab: [server.integration] },
      events: { modules: { gitlab: { webhookSecret: secret } } },
      catalog: { providers: { gitlab: { main: { host: server.host, ...config } } } },
    },
  })
  server.hook({ url: `${portal.url}/api/events/http/gitlab`, secret })
  await catalog.until(() => catalog.mutations.length > 0 || catalog.failures.length > 0)
}

describe('discovery', () => {
  const provider = 'GitlabDiscoveryEntityProvider:main'
  const targets = () => [...catalog.entities(provider).values()].map(({ spec }) => spec?.target).sort()
  const file = (project: string, branch = 'main') => `${server.url}/${project}/-/blob/${branch}/catalog-info.yaml`

  test.each<{ why: string; config: object; files: string[] }>([
    {
      why: 'every project with the file that is not archived',
      config: {},
      files: ['acme/api', 'acme/copy', 'acme/web/site', 'other/site'],
    },
    { why: 'a group and those below', config: { group: 'acme' }, files: ['acme/api', 'acme/copy', 'acme/web/site'] },
    { why: 'no forks', config: { group: 'acme', skipForkedRepos: true }, files: ['acme/api', 'acme/web/site'] },
    {
      why: 'archived ones too',
      config: { includeArchivedRepos: true, projectPattern: 'archive$' },
      files: ['acme/archive'],
    },
    {
      why: 'not those left out',
      config: { group: 'acme', excludeRepos: ['acme/copy', 'acme/api'] },
      files: ['acme/web/site'],
    },
    { why: 'another branch', config: { branch: 'none' }, files: [] },
  ])('finds $why', async ({ config, files }) => {
    await start(config)
    expect(targets()).toEqual(files.map((project) => file(project, project === 'acme/api' ? 'trunk' : 'main')))
  })

  test('a file that comes is added, one that changes refreshed, one that goes removed', async () => {
    await start({ group: 'acme' })
    await server.push('acme/empty', { files: { 'catalog-info.yaml': 'kind: Component' } })
    await catalog.until(() => targets().includes(file('acme/empty')))
    await server.push('acme/web/site', { files: { 'catalog-info.yaml': 'kind: API' } })
    await catalog.until(() => catalog.refreshed.includes(`url:${file('acme/web/site')}`))
    await server.push('acme/empty', { files: { 'catalog-info.yaml': undefined } })
    await catalog.until(() => !targets().includes(file('acme/empty')))
  })

  test('a push whose commits are not all listed is read by comparing', async () => {
    await start({ group: 'acme' })
    await server.push('acme/empty', { files: { 'catalog-info.yaml': 'kind: Component' }, listed: 0 })
    await catalog.until(() => targets().includes(file('acme/empty')))
    expect(catalog.refreshed).toContain(`url:${file('acme/empty')}`)
  })

  test('a project that cannot be looked at keeps its Location, and costs the others nothing', async () => {
    server.intercept = ({ url }) =>
      url.includes('/files/') && url.includes('trunk') ? { status: 403, body: {} } : undefined
    await start({ group: 'acme' })
    await catalog.until(() => catalog.failures.length > 0)
    expect(targets()).toEqual([file('acme/api', 'trunk'), file('acme/copy'), file('acme/web/site')])
    expect(catalog.mutations).toMatchObject([{ mutation: { type: 'full' } }])
    expect(String(catalog.failures[0]?.error)).toMatch(/1 of 4 could not be read: .*acme\/api/)
  })

  test('a repository that is switched off is not asked', async () => {
    server.repo('acme/issues-only', {}, { isDisabled: true })
    await start({ group: 'acme' })
    expect(catalog.failures).toEqual([])
    expect(targets()).toHaveLength(3)
  })

  test('all projects are listed by their number, which no limit ends', async () => {
    for (let n = 0; n < 120; n++) server.repo(`many/p${n}`, { 'catalog-info.yaml': 'kind: Component' })
    await start({ projectPattern: '^many/' })
    expect(targets()).toHaveLength(120)
    expect(server.requests.filter((request) => request.includes('id_after='))).toHaveLength(1)
  })

  test('a failing host removes nothing, and the failure is told', async () => {
    server.intercept = ({ url }) => (url.includes('/files/') ? { status: 403, body: {} } : undefined)
    await start({})
    expect(catalog.mutations).toEqual([])
    expect(String(catalog.failures[0]?.error)).toMatch(/answered 403/)
  })
})

describe('organisation', () => {
  const provider = 'GitlabOrgDiscoveryEntityProvider:main'
  const entities = () => catalog.entities(provider)
  const read = async (config: object = {}) => {
    await start({ orgEnabled: true, group: 'acme', ...config })
    await catalog.until(() => catalog.mutations.some((mutation) => mutation.provider === provider))
  }

  test('users and groups are read', async () => {
    await read()
    expect([...entities().keys()]).toEqual([
      'group:default/acme',
      'group:default/web',
      'user:default/ada',
      'user:default/bob',
    ])
    expect(entities().get('user:default/ada')).toMatchObject({
      metadata: { annotations: { '127.0.0.1/user-login': `${server.url}/ada` } },
      spec: { profile: { displayName: 'Ada', email: 'ada@acme.com' } },
    })
    expect(entities().get('group:default/web')).toMatchObject({
      metadata: { description: 'Pixels', annotations: { '127.0.0.1/team-path': 'acme/web' } },
      spec: { type: 'team', parent: 'acme', children: [], members: ['bob'] },
    })
  })

  test('inherited memberships count when asked for', async () => {
    await read({ relations: ['INHERITED'] })
    expect(entities().get('group:default/web')?.spec?.members).toEqual(['ada', 'bob'])
  })

  test.each([
    {
      why: 'a group elsewhere that has the name of one here',
      event: { event_name: 'group_destroy', full_path: 'web' },
    },
    {
      why: 'a group of another GitLab',
      event: { event_name: 'group_destroy', full_path: 'acme/web' },
      instance: 'https://gitlab.example.com',
    },
  ])('a system hook about $why removes nothing', async ({ event, instance }) => {
    await read()
    await server.emit(event, instance)
    await server.emit({ event_name: 'user_destroy', username: 'bob' })
    await catalog.until(() => !entities().has('user:default/bob'))
    expect(entities().has('group:default/web')).toBe(true)
  })

  test('the group may be written in any case', async () => {
    await read({ group: 'ACME' })
    expect([...entities().keys()].slice(0, 2)).toEqual(['group:default/acme', 'group:default/web'])
  })

  test('the tokens of groups and projects are no people', async () => {
    server.user({ username: 'group_2_bot_9f3a' })
    server.group({ path: 'acme/bots', members: ['group_2_bot_9f3a', 'ada'] })
    await read()
    expect(entities().get('group:default/bots')?.spec?.members).toEqual(['ada'])
    expect([...entities().keys()].filter((ref) => ref.includes('bot_'))).toEqual([])
  })

  test('who joins a group counts in those below, too, when memberships are inherited', async () => {
    await read({ relations: ['INHERITED'] })
    server.groupOf('acme').members = ['ada', 'bob']
    await server.emit({ event_name: 'user_add_to_group', group_id: 1, user_username: 'bob' })
    server.groupOf('acme/web').members = []
    await catalog.until(() => JSON.stringify(entities().get('group:default/web')?.spec?.members) === '["ada","bob"]')
  })

  test('system hooks change what they name', async () => {
    await read()
    const web = server.group({ path: 'acme/ops', members: [] })
    await server.emit({ event_name: 'group_create', group_id: 4, full_path: web.path })
    await catalog.until(() => entities().has('group:default/ops'))
    web.members = ['ada']
    await server.emit({ event_name: 'user_add_to_group', group_id: 4, user_username: 'ada' })
    await catalog.until(() => JSON.stringify(entities().get('group:default/ops')?.spec?.members) === '["ada"]')
    server.removeGroup(web.path)
    await server.emit({ event_name: 'group_destroy', group_id: 4, full_path: web.path })
    await catalog.until(() => !entities().has('group:default/ops'))
    server.user({ username: 'eve' })
    await server.emit({ event_name: 'user_create', username: 'eve' })
    await catalog.until(() => entities().has('user:default/eve'))
    await server.emit({ event_name: 'user_destroy', username: 'eve' })
    await catalog.until(() => !entities().has('user:default/eve'))
  })
})

test('a webhook with a wrong token is refused', async () => {
  await start({})
  const reply = await portal?.fetch('/api/events/http/gitlab', {
    as: 'nobody',
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', 'x-gitlab-token': 'guess' },
  })
  expect(reply?.status).toBe(403)
  expect(await reply?.json()).toEqual({ message: 'invalid token' })
})

test('files that are renamed, and projects that move or go, are told', async () => {
  await start({ group: 'acme' })
  await server.push('acme/web/site', { files: { 'catalog-info.yaml': undefined, 'docs/c.yaml': 'kind: Component' } })
  await catalog.until(() => catalog.scmEvents.length > 0)
  const at = `${server.url}/acme/web/site/-/blob/main`
  expect(catalog.scmEvents).toContainEqual({
    type: 'location.moved',
    fromUrl: `${at}/catalog-info.yaml`,
    toUrl: `${at}/docs/c.yaml`,
  })
  catalog.scmEvents.length = 0
  await server.emit({
    event_name: 'project_transfer',
    path_with_namespace: 'acme/site',
    old_path_with_namespace: 'acme/web/site',
  })
  await server.emit({ event_name: 'project_destroy', path_with_namespace: 'acme/site' })
  await catalog.until(() => catalog.scmEvents.length === 2)
  expect(catalog.scmEvents).toEqual([
    { type: 'repository.moved', fromUrl: `${server.url}/acme/web/site`, toUrl: `${server.url}/acme/site` },
    { type: 'repository.deleted', url: `${server.url}/acme/site` },
  ])
})
