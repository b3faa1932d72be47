import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogPortal, documents, startCatalog } from '../../../catalog/src/backend/fixtures/catalog-portal.ts'
import permission from './index.ts'

const entity = (namespace: string, name: string, label = '') => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { namespace: ${namespace}, name: ${name}, labels: { house: "${label || 'none'}" } }
spec: { type: service, lifecycle: production, owner: group:${namespace}/team }
`

/** Two houses that must not see each other: one is a namespace, one a label; what is in neither, the second sees too. */
describe.each(['sqlite', 'postgres'] as const)('fences around the real catalog on %s', (database) => {
  let c: CatalogPortal
  beforeAll(async () => {
    c = await startCatalog(
      { '/all.yaml': documents(entity('north', 'door'), entity('south', 'bar', 'south'), entity('default', 'wiki')) },
      {
        database,
        plugins: [permission],
        config: {
          permission: {
            enabled: true,
            policy: {
              default: 'allow',
              fences: [
                { name: 'North', members: ['group:default/north'], namespaces: ['north'] },
                { name: 'South', members: ['group:default/south'], labels: { house: 'south' }, shared: true },
              ],
            },
          },
        },
      },
    )
    await c.register('/all.yaml')
    for (const ref of ['component:north/door', 'component:south/bar', 'component:default/wiki']) await c.served(ref)
  })
  afterAll(() => c[Symbol.asyncDispose]())

  const as = async (...groups: string[]) => ({
    token: await c.portal.tokens.user('user:default/x', [
      'user:default/x',
      ...groups.map((name) => `group:default/${name}`),
    ]),
  })
  const seenBy = async (caller: { token: string }) => {
    const { items, totalItems } = await c.client.queryEntities({ filter: { kind: 'component' } }, caller)
    const { facets } = await c.client.getEntityFacets(
      { facets: ['metadata.name'], filter: { kind: 'component' } },
      caller,
    )
    return {
      names: items.map(({ metadata }) => metadata.name).sort(),
      totalItems,
      facet: (facets['metadata.name'] ?? []).map(({ value }) => value).sort(),
    }
  }

  test.each([
    { who: ['north'], names: ['door'] },
    { who: ['south'], names: ['bar', 'wiki'] },
    { who: ['north', 'south'], names: ['bar', 'door', 'wiki'] },
    { who: [], names: ['bar', 'door', 'wiki'] },
  ])('$who sees $names, in lists, totals and facets', async ({ who, names }) => {
    // Whoever signs in with other groups counts as before for as long as ownership is remembered.
    await eventually(async () => {
      const seen = await seenBy(await as(...who))
      expect(seen).toEqual({ names, totalItems: names.length, facet: names })
      return true
    })
  })

  test('what is outside the fence is not there by name or by ref, and cannot be deleted or asked about', async () => {
    const north = await as('north')
    const bar = 'component:south/bar'
    expect(await c.client.getEntityByRef(bar, north)).toBeUndefined()
    expect(
      (await c.client.getEntitiesByRefs({ entityRefs: [bar, 'component:north/door'] }, north)).items,
    ).toMatchObject([undefined, { metadata: { name: 'door' } }])
    const uid = (await c.client.getEntityByRef(bar, c.as))?.metadata.uid ?? ''
    await expect(c.client.removeEntityByUid(uid, north)).rejects.toMatchObject({ statusCode: 403 })
    expect(await c.client.getEntityByRef(bar, c.as)).toBeDefined()
  })
})
