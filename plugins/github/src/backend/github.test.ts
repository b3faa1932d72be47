import { createUrlReading } from '@callboard/kernel'
import auth from '@callboard/plugin-auth/backend'
import events from '@callboard/plugin-events/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import {
  type GithubServer,
  plainConfig,
  type RecordingCatalog,
  recordingCatalog,
  silentLog,
  startGithubServer,
} from '@callboard/testing/servers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import github from './index.ts'

const secret = 'webhook secret'
let server: GithubServer
let catalog: RecordingCatalog
let portal: TestPortal | undefined

beforeEach(async () => {
  server = await startGithubServer()
  catalog = recordingCatalog()
})
afterEach(async () => {
  await portal?.stop()
  portal = undefined
  await server.stop()
})

async function start(providers: object, integration: object = server.integration) {
  portal = await startPortal({
    plugins: [auth, catalog.plugin, events, github],
    config: {
      integrations: { github: [integration] },
      events: { modules: { github: { webhookSecret: secret } } },
      catalog: { providers },
    },
  })
  server.hook({ url: `${portal.url}/api/events/http/github`, secret })
}

describe('discovery', () => {
  const provider = 'github-provider:acme'
  const targets = () => [...catalog.entities(provider).values()].map(({ spec }) => spec?.target).sort()
  const file = (repo: string, path = 'catalog-info.yaml', branch = 'main') =>
    `${server.url}/acme/${repo}/blob/${branch}/${path}`
  const withApp = () => ({ ...server.integration, apps: [server.app.integration] })
  const discover = async (config: object = {}) => {
    await start({ github: { acme: { organization: 'acme', host: server.host, ...config } } })
    await catalog.until(() => catalog.mutations.length > 0 || catalog.failures.length > 0)
  }
  beforeEach(() => {
    const info = { 'catalog-info.yaml': 'kind: Component' }
    server.repo('acme/site', info, { topics: ['web'], visibility: 'public' })
    server.repo('acme/api', info, { branch: 'trunk', topics: ['web', 'old'] })
    server.repo('acme/empty', { 'README.md': '' })
    server.repo('acme/archive', info, { archived: true })
    server.repo('acme/copy', info, { fork: true })
    server.repo('other/site', info)
  })

  test.each<{ why: string; config: object; repos: string[] }>([
    { why: 'every repository that is not archived', config: {}, repos: ['api', 'copy', 'empty', 'site'] },
    { why: 'only those with the file', config: { validateLocationsExist: true }, repos: ['api', 'copy', 'site'] },
    { why: 'no forks', config: { filters: { allowForks: false } }, repos: ['api', 'empty', 'site'] },
    {
      why: 'archived ones too',
      config: { filters: { allowArchived: true } },
      repos: ['api', 'archive', 'copy', 'empty', 'site'],
    },
    { why: 'by the whole name', config: { filters: { repository: 's.*' } }, repos: ['site'] },
    { why: 'by visibility', config: { filters: { visibility: ['public'] } }, repos: ['site'] },
    { why: 'by topic', config: { filters: { topic: { include: ['web'], exclude: ['old'] } } }, repos: ['site'] },
    { why: 'in small pages', config: { pageSizes: { repositories: 1 } }, repos: ['api', 'copy', 'empty', 'site'] },
  ])('finds $why', async ({ config, repos }) => {
    await discover(config)
    expect(targets()).toEqual(repos.map((repo) => file(repo, 'catalog-info.yaml', repo === 'api' ? 'trunk' : 'main')))
  })

  test('gives Locations that may be missing, under its own key', async () => {
    await discover({ filters: { repository: 'site' } })
    const [given] = catalog.mutations.flatMap(({ mutation }) => (mutation.type === 'full' ? mutation.entities : []))
    expect(given).toEqual({
      locationKey: provider,
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Location',
        metadata: {
          name: expect.stringMatching(/^generated-[0-9a-f]{40}$/),
          annotations: {
            'backstage.io/managed-by-location': `url:${file('site')}`,
            'backstage.io/managed-by-origin-location': `url:${file('site')}`,
          },
        },
        spec: { type: 'url', target: file('site'), presence: 'optional' },
      },
    })
  })

  test('a pushed change is read again, in both spellings of its address', async () => {
    await discover()
    await server.push('acme/site', { files: { 'catalog-info.yaml': 'kind: API', 'docs/a.md': 'new' } })
    await catalog.until(() => catalog.refreshed.length > 0)
    expect(catalog.refreshed).toContain(`url:${file('site')}`)
    expect(catalog.refreshed).toContain(`url:${server.url}/acme/site/tree/main/docs/a.md`)
    expect(catalog.mutations).toHaveLength(1)
  })

  test('a file that comes is added, one that goes is removed', async () => {
    await discover({ validateLocationsExist: true })
    await server.push('acme/empty', { files: { 'catalog-info.yaml': 'kind: Component' } })
    await catalog.until(() => targets().includes(file('empty')))
    await server.push('acme/empty', { files: { 'catalog-info.yaml': undefined } })
    await catalog.until(() => !targets().includes(file('empty')))
  })

  test('a push to another branch changes nothing', async () => {
    await discover({ validateLocationsExist: true })
    await server.push('acme/empty', { files: { 'catalog-info.yaml': 'x' }, branch: 'draft' })
    await catalog.until(() => catalog.refreshed.length > 0)
    expect(catalog.mutations).toHaveLength(1)
  })

  test('archived, renamed and deleted repositories follow at once', async () => {
    await discover()
    await server.changeRepo('acme/site', 'archived')
    await catalog.until(() => !targets().includes(file('site')))
    await server.changeRepo('acme/copy', { renamed: 'original' })
    await catalog.until(() => targets().includes(file('original')) && !targets().includes(file('copy')))
    await server.changeRepo('acme/original', 'deleted')
    await catalog.until(() => !targets().includes(file('original')))
  })

  test('a branch with a slash in its name can be read from', async () => {
    server.repo('acme/slash', { 'catalog-info.yaml': 'kind: Component' }, { branch: 'release/1.0' })
    await discover({ filters: { repository: 'slash' } })
    expect(targets()).toEqual([file('slash', 'catalog-info.yaml', 'release%2F1.0')])
    const config = plainConfig({ integrations: { github: [server.integration] } })
    const read = await createUrlReading({ config, log: silentLog }).urlReader.readUrl(String(targets()[0]))
    expect(String(await read.buffer())).toBe('kind: Component')
  })

  test('of a person, only what they own is read', async () => {
    server.repo('ada/own', {})
    server.repo('acme/shared', {}, { collaborators: ['ada'] })
    await discover({ organization: 'ada' })
    expect(targets()).toEqual([`${server.url}/ada/own/blob/main/catalog-info.yaml`])
  })

  test('a push is told in every spelling of an address', async () => {
    await discover()
    await server.push('acme/api', { files: { 'a b/catalog-info.yaml': 'x' } })
    await catalog.until(() => catalog.refreshed.length > 0)
    const expected = [file('api', 'a b/catalog-info.yaml', 'trunk'), file('api', 'a%20b/catalog-info.yaml', 'HEAD')]
    expect(catalog.refreshed).toEqual(expect.arrayContaining(expected.map((url) => `url:${url}`)))
  })

  test('an organisation that cannot be read costs the others nothing and loses nothing', async () => {
    server.app.installedAt.push('acme', 'other')
    server.intercept = ({ url, body }) =>
      url.endsWith('/graphql') && body.includes('"other"') ? { status: 403, body: {} } : undefined
    const { appId } = server.app.integration
    await start({ github: { acme: { app: appId, host: server.host } } }, withApp())
    await catalog.until(() => catalog.failures.length > 0)
    expect(catalog.mutations).toMatchObject([{ mutation: { type: 'delta', removed: [] } }])
    expect(targets()).toContain(file('site'))
    expect(String(catalog.failures[0]?.error)).toMatch(/1 of 2 could not be read: other/)
  })

  test('an app that is installed nowhere is a failure, and removes nothing', async () => {
    await start({ github: { acme: { app: 'unknown', host: server.host } } }, withApp())
    await catalog.until(() => catalog.failures.length > 0)
    expect(catalog.mutations).toEqual([])
    expect(String(catalog.failures[0]?.error)).toMatch(/No organisation on .* has the GitHub App unknown installed/)
  })

  test('a failing host removes nothing, and the failure is told', async () => {
    server.intercept = () => ({ status: 401, body: {} })
    await discover()
    expect(catalog.mutations).toEqual([])
    expect(String(catalog.failures[0]?.error)).toMatch(/answered 401\. Check the credentials in "integrations.github"/)
  })

  test('an error in the middle of the answer is a failure of all', async () => {
    server.intercept = ({ url }) =>
      url.endsWith('/graphql')
        ? { body: { data: { repositoryOwner: null }, errors: [{ message: 'a timeout' }] } }
        : undefined
    await discover()
    expect(catalog.mutations).toEqual([])
    expect(String(catalog.failures[0]?.error)).toMatch(/a timeout/)
  })

  test('an exhausted rate limit is waited for, or told', async () => {
    server.limits.requestsLeft = 0
    await discover()
    expect(String(catalog.failures[0]?.error)).toMatch(/over its rate limit for another 6\d minutes/)
  })
})

