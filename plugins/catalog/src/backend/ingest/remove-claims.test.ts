import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { type CatalogPortal, component, documents, startCatalog } from '../fixtures/catalog-portal.ts'

const location = (name: string, target: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: ${name} }\nspec: { type: url, target: ${target} }\n`

const sourcesOf = async (c: CatalogPortal) =>
  (await c.call('/sources?kind=location')).body.items as { lastReadAt?: string }[]
const allRead = (c: CatalogPortal, count: number) =>
  eventually(async () => {
    const sources = await sourcesOf(c)
    return sources.length === count && sources.every((source) => source.lastReadAt)
  })

describe.each(['sqlite', 'postgres'] as const)('unregistering on %s', (database) => {
  test.each<{ why: string; files: Record<string, string> }>([
    { why: 'includes itself', files: { '/a.yaml': documents(location('one', './a.yaml'), component('inside')) } },
    {
      why: 'includes one that includes it',
      files: {
        '/a.yaml': documents(location('one', './b.yaml'), component('inside')),
        '/b.yaml': location('two', './a.yaml'),
      },
    },
  ])('a Location that $why goes with all that it gave', async ({ files }) => {
    await using c = await startCatalog(files, { database })
    const { id } = await c.register('/a.yaml')
    await c.served('component:default/inside')
    await allRead(c, Object.keys(files).length + 1)
    await c.call(`/locations/${id}`, { method: 'DELETE' })
    expect((await c.call('/entities')).body).toEqual([])
    expect(await sourcesOf(c)).toEqual([])
  })

  test('what a second registration gives as well stays, also when both include themselves', async () => {
    const files = {
      '/a.yaml': documents(location('one', './a.yaml'), component('inside')),
      '/b.yaml': location('two', './a.yaml'),
    }
    await using c = await startCatalog(files, { database })
    const { id } = await c.register('/a.yaml')
    await c.register('/b.yaml')
    const before = await c.served('component:default/inside')
    await allRead(c, 4)
    await c.call(`/locations/${id}`, { method: 'DELETE' })
    const after = await c.served('component:default/inside')
    expect(after.metadata.uid).toBe(before.metadata.uid)
  })
})
