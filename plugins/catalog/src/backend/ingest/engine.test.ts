import { definePlugin } from '@callboard/kernel'
import { processors } from '@callboard/plugin-catalog'
import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { type CatalogPortal, component, documents, startCatalog } from '../fixtures/catalog-portal.ts'

const codes = async (c: CatalogPortal) =>
  (await c.call('/problems')).body.items.map((problem: { code: string }) => problem.code)
const refresh = (c: CatalogPortal, entityRef: string) => c.call('/refresh', { json: { entityRef } })

describe.each(['sqlite', 'postgres'] as const)('reading on %s', (database) => {
  test('once a source can be read again, only what is wrong with its documents is left of the problems', async () => {
    const broken = 'apiVersion: backstage.io/v1alpha1\nkind: Component\n'
    await using c = await startCatalog({ '/a.yaml': documents(component('a'), broken) }, { database })
    await c.register('/a.yaml')
    await c.served('component:default/a')
    const before = await codes(c)
    expect(before).not.toEqual([])
    c.server.failing.add('/a.yaml')
    await refresh(c, 'component:default/a')
    await eventually(async () => (await codes(c)).includes('catalog/location-unreadable'))
    c.server.failing.clear()
    await refresh(c, 'component:default/a')
    await eventually(async () => !(await codes(c)).includes('catalog/location-unreadable'))
    expect(await codes(c)).toEqual(before)
  })

  test('an emitted entity can be refreshed; what emits it has nothing to read and no problem', async () => {
    const plugin = definePlugin({
      id: 'test-processor',
      use: { processors },
      setup({ processors: point }) {
        point.add({
          name: 'EmitApi',
          postProcess(entity, context) {
            if (entity.metadata.name === 'emitter') {
              context.emitEntity({
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'API',
                metadata: { name: 'emitted' },
                spec: { type: 'grpc', lifecycle: 'p', owner: 'o', definition: 'd' },
              })
            }
            return entity
          },
        })
      },
    })
    await using c = await startCatalog({ '/a.yaml': component('emitter') }, { database, plugins: [plugin] })
    await c.register('/a.yaml')
    await c.served('api:default/emitted')
    const emitter = async () =>
      (await c.call('/sources')).body.items.find((source: { kind: string }) => source.kind === 'processor')
    const before = (await emitter()).lastReadAt
    expect((await refresh(c, 'api:default/emitted')).status).toBe(200)
    await eventually(async () => (await emitter()).lastReadAt !== before)
    expect((await codes(c)).filter((code: string) => code !== 'catalog/dangling-relation')).toEqual([])
    expect(await emitter()).toMatchObject({ state: 'ok' })
  })
  test('a file in another encoding is read and reported; what it no longer gives goes', async () => {
    const latin1 = (...texts: string[]) => Buffer.from(documents(...texts), 'latin1')
    const named = component('named', '  title: Zo\u00eb\n')
    await using c = await startCatalog({}, { database })
    c.server.files.set('/a.yaml', latin1(named, component('goes')))
    await c.register('/a.yaml')
    await c.served('component:default/goes')
    const [problem] = (await c.call('/problems?code=catalog/not-utf8')).body.items
    expect(problem).toMatchObject({ level: 'warning', line: 5, file: `${c.server.url}/a.yaml` })
    c.server.files.set('/a.yaml', latin1(named))
    await refresh(c, 'component:default/named')
    await c.served('component:default/goes', (found) => found.metadata.annotations['backstage.io/orphan'])
    expect((await c.served('component:default/named')).metadata.title).toBe('Zo\ufffd')
  })
})