describe('organisations', () => {
  const provider = 'GithubMultiOrgEntityProvider:production'
  const org = () =>
    server.org({
      login: 'acme',
      users: [{ login: 'ada', name: 'Ada', email: 'ada@acme.com', bio: 'Engine' }, { login: 'bob' }],
      teams: [
        { slug: 'core', name: 'Core', members: [] },
        { slug: 'ui', name: 'UI', description: 'Pixels', parent: 'core', members: ['ada'] },
      ],
    })
  const read = async () => {
    await start({ githubOrg: { id: 'production', githubUrl: server.url, orgs: ['acme'] } })
    await catalog.until(() => catalog.mutations.length > 0)
  }

  test('people and teams become users and groups', async () => {
    org()
    await read()
    const entities = catalog.entities(provider)
    expect([...entities.keys()]).toEqual([
      'group:default/core',
      'group:default/ui',
      'user:default/ada',
      'user:default/bob',
    ])
    expect(entities.get('user:default/ada')).toMatchObject({
      metadata: {
        description: 'Engine',
        annotations: { 'github.com/user-login': 'ada', 'github.com/user-id': expect.any(String) },
      },
      spec: { profile: { displayName: 'Ada', email: 'ada@acme.com', picture: expect.any(String) }, memberOf: [] },
    })
    expect(entities.get('group:default/ui')).toMatchObject({
      metadata: {
        description: 'Pixels',
        annotations: {
          'github.com/team-slug': 'acme/ui',
          'backstage.io/managed-by-location': `url:${server.url}/orgs/acme/teams/ui`,
        },
      },
      spec: { type: 'team', parent: 'core', children: [], members: ['ada'], profile: { displayName: 'UI' } },
    })
  })

  test('a team with more members than fit on a page has them all', async () => {
    const members = Array.from({ length: 250 }, (_, index) => `user-${index}`)
    server.org({
      login: 'acme',
      users: members.map((login) => ({ login })),
      teams: [{ slug: 'all', name: 'All', members }],
    })
    await read()
    expect(catalog.entities(provider).get('group:default/all')?.spec?.members).toHaveLength(250)
    expect(catalog.entities(provider)).toHaveProperty('size', 251)
  })

  test('a membership, a team and a person that come or go follow at once', async () => {
    const acme = org()
    await read()
    const organization = { login: 'acme' }
    const [core, ui] = acme.teams
    core?.members.push('bob')
    await server.emit('membership', { action: 'added', organization, team: core })
    await catalog.until(
      () => JSON.stringify(catalog.entities(provider).get('group:default/core')?.spec?.members) === '["bob"]',
    )
    acme.teams.pop()
    await server.emit('team', { action: 'deleted', organization, team: ui })
    await catalog.until(() => !catalog.entities(provider).has('group:default/ui'))
    acme.users.push({ login: 'eve' })
    await server.emit('organization', { action: 'member_added', organization, membership: { user: { login: 'eve' } } })
    await catalog.until(() => catalog.entities(provider).has('user:default/eve'))
    acme.users.pop()
    await server.emit('organization', {
      action: 'member_removed',
      organization,
      membership: { user: { login: 'eve' } },
    })
    await catalog.until(() => !catalog.entities(provider).has('user:default/eve'))
  })
})

