import auth from '@callboard/plugin-auth/backend'
import events from '@callboard/plugin-events/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import { type GiteaServer, type RecordingCatalog, recordingCatalog, startGiteaServer } from '@callboard/testing/servers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import gitea from './index.ts'

const secret = 'webhook secret'
let server: GiteaServer
let catalog: RecordingCatalog
let portal: TestPortal | undefined

beforeEach(async () => {
  server = await startGiteaServer()
  catalog = recordingCatalog()
  const info = { 'catalog-info.yaml': 'kind: Component' }
  server.org({
    name: 'acme',
    users: [{ login: 'ada', fullName: 'Ada', email: 'ada@acme.com' }, { login: 'bob' }],
    teams: [
      { name: 'Owners', members: ['ada'] },
      { name: 'ui', description: 'Pixels', members: ['ada', 'bob'] },
    ],
  })
  server.org({
    name: 'other',
    users: [{ login: 'ada', fullName: 'Ada' }],
    teams: [{ name: 'Owners', members: ['ada'] }],
  })
  server.repo('acme/api', info, { branch: 'trunk' })
  server.repo('acme/site', info)
  server.repo('acme/empty', { 'README.md': '' })
  server.repo('acme/archive', info, { archived: true })
  server.repo('other/site', info)
})
afterEach(async () => {
  await portal?.stop()
  portal = undefined
  await server.stop()
})

async function start(providers: object) {
  portal = await startPortal({
    plugins: [auth, catalog.plugin, events, gitea],
    config: {
      integrations: { gitea: [server.integration] },
      events: { modules: { gitea: { webhookSecret: secret } } },
      catalog: { providers },
    },
  })
  server.hook({ url: `${portal.url}/api/events/http/gitea`, secret })
  await catalog.until(() => catalog.mutations.length > 0 || catalog.failures.length > 0)
}

describe('discovery', () => {
  const targets = () => [...catalog.entities('gitea-provider:main').values()].map(({ spec }) => spec?.target).sort()
  const file = (repo: string, branch = 'main') => `${server.url}/acme/${repo}/src/branch/${branch}/catalog-info.yaml`
  const discover = (config: object = {}) =>
    start({ gitea: { main: { host: server.host, organization: 'acme', ...config } } })

  test.each<{ why: string; config: object; repos: string[] }>([
    { why: 'every repository with the file that is not archived', config: {}, repos: ['api', 'site'] },
    { why: 'by the whole name', config: { repositories: 'a.*' }, repos: ['api'] },
    { why: 'another file', config: { catalogPath: '/none.yaml' }, repos: [] },
  ])('finds $why', async ({ config, repos }) => {
    await discover(config)
    expect(targets()).toEqual(repos.map((repo) => file(repo, repo === 'api' ? 'trunk' : 'main')))
  })

  test('a file that comes is added, one that changes refreshed, one that goes removed', async () => {
    await discover()
    await server.push('acme/empty', { files: { 'catalog-info.yaml': 'kind: Component' } })
    await catalog.until(() => targets().includes(file('empty')))
    await server.push('acme/site', { files: { 'catalog-info.yaml': 'kind: API' } })
    await catalog.until(() => catalog.refreshed.includes(`url:${file('site')}`))
    await server.push('acme/empty', { files: { 'catalog-info.yaml': undefined } })
    await catalog.until(() => !targets().includes(file('empty')))
    await server.removeRepo('acme/site')
    await catalog.until(() => !targets().includes(file('site')))
    const gone = { type: 'repository.deleted', url: `${server.url}/acme/site` }
    await catalog.until(() => JSON.stringify(catalog.scmEvents.at(-1)) === JSON.stringify(gone))
  })

  test('a push whose commits are not all listed is read by comparing', async () => {
    await discover()
    await server.push('acme/empty', { files: { 'catalog-info.yaml': 'kind: Component' }, listed: 0 })
    await catalog.until(() => targets().includes(file('empty')))
  })

  test('a repository that cannot be looked at keeps its Location, and costs the others nothing', async () => {
    server.intercept = ({ url }) => (url.includes('api/contents/') ? { status: 403, body: {} } : undefined)
    await discover()
    await catalog.until(() => catalog.failures.length > 0)
    expect(targets()).toEqual([file('api', 'trunk'), file('site')])
    expect(String(catalog.failures[0]?.error)).toMatch(/1 of 3 could not be read: .*acme\/api/)
  })

  test('a pattern is refused at the start instead of finding nothing', async () => {
    const lines: string[] = []
    portal = await startPortal({
      plugins: [auth, catalog.plugin, events, gitea],
      config: {
        integrations: { gitea: [server.integration] },
        catalog: {
          providers: { gitea: { main: { host: server.host, organization: 'acme', catalogPath: '/*.yaml' } } },
        },
      },
      onLog: (line) => void lines.push(line),
    })
    expect(lines.join('')).toContain('catalog.providers.gitea.main.catalogPath must name one file')
  })

  test('a failing host removes nothing, and the failure is told', async () => {
    server.intercept = ({ url }) => (url.includes('/contents/') ? { status: 403, body: {} } : undefined)
    await discover()
    expect(catalog.mutations).toEqual([])
    expect(String(catalog.failures[0]?.error)).toMatch(/answered 403/)
  })
})

describe('organisations', () => {
  const provider = 'gitea-org-provider:main'

  test('members and teams become users and groups', async () => {
    await start({ giteaOrg: { main: { host: server.host, orgs: ['acme'] } } })
    const entities = catalog.entities(provider)
    expect([...entities.keys()]).toEqual([
      'group:default/owners',
      'group:default/ui',
      'user:default/ada',
      'user:default/bob',
    ])
    expect(entities.get('group:default/ui')).toMatchObject({
      metadata: { description: 'Pixels', annotations: { 'gitea.com/team-slug': 'acme/ui' } },
      spec: { type: 'team', members: ['ada', 'bob'], children: [] },
    })
    expect(entities.get('user:default/ada')).toMatchObject({
      spec: { profile: { displayName: 'Ada', email: 'ada@acme.com' } },
    })
  })

  test('an organisation that cannot be read costs the others nothing, and loses nothing', async () => {
    server.intercept = ({ url }) => (url.includes('/orgs/other/') ? { status: 403, body: {} } : undefined)
    await start({ giteaOrg: { main: { host: server.host, orgs: ['acme', 'other'] } } })
    await catalog.until(() => catalog.failures.length > 0)
    expect(catalog.mutations).toMatchObject([{ mutation: { type: 'delta', removed: [] } }])
    expect([...catalog.entities(provider).keys()]).toContain('group:acme/ui')
  })

  test('teams of several organisations are kept apart, people are not', async () => {
    await start({ giteaOrg: { main: { host: server.host, orgs: ['acme', 'other'] } } })
    expect([...catalog.entities(provider).keys()]).toEqual([
      'group:acme/owners',
      'group:acme/ui',
      'group:other/owners',
      'user:default/ada',
      'user:default/bob',
    ])
  })
})

test('a webhook with a wrong signature is refused', async () => {
  await start({ gitea: { main: { host: server.host, organization: 'acme' } } })
  const reply = await portal?.fetch('/api/events/http/gitea', {
    as: 'nobody',
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', 'x-gitea-signature': '0'.repeat(64) },
  })
  expect(reply?.status).toBe(403)
})
