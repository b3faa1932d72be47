import { definePlugin } from '@callboard/kernel'
import { type EntityProviderConnection, providers, type ScmEvent } from '@callboard/plugin-catalog'
import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { component, startCatalog } from '../fixtures/catalog-portal.ts'
import { planLocation, scmSwitches } from './follow-scm-events.ts'

const repo = 'https://github.com/acme/site'
const file = `${repo}/blob/main/catalog-info.yaml`

test.each<{ why: string; event: ScmEvent; plan: ReturnType<typeof planLocation> }>([
  { why: 'goes with its file', event: { type: 'location.deleted', url: file }, plan: 'remove' },
  { why: 'stays when another file goes', event: { type: 'location.deleted', url: `${file}.bak` }, plan: 'keep' },
  { why: 'goes with its repository', event: { type: 'repository.deleted', url: repo }, plan: 'remove' },
  {
    why: 'goes with its repository in another case',
    event: { type: 'repository.deleted', url: 'https://github.com/Acme/Site' },
    plan: 'remove',
  },
  {
    why: 'stays when a repository of a similar name goes',
    event: { type: 'repository.deleted', url: 'https://github.com/acme/si' },
    plan: 'keep',
  },
  {
    why: 'follows its file',
    event: { type: 'location.moved', fromUrl: file, toUrl: `${repo}/blob/main/docs/c.yaml` },
    plan: { target: `${repo}/blob/main/docs/c.yaml` },
  },
  {
    why: 'follows its repository',
    event: { type: 'repository.moved', fromUrl: repo, toUrl: 'https://github.com/other/web' },
    plan: { target: 'https://github.com/other/web/blob/main/catalog-info.yaml' },
  },
  { why: 'stays when its file changes', event: { type: 'location.updated', url: file }, plan: 'keep' },
])('a registered location $why', ({ event, plan }) => {
  expect(planLocation({ target: file }, [event], scmSwitches(true))).toEqual(plan)
  expect(planLocation({ target: file }, [event], scmSwitches(undefined))).toBe('keep')
})

test.each([
  { value: undefined, switches: { refresh: true, unregister: false, move: false } },
  { value: false, switches: { refresh: true, unregister: false, move: false } },
  { value: true, switches: { refresh: true, unregister: true, move: true } },
  { value: { unregister: false }, switches: { refresh: true, unregister: false, move: true } },
  { value: { refresh: false }, switches: { refresh: false, unregister: true, move: true } },
])('scmEvents: $value', ({ value, switches }) => {
  expect(scmSwitches(value)).toEqual(switches)
})

describe.each(['sqlite', 'postgres'] as const)('webhooks on %s', (database) => {
  const start = async (scmEvents: unknown) => {
    const made: EntityProviderConnection[] = []
    const plugin = definePlugin({
      id: 'test-provider',
      use: { providers },
      setup: ({ providers: point }) =>
        point.add({ name: 'test-provider', connect: async (connection) => void made.push(connection) }),
    })
    const files = { '/acme/site/a.yaml': component('a'), '/acme/site/b.yaml': component('b') }
    const c = await startCatalog(files, { database, plugins: [plugin], catalog: { scmEvents } })
    const [connection] = made
    if (!connection) throw new Error('The provider was not connected.')
    const targets = async () =>
      (await c.call('/locations')).body.map(({ data }: { data: { target: string } }) => data.target).sort()
    return { c, connection, targets, at: (path: string) => `${c.server.url}${path}` }
  }

  test('a file that moves takes its location and the uids along; one that goes takes its entities with it', async () => {
    const { c, connection, targets, at } = await start(true)
    await using _ = c
    const before = await c.register('/acme/site/a.yaml')
    await c.register('/acme/site/b.yaml')
    const entity = await c.served('component:default/a')
    await c.served('component:default/b')
    c.server.files.set('/acme/site/c.yaml', component('a', '  tags: [moved]\n'))
    await connection.followScm([
      { type: 'location.moved', fromUrl: at('/acme/site/a.yaml'), toUrl: at('/acme/site/c.yaml') },
      { type: 'location.deleted', url: at('/acme/site/b.yaml') },
    ])
    await c.gone('component:default/b')
    const after = await c.served('component:default/a', (found) => found.metadata.tags)
    expect(after.metadata.uid).toBe(entity.metadata.uid)
    expect(await targets()).toEqual([at('/acme/site/c.yaml')])
    expect((await c.call('/locations')).body[0].data.id).toBe(before.id)
  })

  test('where the new address is registered already, the old one goes', async () => {
    const { c, connection, targets, at } = await start(true)
    await using _ = c
    await c.register('/acme/site/a.yaml')
    await c.register('/acme/site/b.yaml')
    await connection.followScm([
      { type: 'location.moved', fromUrl: at('/acme/site/a.yaml'), toUrl: at('/acme/site/b.yaml') },
    ])
    expect(await targets()).toEqual([at('/acme/site/b.yaml')])
  })

  test('without leave nothing is unregistered, and all of a changed repository is read again', async () => {
    const { c, connection, targets, at } = await start(undefined)
    await using _ = c
    await c.register('/acme/site/a.yaml')
    await c.register('/acme/site/b.yaml')
    await c.served('component:default/a')
    await c.served('component:default/b')
    await connection.followScm([{ type: 'repository.deleted', url: at('/acme/site') }])
    expect(await targets()).toHaveLength(2)
    c.server.requests.length = 0
    await connection.followScm([{ type: 'repository.updated', url: at('/acme/site') }])
    await eventually(() => c.server.requests.length >= 2)
  })
})