describe('webhooks', () => {
  test.each([
    { why: 'no signature', headers: {} },
    { why: 'a wrong signature', headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
    { why: 'a signature that is none', headers: { 'x-hub-signature-256': 'sha256=' } },
  ])('$why is refused', async ({ headers }) => {
    await start({})
    const reply = await portal?.fetch('/api/events/http/github', {
      as: 'nobody',
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', 'x-github-event': 'push', ...headers },
    })
    expect(reply?.status).toBe(403)
    expect(await reply?.json()).toEqual({ message: 'invalid signature' })
  })
})

describe('what happened to files and repositories', () => {
  const url = (path: string) => `${server.url}/acme/${path}`
  beforeEach(async () => {
    server.repo('acme/site', { 'a.yaml': 'kind: Component', 'b.yaml': 'kind: API' })
    await start({})
  })
  const told = async () => {
    await catalog.until(() => catalog.scmEvents.length > 0)
    return catalog.scmEvents
  }

  test('a renamed file has moved, in all spellings', async () => {
    await server.push('acme/site', { files: { 'a.yaml': undefined, 'c.yaml': 'kind: Component', 'b.yaml': undefined } })
    expect(await told()).toEqual(
      expect.arrayContaining([
        { type: 'location.moved', fromUrl: url('site/blob/main/a.yaml'), toUrl: url('site/blob/main/c.yaml') },
        { type: 'location.moved', fromUrl: url('site/tree/HEAD/a.yaml'), toUrl: url('site/tree/HEAD/c.yaml') },
        { type: 'location.deleted', url: url('site/blob/main/b.yaml') },
      ]),
    )
    expect(catalog.refreshed).not.toContain(`url:${url('site/blob/main/a.yaml')}`)
  })

  test('when GitHub cannot tell what was renamed, nothing counts as gone', async () => {
    server.intercept = ({ url }) => (url.includes('/compare/') ? { status: 404, body: {} } : undefined)
    await server.push('acme/site', { files: { 'a.yaml': undefined, 'c.yaml': 'kind: Component' } })
    expect((await told()).map(({ type }) => type)).not.toContain('location.deleted')
    expect(await told()).toContainEqual({ type: 'location.updated', url: url('site/blob/main/a.yaml') })
  })

  test.each([
    { why: 'a forced push', payload: { forced: true, commits: [{ added: ['x'] }] } },
    { why: 'a push that lists nothing', payload: { commits: [] } },
  ])('$why may have changed all of the repository', async ({ payload }) => {
    const repository = { name: 'site', html_url: url('site'), default_branch: 'main', owner: { login: 'acme' } }
    await server.emit('push', { ref: 'refs/heads/main', before: 'a', after: 'b', repository, ...payload })
    expect(await told()).toEqual([{ type: 'repository.updated', url: url('site') }])
  })

  test('repositories that are renamed, given away and deleted', async () => {
    await server.changeRepo('acme/site', { renamed: 'web' })
    await server.emit('repository', {
      action: 'transferred',
      changes: { owner: { from: { organization: { login: 'former' } } } },
      repository: { name: 'web', html_url: url('web'), default_branch: 'main', owner: { login: 'acme' } },
    })
    await server.changeRepo('acme/web', 'deleted')
    await catalog.until(() => catalog.scmEvents.length === 3)
    expect(catalog.scmEvents).toEqual([
      { type: 'repository.moved', fromUrl: url('site'), toUrl: url('web') },
      { type: 'repository.moved', fromUrl: `${server.url}/former/web`, toUrl: url('web') },
      { type: 'repository.deleted', url: url('web') },
    ])
  })
})
