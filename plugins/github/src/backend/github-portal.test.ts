import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import { type GithubServer, startGithubServer } from '@callboard/testing/servers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import github from './index.ts'

const secret = 'webhook secret'
let server: GithubServer
let portal: TestPortal

const component = (name: string, title: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  title: ${title}
spec: { type: website, lifecycle: production, owner: ui }
`

beforeEach(async () => {
  server = await startGithubServer()
  server.repo('acme/site', { 'catalog-info.yaml': component('site', 'First') })
  server.repo('acme/mono', {
    'svc/a/catalog-info.yaml': component('svc-a', 'A'),
    'svc/b/catalog-info.yaml': component('svc-b', 'B'),
  })
  server.repo('acme/nothing', { 'README.md': '' })
  server.org({
    login: 'acme',
    users: [{ login: 'ada', name: 'Ada' }],
    teams: [{ slug: 'ui', name: 'UI', members: ['ada'] }],
  })
  const host = server.host
  portal = await startPortal({
    plugins: [auth, catalog, events, github],
    config: {
      integrations: { github: [server.integration] },
      events: { modules: { github: { webhookSecret: secret } } },
      catalog: {
        providers: {
          github: {
            single: { organization: 'acme', host, filters: { repository: 'site|nothing' } },
            many: {
              organization: 'acme',
              host,
              catalogPath: '/svc/*/catalog-info.yaml',
              filters: { repository: 'mono' },
            },
          },
          githubOrg: { githubUrl: server.url, orgs: ['acme'] },
        },
      },
    },
  })
  server.hook({ url: `${portal.url}/api/events/http/github`, secret })
})
afterEach(async () => {
  await portal.stop()
  await server.stop()
})

interface Served {
  metadata: { name: string; title?: string; annotations: Record<string, string> }
  relations: { type: string; targetRef: string }[]
}

async function find(kind: string, name: string): Promise<Served | undefined> {
  const reply = await portal.fetch(`/api/catalog/entities/by-name/${kind}/default/${name}`)
  return reply.status === 200 ? ((await reply.json()) as Served) : undefined
}

async function until<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 10_000; ; ) {
    const value = await read()
    if (isThere(value)) return value
    if (Date.now() > end) throw new Error(`Waited in vain; last seen: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('from repositories and teams to served entities, and on by webhooks', async () => {
  const site = await until(
    () => find('component', 'site'),
    (entity) => entity !== undefined,
  )
  expect(site?.metadata.annotations).toMatchObject({
    'backstage.io/managed-by-location': `url:${server.url}/acme/site/tree/main/catalog-info.yaml`,
    'backstage.io/edit-url': `${server.url}/acme/site/edit/main/catalog-info.yaml`,
    'backstage.io/source-location': `url:${server.url}/acme/site/tree/main/`,
  })
  await until(
    () => find('component', 'svc-b'),
    (entity) => entity !== undefined,
  )
  const team = await until(
    () => find('group', 'ui'),
    (entity) => entity !== undefined,
  )
  expect(team?.relations).toContainEqual({ type: 'hasMember', targetRef: 'user:default/ada' })

  const startedMs = performance.now()
  await server.push('acme/site', { files: { 'catalog-info.yaml': component('site', 'Second') } })
  await until(
    () => find('component', 'site'),
    (entity) => entity?.metadata.title === 'Second',
  )
  expect(performance.now() - startedMs).toBeLessThan(3_000)

  await server.push('acme/mono', { files: { 'svc/c/catalog-info.yaml': component('svc-c', 'C') } })
  await until(
    () => find('component', 'svc-c'),
    (entity) => entity !== undefined,
  )
  await server.push('acme/nothing', { files: { 'catalog-info.yaml': component('something', 'New') } })
  await until(
    () => find('component', 'something'),
    (entity) => entity !== undefined,
  )
  await server.changeRepo('acme/site', 'archived')
  await until(
    () => find('component', 'site'),
    (entity) => entity === undefined,
  )
})

test('while the host is down, everything stays', async () => {
  await until(
    () => find('component', 'site'),
    (entity) => entity !== undefined,
  )
  server.intercept = () => ({ status: 503, body: {} })
  await server.push('acme/site', { files: { 'catalog-info.yaml': component('site', 'Second') } })
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect((await find('component', 'site'))?.metadata.title).toBe('First')
})

test('a file that comes where a registered pattern looks is read at once', async () => {
  const body = JSON.stringify({ type: 'url', target: `${server.url}/acme/nothing/blob/main/**/catalog-info.yaml` })
  const headers = { 'content-type': 'application/json' }
  await portal.fetch('/api/catalog/locations', { method: 'POST', body, headers })
  const read = async () =>
    (
      (await (await portal.fetch('/api/catalog/sources?kind=location')).json()) as {
        items: { name: string; lastReadAt?: string }[]
      }
    ).items.filter(({ name, lastReadAt }) => name.includes('/nothing/') && name.includes('**') && lastReadAt)
  await until(read, (sources) => sources.length > 0)
  await server.push('acme/nothing', { files: { 'deep/down/catalog-info.yaml': component('late', 'Late') } })
  await until(
    () => find('component', 'late'),
    (entity) => entity?.metadata.title === 'Late',
  )
})
