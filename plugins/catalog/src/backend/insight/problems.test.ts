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

/** Who may read only what the red team owns. */
const reader = 'user:default/reader'
const onlyRed = {
  result: 'CONDITIONAL',
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: { rule: 'IS_ENTITY_OWNER', resourceType: 'catalog-entity', params: { claims: ['group:default/red'] } },
} as PolicyDecision

describe.each(['sqlite', 'postgres'] as const)('problems on %s', (database) => {
  let c: CatalogPortal
  let location: string
  beforeAll(async () => {
    c = await startCatalog(
      { '/all.yaml': file },
      {
        database,
        policy: {
          decide: async (_request, user) => (user?.userEntityRef === reader ? onlyRed : { result: 'ALLOW' }),
        },
      },
    )
    const { entityRef } = await c.register('/all.yaml')
    location = entityRef.replace('location:default/', '')
    await c.served('component:default/other')
  })
  afterAll(() => c?.[Symbol.asyncDispose]())

  const asReader = async (path: string, json?: unknown) => {
    const token = await c.portal.tokens.user(reader)
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

  test('who may read some entities finds and counts the problems of those', async () => {
    const page = await asReader('/entities/by-query', { query: { 'status.problems': 'true' } })
    expect(namesOf(page)).toEqual(['loose'])
    expect(page.body.totalItems).toBe(1)
    const { body } = await asReader('/entity-facets', { facets: ['status.problems'] })
    expect(body.facets['status.problems']).toEqual([{ value: 'true', count: 1 }])
    const problems = await asReader('/problems?limit=1')
    expect(refsOf(problems)).toEqual(['component:default/loose'])
    expect(problems.body.totalItems).toBe(1)
    expect((await asReader('/problems?ownerRef=group:default/blue')).body).toEqual({ items: [], totalItems: 0 })
  })
})
