import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { type EntityProvider, type EntityProviderConnection, processors, providers } from '@callboard/plugin-catalog'
import { eventually } from '@callboard/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { type CatalogPortal, component, documents, startCatalog } from './fixtures/catalog-portal.ts'

const folders: string[] = []
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-ingestion-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

const write = async (folder: string, files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}
const locationAt = (target: string) => ({ locations: [{ type: 'file', target }] })
const problemsOf = async (c: CatalogPortal, ref: string) =>
  (await c.call(`/problems?entityRef=${ref}`)).body.items as {
    code: string
    message: string
    file?: string
    line?: number
  }[]
const locationEntity = (name: string, targets: string[]) =>
  `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: ${name} }\nspec: { targets: ${JSON.stringify(targets)} }\n`
const api = (name: string, definition: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: { name: ${name} }\nspec: { type: openapi, lifecycle: p, owner: o, definition: ${definition} }\n`

describe.each(['sqlite', 'postgres'] as const)('files on %s', (database) => {
  test('a file that is edited, added to a glob or removed shows without anybody asking', async () => {
    const folder = await newFolder()
    await write(folder, {
      'all.yaml': locationEntity('all', ['./*/catalog-info.yaml']),
      'a/catalog-info.yaml': component('a'),
    })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'all.yaml')) })
    const before = await c.served('component:default/a')
    await write(folder, { 'a/catalog-info.yaml': component('a', '  tags: [edited]\n') })
    const after = await c.served('component:default/a', (found) => found.metadata.tags)
    expect(after.metadata.uid).toBe(before.metadata.uid)
    expect(after.metadata.etag).not.toBe(before.metadata.etag)
    await write(folder, { 'b/catalog-info.yaml': component('b') })
    await c.served('component:default/b')
    await rm(join(folder, 'b/catalog-info.yaml'))
    await c.served('component:default/b', (found) => found.metadata.annotations['backstage.io/orphan'])
  })

  test('an entity that moves between two files of one registration keeps its uid', async () => {
    const folder = await newFolder()
    await write(folder, {
      'all.yaml': locationEntity('all', ['./x-*.yaml', './y.yaml']),
      'x-1.yaml': component('moves'),
      'x-2.yaml': component('stays'),
      'y.yaml': component('y'),
    })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'all.yaml')) })
    const before = await c.served('component:default/moves')
    await c.served('component:default/y')
    await write(folder, { 'y.yaml': documents(component('y'), component('moves', '  tags: [moved]\n')) })
    await rm(join(folder, 'x-1.yaml'))
    const after = await c.served(
      'component:default/moves',
      (found) => found.metadata.tags && !found.metadata.annotations['backstage.io/orphan'],
    )
    expect(after.metadata.uid).toBe(before.metadata.uid)
  })

  test('a file that is renamed within a glob keeps its entities', async () => {
    const folder = await newFolder()
    await write(folder, { 'x-1.yaml': component('renamed') })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'x-*.yaml')) })
    const before = await c.served('component:default/renamed')
    await rename(join(folder, 'x-1.yaml'), join(folder, 'x-2.yaml'))
    const after = await c.served('component:default/renamed', (found) =>
      found.metadata.annotations['backstage.io/managed-by-location'].endsWith('x-2.yaml'),
    )
    expect(after.metadata.uid).toBe(before.metadata.uid)
  })

  test('placeholders read files beside the entity, and their changes show too', async () => {
    const folder = await newFolder()
    await write(folder, {
      'catalog-info.yaml': api('orders', '{ $text: ./openapi.yaml }'),
      'openapi.yaml': 'openapi: 3.1.0\n',
    })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'catalog-info.yaml')) })
    expect((await c.served('api:default/orders')).spec.definition).toBe('openapi: 3.1.0\n')
    await write(folder, { 'openapi.yaml': 'openapi: 3.1.1\n' })
    await c.served('api:default/orders', (found) => found.spec.definition === 'openapi: 3.1.1\n')
  })

  test('$openapi puts the files it refers to into one document', async () => {
    const folder = await newFolder()
    await write(folder, {
      'catalog-info.yaml': api('orders', '{ $openapi: ./openapi.yaml }'),
      'openapi.yaml': 'openapi: 3.1.0\ncomponents:\n  schemas:\n    Order:\n      $ref: ./order.yaml\n',
      'order.yaml': 'type: object\ntitle: An order\n',
    })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'catalog-info.yaml')) })
    expect((await c.served('api:default/orders')).spec.definition).toContain('title: An order')
  })

  test.each([
    { why: 'a path above the registered folder', target: '../secret.txt' },
    { why: 'an absolute path', target: '/etc/hostname' },
    { why: 'a link that leads outside', target: './link.txt' },
    { why: 'a web address from a local file', target: 'http://169.254.169.254/latest/meta-data' },
    { why: 'a file that is not there', target: './nope.txt' },
  ])('a placeholder may not read $why', async ({ target }) => {
    const parent = await newFolder()
    await write(parent, {
      'secret.txt': 'secret',
      'site/catalog-info.yaml': documents(api('thief', `{ $text: ${target} }`), component('neighbour')),
    })
    await symlink(join(parent, 'secret.txt'), join(parent, 'site/link.txt'))
    await using c = await startCatalog({}, { database, catalog: locationAt(join(parent, 'site/catalog-info.yaml')) })
    await c.served('component:default/neighbour')
    const [problem] = await eventually(async () => {
      const found = await problemsOf(c, 'api:default/thief')
      return found.length > 0 && found
    })
    expect(problem).toMatchObject({
      code: 'catalog/placeholder-failed',
      file: join(parent, 'site/catalog-info.yaml'),
      line: 4,
    })
    expect(problem?.message).toContain(target)
  })

  test('an optional target may be missing, a required one is reported', async () => {
    const folder = await newFolder()
    const optional = `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: opt }\nspec: { target: ./nope.yaml, presence: optional }\n`
    await write(folder, { 'all.yaml': documents(optional, locationEntity('req', ['./nope.yaml'])) })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'all.yaml')) })
    const failing = await c.served('location:default/req', (found) => found.status)
    expect(failing.status.items[0].error.code).toBe('catalog/location-missing')
    expect((await c.served('location:default/opt')).status).toBeUndefined()
  })

  test('an unchanged file costs no write: neither entity nor generation moves', async () => {
    const folder = await newFolder()
    await write(folder, { 'a.yaml': component('a') })
    await using c = await startCatalog({}, { database, catalog: locationAt(join(folder, 'a.yaml')) })
    const before = await c.served('component:default/a')
    const timeline = async () => (await c.call('/entities/by-name/component/default/a/timeline')).body.items
    const told = await timeline()
    expect(told[0].steps.map((step: { step: string }) => step.step)).toEqual([
      'read',
      'parsed',
      'validated',
      'linked',
      'stored',
    ])
    const readAt = async () =>
      (await c.call('/sources?kind=location')).body.items.find((source: { name: string }) =>
        source.name.endsWith('a.yaml'),
      ).lastReadAt
    const first = await readAt()
    await c.call('/refresh', { json: { entityRef: 'component:default/a' } })
    await eventually(async () => (await readAt()) !== first)
    expect(await c.served('component:default/a')).toEqual(before)
    expect(await timeline()).toEqual(told)
  })
})

describe.each(['sqlite', 'postgres'] as const)('rules on %s', (database) => {
  test('a kind that is not allowed is reported, its neighbours are let in', async () => {
    const folder = await newFolder()
    const user = 'apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: { name: eve }\nspec: { memberOf: [] }\n'
    await write(folder, { 'a.yaml': documents(component('ok'), user), 'b.yaml': user })
    await using c = await startCatalog(
      {},
      {
        database,
        catalog: {
          rules: undefined,
          locations: [
            { type: 'file', target: join(folder, 'a.yaml') },
            { type: 'file', target: join(folder, 'b.yaml'), rules: [{ allow: ['User'] }] },
          ],
        },
      },
    )
    await c.served('component:default/ok')
    await c.served('user:default/eve')
    const { body } = await c.call('/problems?code=catalog/kind-not-allowed')
    expect(body.items).toMatchObject([
      { file: join(folder, 'a.yaml'), line: 11, message: expect.stringContaining('User') },
    ])
  })
})

describe.each(['sqlite', 'postgres'] as const)('providers and processors on %s', (database) => {
  const provided = (name: string, more: Partial<Entity> = {}): { entity: Entity; locationKey: string } => ({
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
      spec: { type: 's', lifecycle: 'p', owner: 'o' },
      ...more,
    },
  })
  const withProvider = async () => {
    let connection: EntityProviderConnection | undefined
    const provider: EntityProvider = {
      name: 'test-provider',
      connect: async (made) => {
        connection = made
      },
    }
    const plugin = definePlugin({
      id: 'test-provider',
      use: { providers },
      setup: ({ providers: point }) => point.add(provider),
    })
    const c = await startCatalog({}, { database, plugins: [plugin] })
    if (!connection) throw new Error('The provider was not connected.')
    return { c, connection }
  }

  test('a full mutation makes the set exactly this; a delta adds and removes at once', async () => {
    const { c, connection } = await withProvider()
    await connection.applyMutation({ type: 'full', entities: [provided('a'), provided('b')] })
    const { metadata } = await c.served('component:default/a')
    await connection.applyMutation({ type: 'full', entities: [provided('a')] })
    expect(
      (
        await c.call('/entities/by-refs', { json: { entityRefs: ['component:default/a', 'component:default/b'] } })
      ).body.items.map(Boolean),
    ).toEqual([true, false])
    await connection.applyMutation({
      type: 'delta',
      added: [provided('c')],
      removed: [{ entityRef: 'component:default/a' }],
    })
    const { body } = await c.call('/entities/by-refs', {
      json: { entityRefs: ['component:default/a', 'component:default/c'] },
    })
    expect(body.items.map(Boolean)).toEqual([false, true])
    expect(metadata.name).toBe('a')
    await c[Symbol.asyncDispose]()
  })

  test('one bad entity is reported and costs the others nothing; what was stored of it stays', async () => {
    const { c, connection } = await withProvider()
    await connection.applyMutation({ type: 'full', entities: [provided('good'), provided('turns-bad')] })
    await connection.applyMutation({
      type: 'full',
      entities: [provided('good'), provided('turns-bad', { metadata: { name: 'turns-bad' } }), provided('new')],
    })
    await c.served('component:default/new')
    await c.served('component:default/turns-bad')
    const { body } = await c.call('/sources?kind=provider')
    const source = body.items.find((one: { name: string }) => one.name === 'test-provider')
    expect(source).toMatchObject({ entities: 3, problems: 1, state: 'ok' })
    await connection.reportFailure(new Error('The upstream is away.'))
    const failing = (await c.call(`/sources/${source.id}`)).body
    expect(failing).toMatchObject({ entities: 3, state: 'failing', error: 'The upstream is away.' })
    await c[Symbol.asyncDispose]()
  })

  test('what a processor emits hangs on its entity and vanishes with it', async () => {
    let emits = true
    const plugin = definePlugin({
      id: 'test-processor',
      use: { processors },
      setup({ processors: point }) {
        point.add({
          name: 'EmitApi',
          postProcess(entity, context) {
            if (emits && entity.metadata.name === 'emitter') {
              context.emitEntity({
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'API',
                metadata: { name: 'emitted' },
                spec: { type: 'grpc', lifecycle: 'p', owner: 'o', definition: 'd' },
              })
              context.emitRelation({
                sourceRef: 'component:default/emitter',
                type: 'blesses',
                targetRef: 'api:default/emitted',
              })
            }
            return entity
          },
        })
      },
    })
    const c = await startCatalog({ '/a.yaml': component('emitter') }, { database, plugins: [plugin] })
    await c.register('/a.yaml')
    await c.served('api:default/emitted')
    const emitter = await c.served('component:default/emitter')
    expect(emitter.relations).toContainEqual({ type: 'blesses', targetRef: 'api:default/emitted' })
    const { body } = await c.call('/entities/by-name/api/default/emitted/ancestry')
    expect(body.items.map((item: { entity: Entity }) => item.entity.kind)).toEqual(['API', 'Component', 'Location'])
    emits = false
    c.server.files.set('/a.yaml', component('emitter', '  tags: [quiet]\n'))
    await c.call('/refresh', { json: { entityRef: 'component:default/emitter' } })
    await c.served('api:default/emitted', (found) => found.metadata.annotations['backstage.io/orphan'])
    await c[Symbol.asyncDispose]()
  })

  test('a location that moved and is then removed leaves no orphan behind', async () => {
    await using c = await startCatalog({ '/a.yaml': component('gone') }, { database })
    const { id } = await c.register('/a.yaml')
    await c.served('component:default/gone')
    await c.call(`/locations/${id}`, {
      method: 'PUT',
      body: JSON.stringify({ type: 'url', target: `${c.server.url}/nope.yaml` }),
    })
    await c.served('component:default/gone', (found) => found.metadata.annotations['backstage.io/orphan'])
    await c.call(`/locations/${id}`, { method: 'DELETE' })
    expect((await c.call('/entities/by-name/component/default/gone')).status).toBe(404)
  })

  test('an unchanged URL costs one conditional request', async () => {
    await using c = await startCatalog({ '/a.yaml': component('a') }, { database })
    await c.register('/a.yaml')
    await c.served('component:default/a')
    c.server.requests.length = 0
    await c.call('/refresh', { json: { entityRef: 'component:default/a' } })
    await eventually(() => c.server.requests.length > 0)
    expect(c.server.requests).toEqual(['GET /a.yaml 304'])
  })

  test('the graph is walked on the server, as far as asked', async () => {
    const chain = documents(component('one', '  dependsOn: [component:two]\n'), component('two'))
      .replace('spec:\n  type: service', 'spec:\n  dependsOn: [component:two, component:absent]\n  type: service')
      .replace('  dependsOn: [component:two]\nspec', 'spec')
    await using c = await startCatalog({ '/a.yaml': chain }, { database })
    await c.register('/a.yaml')
    await c.served('component:default/one', (found) => found.relations.length > 2)
    const { body } = await c.call('/graph?root=component:default/one&depth=1&relation=dependsOn')
    expect(body.nodes.map((node: { ref: string; isMissing: boolean }) => [node.ref, node.isMissing])).toEqual([
      ['component:default/one', false],
      ['component:default/absent', true],
      ['component:default/two', false],
    ])
    expect(body.edges).toHaveLength(2)
    const problems = await problemsOf(c, 'component:default/one')
    expect(problems.map((problem) => problem.code)).toContain('catalog/dangling-relation')
  })
})
