import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import { startPortal } from '@callboard/testing'
import { startGitlabServer } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import gitlab from './index.ts'

const secret = 'webhook secret'
interface Served {
  metadata: { title?: string; annotations: object }
}

const component = (name: string, title: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  title: ${title}
spec: { type: website, lifecycle: production, owner: ui }
`

test('from repositories and groups to served entities, and on by webhooks', async () => {
  await using server = await startGitlabServer()
  server.repo('acme/site', { 'catalog-info.yaml': component('site', 'First') })
  server.repo('acme/empty', { 'README.md': '' })
  server.user({ username: 'ada' })
  server.group({ path: 'acme' })
  server.group({ path: 'acme/ui', members: ['ada'] })
  await using portal = await startPortal({
    plugins: [auth, catalog, events, gitlab],
    config: {
      integrations: { gitlab: [server.integration] },
      events: { modules: { gitlab: { webhookSecret: secret } } },
      catalog: { providers: { gitlab: { main: { host: server.host, group: 'acme', orgEnabled: true } } } },
    },
  })
  server.hook({ url: `${portal.url}/api/events/http/gitlab`, secret })
  const find = async (kind: string, name: string) => {
    const reply = await portal.fetch(`/api/catalog/entities/by-name/${kind}/default/${name}`)
    // What the catalog serves; only the title and the annotations are looked at.
    return reply.ok ? ((await reply.json()) as Served) : undefined
  }
  const until = (kind: string, name: string, isThere: (entity: Served | undefined) => boolean) =>
    expect.poll(async () => isThere(await find(kind, name)), { timeout: 10_000, interval: 20 }).toBe(true)

  await until('component', 'site', (entity) => entity?.metadata.title === 'First')
  await until('group', 'ui', (entity) => entity !== undefined)
  const location = `url:${server.url}/acme/site/-/blob/main/catalog-info.yaml`
  expect((await find('component', 'site'))?.metadata.annotations).toMatchObject({
    'backstage.io/managed-by-location': location,
  })

  await server.push('acme/site', { files: { 'catalog-info.yaml': component('site', 'Second') } })
  await until('component', 'site', (entity) => entity?.metadata.title === 'Second')
  await server.push('acme/empty', { files: { 'catalog-info.yaml': component('fresh', 'New') } })
  await until('component', 'fresh', (entity) => entity !== undefined)
  await server.push('acme/empty', { files: { 'catalog-info.yaml': undefined } })
  // Without its file it is gone, or an orphan that the next sweep removes.
  const isGone = (entity: Served | undefined) => !entity || 'backstage.io/orphan' in entity.metadata.annotations
  await until('component', 'fresh', isGone)
})
