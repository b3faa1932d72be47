import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { component, documents, startCatalog } from '../fixtures/catalog-portal.ts'

const location = (name: string, target: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: ${name} }\nspec: { type: url, target: ${target} }\n`

describe.each(['sqlite', 'postgres'] as const)('unregistering on %s', (database) => {
  test.each([
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
    const sources = async () => (await c.call('/sources?kind=location')).body.items
    await eventually(async () => {
      const all = (await sources()) as { lastReadAt?: string }[]
      return all.length === Object.keys(files).length + 1 && all.every((source) => source.lastReadAt)
    })
    await c.call(`/locations/${id}`, { method: 'DELETE' })
    expect((await c.call('/entities')).body).toEqual([])
    expect(await sources()).toEqual([])
  })

  test('what a second registration gives as well stays, also when both include themselves', async () => {
    const files = { '/a.yaml': documents(location('one', './a.yaml'), component('inside')), '/b.yaml': location('two', './a.yaml') }
    await using c = await startCatalog(files, { database })
    const { id } = await c.register('/a.yaml')
    await c.register('/b.yaml')
    const before = await c.served('component:default/inside')
    await c.served('location:default/two')
    await c.call(`/locations/${id}`, { method: 'DELETE' })
    const after = await c.served('component:default/inside')
    expect(after.metadata.uid).toBe(before.metadata.uid)
  })
})
