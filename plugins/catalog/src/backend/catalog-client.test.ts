import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client'
import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogPortal, component, documents, startCatalog } from './fixtures/catalog-portal.ts'

const api = `apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: orders }
spec: { type: openapi, lifecycle: production, owner: team-a, definition: 'openapi: 3.1.0' }
`

describe.each(['sqlite', 'postgres'] as const)('@backstage/catalog-client on %s', (database) => {
  let c: CatalogPortal
  beforeAll(async () => {
    c = await startCatalog(
      {
        '/a.yaml': documents(component('web', '  tags: [java, data]\n'), component('shop', '  tags: [data]\n'), api),
        '/more.yaml': component('extra'),
        '/bad.yaml': 'kind: [',
      },
      { database },
    )
    await c.register('/a.yaml')
    await c.served('component:default/web')
    await c.served('api:default/orders')
  })
  afterAll(() => c[Symbol.asyncDispose]())

  test('getEntities filters, projects, orders and pages', async () => {
    const { items } = await c.client.getEntities(
      {
        filter: { kind: ['component', 'api'] },
        fields: ['metadata.name'],
        order: { field: 'metadata.name', order: 'desc' },
      },
      c.as,
    )
    expect(items).toEqual([
      { metadata: { name: 'web' } },
      { metadata: { name: 'shop' } },
      { metadata: { name: 'orders' } },
    ])
    const paged = await c.client.getEntities({ filter: { kind: 'component' }, limit: 1, offset: 1 }, c.as)
    expect(paged.items).toHaveLength(1)
  })

  test('getEntitiesByRefs keeps order, repeats, and gives undefined for what is not there', async () => {
    const { items } = await c.client.getEntitiesByRefs(
      {
        entityRefs: ['component:default/web', 'component:default/nope', 'api:default/orders', 'component:default/web'],
      },
      c.as,
    )
    expect(items.map((item) => item?.metadata.name)).toEqual(['web', undefined, 'orders', 'web'])
    const filtered = await c.client.getEntitiesByRefs(
      { entityRefs: ['component:default/web', 'api:default/orders'], filter: { kind: 'api' } },
      c.as,
    )
    expect(filtered.items.map((item) => item?.metadata.name)).toEqual([undefined, 'orders'])
  })

  test('getEntitiesByRefs sends 1500 refs in two requests and merges them in order', async () => {
    const entityRefs = Array.from({ length: 1500 }, (_, i) =>
      i === 1400 ? 'component:default/web' : `component:default/n${i}`,
    )
    const { items } = await c.client.getEntitiesByRefs({ entityRefs }, c.as)
    expect(items).toHaveLength(1500)
    expect(items.findIndex((item) => item !== undefined)).toBe(1400)
  })

  test.each([
    { why: 'by filter', request: { filter: { kind: 'component' } } },
    { why: 'by predicate', request: { query: { kind: 'component' } } },
    {
      why: 'by filter and order',
      request: { filter: { kind: 'component' }, orderFields: [{ field: 'metadata.name', order: 'asc' as const }] },
    },
  ])('queryEntities walks forward and back $why', async ({ request }) => {
    const first = await c.client.queryEntities({ ...request, limit: 1 }, c.as)
    expect(first.totalItems).toBe(2)
    expect(first.pageInfo.prevCursor).toBeUndefined()
    const second = await c.client.queryEntities({ cursor: first.pageInfo.nextCursor ?? '', limit: 1 }, c.as)
    expect(second.items[0]?.metadata.name).not.toBe(first.items[0]?.metadata.name)
    expect(second.pageInfo.nextCursor).toBeUndefined()
    const back = await c.client.queryEntities({ cursor: second.pageInfo.prevCursor ?? '', limit: 1 }, c.as)
    expect(back.items).toEqual(first.items)
    expect(back.pageInfo.prevCursor).toBeUndefined()
  })

  test('queryEntities searches full text and counts only when asked', async () => {
    const found = await c.client.queryEntities({ fullTextFilter: { term: 'SHO', fields: ['metadata.name'] } }, c.as)
    expect(found.items.map((item) => item.metadata.name)).toEqual(['shop'])
    const none = await c.client.queryEntities({ filter: { kind: 'component' }, limit: 0 }, c.as)
    expect(none).toMatchObject({ items: [], totalItems: 2, pageInfo: {} })
  })

  test('streamEntities yields every page', async () => {
    const names: string[] = []
    for await (const page of c.client.streamEntities(
      { filter: { 'metadata.tags': CATALOG_FILTER_EXISTS }, pageSize: 1 },
      c.as,
    )) {
      names.push(...page.map((entity) => entity.metadata.name))
    }
    expect(names.sort()).toEqual(['shop', 'web'])
  })

  test('getEntityByRef finds in any casing, and gives undefined for what is not there', async () => {
    expect((await c.client.getEntityByRef('Component:Default/WEB', c.as))?.metadata.name).toBe('web')
    expect(await c.client.getEntityByRef('component:default/nope', c.as)).toBeUndefined()
  })

  test('getEntityByName finds too', async () => {
    const found = await c.client.getEntityByName({ kind: 'API', namespace: 'default', name: 'orders' }, c.as)
    expect(found?.kind).toBe('API')
  })

  test('getEntityAncestors leads to the registered location; throws for what is not there', async () => {
    const { rootEntityRef, items } = await c.client.getEntityAncestors({ entityRef: 'component:default/web' }, c.as)
    expect(rootEntityRef).toBe('component:default/web')
    expect(items).toHaveLength(2)
    expect(items[1]?.entity.kind).toBe('Location')
    expect(items[1]?.parentEntityRefs).toEqual([])
    await expect(c.client.getEntityAncestors({ entityRef: 'component:default/nope' }, c.as)).rejects.toMatchObject({
      statusCode: 404,
      cause: { name: 'NotFoundError' },
    })
  })

  test.each([
    { why: 'by filter', more: { filter: { kind: 'component' } } },
    { why: 'by predicate', more: { query: { kind: 'component' } } },
  ])('getEntityFacets counts $why', async ({ more }) => {
    const { facets } = await c.client.getEntityFacets({ facets: ['metadata.tags', 'nope'], ...more }, c.as)
    expect(facets).toEqual({
      'metadata.tags': [
        { value: 'data', count: 2 },
        { value: 'java', count: 1 },
      ],
      nope: [],
    })
  })

  test('locations: add, list, find, update, remove', async () => {
    const target = `${c.server.url}/more.yaml`
    const tried = await c.client.addLocation({ target, dryRun: true }, c.as)
    expect(tried.exists).toBe(false)
    expect(tried.entities.map((entity) => entity.kind)).toEqual(['Location', 'Component'])
    const { location } = await c.client.addLocation({ target }, c.as)
    await expect(c.client.addLocation({ target }, c.as)).rejects.toMatchObject({ statusCode: 409 })
    expect((await c.client.addLocation({ target, dryRun: true }, c.as)).exists).toBe(true)
    expect((await c.client.getLocations({}, c.as)).items).toContainEqual(location)
    expect(await c.client.getLocationByRef(`url:${target}`, c.as)).toEqual(location)
    expect(await c.client.getLocationById(location.id, c.as)).toEqual(location)
    expect(await c.client.getLocationById('not-a-uuid', c.as)).toBeUndefined()
    await c.served('component:default/extra')
    expect(await c.client.getLocationByEntity('component:default/extra', c.as)).toEqual(location)
    const found = await c.client.queryLocations({ query: { target } }, c.as)
    expect(found.items).toEqual([location])
    const streamed = []
    for await (const page of c.client.streamLocations({ limit: 1 } as never, c.as)) streamed.push(...page)
    expect(streamed).toHaveLength(2)
    const moved = await c.client.updateLocation(location.id, { target: `${target}?v=2` }, c.as)
    expect(moved).toMatchObject({ id: location.id, target: `${target}?v=2` })
    await c.client.removeLocationById(location.id, c.as)
    await c.gone('component:default/extra')
    expect(await c.client.getLocationById(location.id, c.as)).toBeUndefined()
  })

  test('validateEntity tells valid from invalid', async () => {
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'x' },
      spec: { type: 'service', lifecycle: 'production', owner: 'team-a' },
    }
    expect(await c.client.validateEntity(entity, 'url:https://example.com/x.yaml', c.as)).toEqual({ valid: true })
    const { owner: _owner, ...spec } = entity.spec
    const invalid = await c.client.validateEntity({ ...entity, spec }, 'url:https://example.com/x.yaml', c.as)
    expect(invalid).toMatchObject({ valid: false, errors: [{ message: expect.stringContaining('owner') }] })
    const local = await c.client.validateEntity(entity, 'file:/etc/passwd', c.as)
    expect(local).toMatchObject({ valid: false, errors: [{}] })
  })

  test('analyzeLocation proposes a component for what does not describe itself', async () => {
    const analysis = await c.client.analyzeLocation(
      { location: { type: 'url', target: 'https://git.example.com/acme/site' } },
      c.as,
    )
    expect(analysis.existingEntityFiles).toEqual([])
    expect(analysis.generateEntities[0]?.entity).toMatchObject({ kind: 'Component', metadata: { name: 'site' } })
  })

  test('refreshEntity answers at once and throws for what is not there', async () => {
    await c.client.refreshEntity('component:default/web', c.as)
    await expect(c.client.refreshEntity('component:default/nope', c.as)).rejects.toThrow()
  })

  test('removeEntityByUid deletes; what its source still gives comes back with another uid', async () => {
    const before = await c.client.getEntityByRef('component:default/shop', c.as)
    await c.client.removeEntityByUid(before?.metadata.uid ?? '', c.as)
    const after = await eventually(async () => {
      const found = await c.client.getEntityByRef('component:default/shop', c.as)
      return found && found.metadata.uid !== before?.metadata.uid ? found : undefined
    })
    expect(after.metadata.name).toBe('shop')
  })
})
