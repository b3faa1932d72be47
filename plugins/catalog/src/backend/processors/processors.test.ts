import { eventually } from '@callboard/testing'
import { type GithubServer, startGithubServer } from '@callboard/testing/servers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startCatalog } from '../fixtures/catalog-portal.ts'

let server: GithubServer
const unowned = (name: string, more = '') =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name}${more} }\nspec: { type: service, lifecycle: p }\n`

beforeEach(async () => {
  server = await startGithubServer()
  server.repo('acme/site', {
    'svc a/catalog-info.yaml': unowned('owned'),
    'other.yaml': `${unowned('nobody')}---\n${unowned('named', ', annotations: { github.com/project-slug: by/hand }').replace('lifecycle: p', 'lifecycle: p, owner: ops')}`,
    '.github/CODEOWNERS': '/svc\\ a/ @acme/team-a @ada\n',
  })
})
afterEach(() => server.stop())

const start = async (processors: object) => {
  const config = { integrations: { github: [server.integration] } }
  const c = await startCatalog({}, { config, catalog: { processors } })
  for (const path of ['svc%20a/catalog-info.yaml', 'other.yaml']) {
    const target = `${server.url}/acme/site/blob/main/${path}`
    await c.client.addLocation({ type: 'url', target }, c.as)
  }
  return c
}

test('an entity without an owner has that of its file; its author and its repository count', async () => {
  await using c = await start({ codeOwners: {}, annotateScmSlug: {} })
  const owned = await c.served('component:default/owned')
  expect(owned.spec.owner).toBe('team-a')
  expect(owned.relations).toContainEqual({ type: 'ownedBy', targetRef: 'group:default/team-a' })
  expect(owned.metadata.annotations['github.com/project-slug']).toBe('acme/site')
  const named = await c.served('component:default/named')
  expect(named.spec.owner).toBe('ops')
  expect(named.metadata.annotations['github.com/project-slug']).toBe('by/hand')
  expect((await c.call('/entities/unprocessed/failed')).body.entities).toMatchObject([
    { entity_ref: 'component:default/nobody' },
  ])
})

test('a CODEOWNERS file that changes is looked at again, though the entity has not changed', async () => {
  await using c = await start({ codeOwners: {} })
  await c.served('component:default/owned', (found) => found.spec.owner === 'team-a')
  await server.push('acme/site', { files: { '.github/CODEOWNERS': '* @acme/team-b\n' } })
  await eventually(async () => {
    await c.call('/refresh', { json: { entityRef: 'component:default/owned' } })
    const { body } = await c.call('/entities/by-name/component/default/owned')
    return body.spec.owner === 'team-b'
  })
})

test('without being asked for, neither adds anything', async () => {
  await using c = await start({})
  const named = await c.served('component:default/named')
  expect(named.metadata.annotations['github.com/project-slug']).toBe('by/hand')
  expect((await c.call('/entities/by-name/component/default/owned')).status).toBe(404)
})
