import type { PolicyDecision } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogPortal, documents, startCatalog } from '../fixtures/catalog-portal.ts'

const group = (name: string) => `apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: ${name} }
spec: { type: team, children: [] }
`
const component = (name: string, spec: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, ${spec} }
`

const file = documents(
  group('red'),
  group('blue'),
  component('clean', 'lifecycle: production, owner: red'),
  component('loose', 'lifecycle: production, owner: red, dependsOn: [component:nowhere]'),
  component('other', 'lifecycle: production, owner: blue, dependsOn: [component:nowhere, component:nobody]'),
  component('unfinished', 'owner: red'),
)

const conditional = (rule: string, params: Record<string, unknown>) =>
  ({
    result: 'CONDITIONAL',
    pluginId: 'catalog',
    resourceType: 'catalog-entity',
    conditions: { rule, resourceType: 'catalog-entity', params },
  }) as PolicyDecision

/** What some people may read; everybody else reads everything. */
const decisions: Record<string, PolicyDecision> = {
  'user:default/red': conditional('IS_ENTITY_OWNER', { claims: ['group:default/red'] }),
  'user:default/fenced': conditional('IS_ENTITY_NAMESPACE', { namespaces: ['default'] }),
}

describe.each(['sqlite', 'postgres'] as const)('problems on %s', (database) => {
  let c: CatalogPortal
  let location: string
  beforeAll(async () => {
    c = await startCatalog(
      { '/all.yaml': file },
      {
        database,
        policy: {
          decide: async (_request, user) => decisions[user?.userEntityRef ?? ''] ?? { result: 'ALLOW' },
        },
      },
    )
    const { entityRef } = await c.register('/all.yaml')
    location = entityRef.replace('location:default/', '')
    await c.served('component:default/other')
  })
  afterAll(() => c?.[Symbol.asyncDispose]())

  const as = async (user: string, path: string, json?: unknown) => {
    const token = await c.portal.tokens.user(`user:default/${user}`)
    return c.call(path, { headers: { authorization: `Bearer ${token}` }, json })
  }
  const namesOf = ({ body }: { body: { items: { metadata: { name: string } }[] } }) =>
    body.items.map(({ metadata }) => metadata.name).sort()

  test.each([
    { why: 'of every kind', query: { 'status.problems': 'true' }, names: () => ['loose', 'other', location] },
    { why: 'of one kind', query: { kind: 'component', 'status.problems': 'true' }, names: () => ['loose', 'other'] },
    { why: 'that exist', query: { kind: 'location', 'status.problems': { $exists: true } }, names: () => [location] },
    {
      why: 'or others',
      query: { $any: [{ 'status.problems': 'true' }, { 'metadata.name': 'clean' }] },
      names: () => ['clean', 'loose', 'other', location],
    },
    {
      why: 'left out',
      query: { $all: [{ kind: 'component' }, { $not: { 'status.problems': 'true' } }] },
      names: () => ['clean'],
    },
    { why: 'have no other value', query: { 'status.problems': 'no' }, names: () => [] },
  ])('entities with problems $why', async ({ query, names }) => {
    const page = await c.call('/entities/by-query', { json: { query } })
    expect(namesOf(page)).toEqual(names().sort())
    expect(page.body.totalItems).toBe(names().length)
  })

  test('the key works in addresses, too', async () => {
    const page = await c.call('/entities/by-query?filter=kind=component,status.problems=true&orderField=metadata.name')
    expect(namesOf(page)).toEqual(['loose', 'other'])
  })

  test('they are counted as a facet', async () => {
    const ask = (query: unknown) => c.call('/entity-facets', { json: { facets: ['status.problems', 'kind'], query } })
    expect((await ask({ kind: 'component' })).body.facets['status.problems']).toEqual([{ value: 'true', count: 2 }])
    expect((await ask({ 'metadata.name': 'clean' })).body.facets['status.problems']).toEqual([])
    const { facets } = (await ask({ 'status.problems': 'true' })).body
    expect(facets.kind).toEqual([
      { value: 'Component', count: 2 },
      { value: 'Location', count: 1 },
    ])
  })

  test('a repaired entity is not found any more, and a new mistake is', async () => {
    const nobody = component('nobody', 'lifecycle: production, owner: nobody-at-all')
    c.server.files.set('/more.yaml', documents(nobody, component('nowhere', 'lifecycle: production, owner: red')))
    const { id } = await c.register('/more.yaml')
    await c.served('component:default/nobody')
    const ask = () =>
      c.call('/entities/by-query', { json: { query: { kind: 'component', 'status.problems': 'true' } } })
    expect(namesOf(await ask())).toEqual(['nobody'])
    await c.call(`/locations/${id}`, { method: 'DELETE' })
    await c.gone('component:default/nobody')
    expect(namesOf(await ask())).toEqual(['loose', 'other'])
  })

  const refsOf = ({ body }: { body: { items: { ref: string }[] } }) => body.items.map(({ ref }) => ref)

  test.each([
    { owners: ['group:default/red'], refs: ['component:default/loose'] },
    { owners: ['Group:Default/BLUE'], refs: ['component:default/other', 'component:default/other'] },
    {
      owners: ['group:default/red', 'group:default/blue'],
      refs: ['component:default/loose', 'component:default/other', 'component:default/other'],
    },
    { owners: ['user:default/nobody'], refs: [] },
  ])('problems of what $owners own', async ({ owners, refs }) => {
    const query = owners.map((owner) => `ownerRef=${encodeURIComponent(owner)}`).join('&')
    const reply = await c.call(`/problems?${query}`)
    expect(refsOf(reply)).toEqual(refs)
    expect(reply.body.totalItems).toBe(refs.length)
    const cut = await c.call(`/problems?${query}&limit=1`)
    expect(refsOf(cut)).toEqual(refs.slice(0, 1))
    expect(cut.body.totalItems).toBe(refs.length)
  })

  // That nothing is registered under a ref is told only to those who could read it if it were.
  test.each([
    { user: 'red', why: 'what they own', names: [], refs: [] },
    {
      user: 'fenced',
      why: 'one namespace',
      names: ['loose', 'other'],
      refs: ['component:default/loose', 'component:default/other', 'component:default/other'],
    },
  ])('who may read $why finds and counts the problems of that', async ({ user, names, refs }) => {
    const page = await as(user, '/entities/by-query', { query: { 'status.problems': 'true' } })
    expect(namesOf(page)).toEqual(names)
    expect(page.body.totalItems).toBe(names.length)
    const { body } = await as(user, '/entity-facets', { facets: ['status.problems'] })
    expect(body.facets['status.problems']).toEqual(names.length > 0 ? [{ value: 'true', count: names.length }] : [])
    const problems = await as(user, '/problems?limit=1')
    expect(refsOf(problems)).toEqual(refs.slice(0, 1))
    expect(problems.body.totalItems).toBe(refs.length)
    expect((await as('red', '/problems?ownerRef=group:default/blue')).body).toEqual({ items: [], totalItems: 0 })
  })
})
