import { definePlugin } from '@callboard/kernel'
import { eventually } from '@callboard/testing'
import { expect, test } from 'vitest'
import { component, startCatalog } from '../fixtures/catalog-portal.ts'

test('whoever listens hears of entities that are deleted by hand', async () => {
  const deleted: string[] = []
  const plugin = definePlugin({
    id: 'listener',
    setup({ events }) {
      events.subscribe(['catalog.entities-changed'], ({ payload }) => {
        deleted.push(...(payload as { deleted: string[] }).deleted)
      })
    },
  })
  await using c = await startCatalog({ '/a.yaml': component('a') }, { plugins: [plugin] })
  await c.register('/a.yaml')
  const { metadata } = await c.served('component:default/a')
  await c.call(`/entities/by-uid/${metadata.uid}`, { method: 'DELETE' })
  await eventually(() => deleted.includes('component:default/a'))
  expect(deleted).toEqual(['component:default/a'])
})
