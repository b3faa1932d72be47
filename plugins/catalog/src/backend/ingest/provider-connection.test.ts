import { definePlugin } from '@callboard/kernel'
import { type EntityProviderConnection, type ProvidedEntity, providers } from '@callboard/plugin-catalog'
import { expect, test } from 'vitest'
import { startCatalog } from '../fixtures/catalog-portal.ts'

const provided = (name: string, type = 'service'): ProvidedEntity => ({
  locationKey: 'test',
  entity: {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': 'test:x',
        'backstage.io/managed-by-origin-location': 'test:x',
      },
    },
    spec: { type, lifecycle: 'p', owner: 'o' },
  },
})

const start = async () => {
  const made: EntityProviderConnection[] = []
  const plugin = definePlugin({
    id: 'test-provider',
    use: { providers },
    setup: ({ providers: point }) =>
      point.add({
        name: 'test-provider',
        connect: async (connection) => void made.push(connection),
      }),
  })
  const c = await startCatalog({}, { plugins: [plugin] })
  const [connection] = made
  if (!connection) throw new Error('The provider was not connected.')
  const names = async () =>
    (await c.call('/entities?filter=kind=component')).body.map(
      (entity: { metadata: { name: string } }) => entity.metadata.name,
    )
  return { c, connection, names }
}

test('what a webhook has added while everything was being read is not removed by what was read before', async () => {
  const { c, connection, names } = await start()
  await using _ = c
  await connection.applyMutation({ type: 'full', entities: [provided('old'), provided('stays')] })
  await new Promise((resolve) => setTimeout(resolve, 5))
  const asOfMs = Date.now()
  await connection.applyMutation({ type: 'delta', added: [provided('new')], removed: [] })
  await connection.applyMutation({ type: 'full', entities: [provided('stays')], asOfMs })
  expect(await names()).toEqual(['new', 'stays'])
  await connection.applyMutation({ type: 'full', entities: [provided('stays')] })
  expect(await names()).toEqual(['stays'])
})

test('a provider that gives two things under one ref is told, and keeps the last', async () => {
  const { c, connection } = await start()
  await using _ = c
  const both = [provided('a'), provided('a', 'website')]
  for (const entities of [both, both, [provided('a'), provided('a')]]) {
    await connection.applyMutation({ type: 'full', entities })
  }
  expect((await c.call('/problems?code=catalog/defined-twice')).body.items).toEqual([])
  await connection.applyMutation({ type: 'full', entities: both })
  expect((await c.call('/problems?code=catalog/defined-twice')).body.items).toMatchObject([
    { level: 'warning', ref: 'component:default/a' },
  ])
  expect((await c.served('component:default/a')).spec.type).toBe('website')
})
