import type { SearchDocument } from '@callboard/plugin-search'
import search from '@callboard/plugin-search/backend'
import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { type CatalogPortal, component, documents, startCatalog } from '../fixtures/catalog-portal.ts'

const at = (schedule: object) => ({ search: { collators: { catalog: { schedule }, apis: { schedule } } } })
const atOnce = at({ initialDelay: 'PT0S' })

const openapi = `
  definition: |
    openapi: 3.1.0
    paths:
      /seats/{id}:
        get: { operationId: readSeat, summary: Read a seat, description: With its row. }
    components: { schemas: { Seat: { description: Where somebody sits. } } }
`
const api = (name: string, type: string, definition: string) => `apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: ${name} }
spec:
  type: ${type}
  lifecycle: production
  owner: team-a${definition}`

interface Found {
  results: { type: string; document: SearchDocument; rank: number }[]
}

async function query(portal: CatalogPortal['portal'], text: string, as?: string) {
  const token = as === undefined ? undefined : await portal.tokens.user(as)
  const response = await portal.fetch(`/api/search/query?${text}`, token === undefined ? {} : { as: { token } })
  return { status: response.status, body: (await response.json()) as Found }
}
const found = async (catalog: CatalogPortal, text: string) =>
  (await query(catalog.portal, text)).body.results?.map(({ document }) => document.title) ?? []
const eventuallyFinds = (catalog: CatalogPortal, text: string, titles: readonly string[]) =>
  eventually(async () => JSON.stringify((await found(catalog, text)).sort()) === JSON.stringify([...titles].sort()))

describe.each(['sqlite', 'postgres'] as const)('the catalog in search, on %s', (database) => {
  test('an entity is found as soon as it is there, as it is now, and not when it is gone', async () => {
    // Nothing but events can index it: no run comes.
    const options = { database, plugins: [search], config: at({ frequency: { trigger: 'manual' } }) }
    await using catalog = await startCatalog({ '/a.yaml': component('box-office', '  title: Box office\n') }, options)
    const { id } = await catalog.register('/a.yaml')
    await eventuallyFinds(catalog, 'term=box-office&types[]=software-catalog&filters[kind]=Component', ['Box office'])

    catalog.server.files.set('/a.yaml', component('box-office', '  title: Counter\n'))
    await catalog.call('/refresh', { json: { entityRef: 'component:default/box-office' } })
    await eventuallyFinds(catalog, 'term=counter', ['Counter'])
    expect(await found(catalog, 'filters[kind]=Component')).toEqual(['Counter'])

    await catalog.call(`/locations/${id}`, { method: 'DELETE' })
    await eventuallyFinds(catalog, 'term=counter', [])
  })

  test('the document of an entity is the one that clients know, and ours beside', async () => {
    const options = { database, plugins: [search], config: atOnce }
    const more = '  title: Box office\n  description: Sells.\n  tags: [java]\n  namespace: front\n'
    await using catalog = await startCatalog({ '/a.yaml': `${component('sales', more)}  system: shop\n` }, options)
    await catalog.register('/a.yaml')
    await eventuallyFinds(catalog, 'term=sales&filters[kind]=Component', ['Box office'])
    const { body } = await query(catalog.portal, 'term=sales&filters[kind]=Component')
    expect(body.results[0]).toMatchObject({ type: 'software-catalog', rank: 1 })
    expect(body.results[0]?.document).toEqual({
      ...{ title: 'Box office', text: 'Sells.', location: '/catalog/front/component/sales' },
      ...{ componentType: 'service', type: 'service', namespace: 'front', kind: 'Component' },
      ...{ lifecycle: 'production', owner: 'team-a', system: 'shop', tags: ['java'] },
    })
  })

  test('operations and types of an API are found, and lead to their place in the definition', async () => {
    const options = { database, plugins: [search], config: atOnce }
    await using catalog = await startCatalog({ '/a.yaml': api('seating', 'openapi', openapi) }, options)
    await catalog.register('/a.yaml')
    await eventuallyFinds(catalog, 'types[]=apis', ['GET /seats/{id}', 'Seat'])
    expect(await found(catalog, 'types[]=apis&term=readSeat')).toEqual(['GET /seats/{id}'])
    const { body } = await query(catalog.portal, 'types[]=apis&term=row')
    expect(body.results[0]?.document).toMatchObject({
      text: 'Read a seat With its row.',
      location: '/catalog/default/api/seating/definition?at=GET%20%2Fseats%2F%7Bid%7D',
      ...{ kind: 'API', name: 'seating', entityTitle: 'seating', type: 'openapi', owner: 'team-a' },
    })
  })
})

test('only what the config wants is found, where the config says', async () => {
  const collators = {
    catalog: {
      ...{ filter: [{ kind: ['API', 'System'] }, { 'metadata.tags': 'shown' }], locationTemplate: '/c/:kind/:name' },
      schedule: { initialDelay: 'PT0S' },
    },
  }
  const files = {
    '/a.yaml': documents(
      component('hidden'),
      component('shown', '  tags: [shown]\n'),
      api('an-api', 'grpc', '\n  definition: none\n'),
    ),
  }
  await using catalog = await startCatalog(files, { plugins: [search], config: { search: { collators } } })
  await catalog.register('/a.yaml')
  await eventuallyFinds(catalog, 'types[]=software-catalog', ['an-api', 'shown'])
  const { body } = await query(catalog.portal, 'term=shown')
  expect(body.results[0]?.document.location).toBe('/c/component/shown')
})
