import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin, type PermissionPolicy, type ScmIntegrations } from '@callboard/kernel'
import type { JsonObject, JsonValue } from '@callboard/model'
import { type Entities, entities, type Locations, locations } from '@callboard/plugin-catalog'
import catalog from '@callboard/plugin-catalog/backend'
import { startFileServer, startPortal } from '@callboard/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ActionContext } from '../../model/index.ts'
import { catalogActions } from './catalog-actions.ts'

const component = (name: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: service, lifecycle: production, owner: team-a }\n`
const group = `apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: team-a }\nspec: { type: team, children: [] }\n`

let stops: (() => Promise<unknown>)[] = []
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-catalog-actions-'))
  stops = [() => rm(folder, { recursive: true, force: true })]
})
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
})

/** A portal with files to register, and what runs an action as a person. */
async function start(files: Record<string, string>, policy?: PermissionPolicy) {
  const server = await startFileServer(files)
  let services: { entities: Entities; locations: Locations; scm: ScmIntegrations } | undefined
  const taker = definePlugin({
    id: 'taker',
    use: { entities, locations },
    setup(core) {
      services = { entities: core.entities, locations: core.locations, scm: core.scm }
    },
  })
  const portal = await startPortal({
    plugins: [catalog, taker],
    config: {
      backend: { reading: { allow: [{ host: server.host }] } },
      integrations: { github: [{ host: 'github.com' }] },
      catalog: { rules: [{ allow: ['Component', 'Group', 'Location'] }] },
    },
    ...(policy && { policy }),
  })
  stops.push(
    () => server.stop(),
    () => portal.stop(),
  )
  if (!services) throw new Error('The plugin was not set up.')
  const actions = catalogActions(services)
  async function run(id: string, input: JsonObject, more: Partial<ActionContext> = {}) {
    const output: Record<string, JsonValue> = {}
    const lines: string[] = []
    const say = (line: string) => void lines.push(line)
    const action = actions.find((known) => known.id === id)
    await action?.run({
      input,
      log: { debug: say, info: say, warn: say, error: say },
      workspace: { path: folder, resolve: async (path) => join(folder, path) },
      output: (name, value) => void Object.assign(output, { [name]: value }),
      initiator: { credentials: { principal: { type: 'user', userEntityRef: 'user:default/guest' } as never } },
      signal: new AbortController().signal,
      ...more,
    } as ActionContext)
    return { output, lines }
  }
  return { server, portal, run, entities: services.entities }
}

describe('catalog:register', () => {
  test('gives the component among what a file describes, and the catalog shows it at once', async () => {
    const { server, run, portal } = await start({ '/all.yaml': `${group}---\n${component('shop')}` })
    const catalogInfoUrl = `${server.url}/all.yaml`
    const { output } = await run('catalog:register', { catalogInfoUrl })
    expect(output).toEqual({ catalogInfoUrl, entityRef: 'component:default/shop' })
    expect((await portal.fetch('/api/catalog/entities/by-name/component/default/shop')).status).toBe(200)
  })

  test('takes the first entity where there is no component', async () => {
    const { server, run } = await start({ '/group.yaml': group })
    const { output } = await run('catalog:register', { catalogInfoUrl: `${server.url}/group.yaml` })
    expect(output.entityRef).toBe('group:default/team-a')
  })

  test('registers again without harm, as after a crash', async () => {
    const { server, run, portal } = await start({ '/shop.yaml': component('shop') })
    const input = { catalogInfoUrl: `${server.url}/shop.yaml` }
    await run('catalog:register', input)
    expect((await run('catalog:register', input)).output.entityRef).toBe('component:default/shop')
    expect(await (await portal.fetch('/api/catalog/locations')).json()).toHaveLength(1)
  })

  test('fails where the file is missing, unless it is optional', async () => {
    const { server, run } = await start({})
    const catalogInfoUrl = `${server.url}/none.yaml`
    await expect(run('catalog:register', { catalogInfoUrl })).rejects.toThrow('none.yaml')
    const { output, lines } = await run('catalog:register', { catalogInfoUrl, optional: true })
    expect(output).toEqual({ catalogInfoUrl })
    expect(lines.at(-1)).toContain('Nothing was registered: ')
  })

  test('finds the file in the contents of a repository, on its branch', async () => {
    const { run } = await start({})
    const repoContentsUrl = 'https://github.com/acme/shop/blob/trunk'
    const { output } = await run('catalog:register', { repoContentsUrl, optional: true })
    expect(output.catalogInfoUrl).toBe('https://github.com/acme/shop/tree/trunk/catalog-info.yaml')
  })

  test('names the host that no integration is for', async () => {
    const { run } = await start({})
    const repoContentsUrl = 'https://git.nowhere.example/acme/shop'
    await expect(run('catalog:register', { repoContentsUrl, optional: true })).rejects.toThrow('git.nowhere.example')
  })

  test('does not register what the person may not', async () => {
    const decide: PermissionPolicy['decide'] = async ({ permission }) => ({
      result: permission.name === 'catalog.location.create' ? 'DENY' : 'ALLOW',
    })
    const { server, run, portal } = await start({ '/shop.yaml': component('shop') }, { decide })
    const denied = run('catalog:register', { catalogInfoUrl: `${server.url}/shop.yaml` })
    await expect(denied).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(await (await portal.fetch('/api/catalog/locations')).json()).toEqual([])
  })
})

describe('catalog:write', () => {
  const entity = { kind: 'Component', metadata: { name: 'shop', annotations: { mine: 'kept' } } }

  test('writes the entity and which template and task it comes from', async () => {
    const { run } = await start({})
    const template = { entityRef: 'template:default/node', parameters: {} }
    await run('catalog:write', { entity, filePath: 'deep/catalog-info.yaml' }, { template, taskId: 't1' })
    expect(parse(await readFile(join(folder, 'deep/catalog-info.yaml'), 'utf8'))).toEqual({
      kind: 'Component',
      metadata: {
        name: 'shop',
        annotations: {
          mine: 'kept',
          'backstage.io/source-template': 'template:default/node',
          'callboard.dev/template-task': 't1',
        },
      },
    })
  })

  test('writes it as it is where there is no template', async () => {
    const { run } = await start({})
    await run('catalog:write', { entity })
    expect(parse(await readFile(join(folder, 'catalog-info.yaml'), 'utf8'))).toEqual(entity)
  })
})

describe('catalog:fetch', () => {
  const policy: PermissionPolicy = {
    decide: async ({ permission }, user) =>
      permission.name === 'catalog.entity.read' && user?.userEntityRef === 'user:default/blind'
        ? { result: 'DENY' }
        : { result: 'ALLOW' },
  }
  const withShop = async () => {
    const started = await start({ '/shop.yaml': component('shop') }, policy)
    await started.run('catalog:register', { catalogInfoUrl: `${started.server.url}/shop.yaml` })
    return started
  }

  test('gives one, several, and null for what may be missing', async () => {
    const { run } = await withShop()
    const one = await run('catalog:fetch', { entityRef: 'shop', defaultKind: 'component' })
    expect(one.output).toMatchObject({ entity: { kind: 'Component', metadata: { name: 'shop' } } })
    const refs = { entityRefs: ['component:default/none', 'Component:Default/Shop'], optional: true }
    const { output } = await run('catalog:fetch', refs)
    expect(output).toMatchObject({ entities: [null, { metadata: { name: 'shop' } }] })
  })

  test.each([
    { why: 'no ref', input: {}, message: 'catalog:fetch needs an entityRef or entityRefs.' },
    { why: 'a missing one', input: { entityRef: 'api:none' }, message: 'Entity api:default/none not found' },
    { why: 'a ref without a kind', input: { entityRef: 'shop' }, message: 'shop' },
  ])('fails for $why', async ({ input, message }) => {
    const { run } = await withShop()
    await expect(run('catalog:fetch', input as JsonObject)).rejects.toThrow(message)
  })

  test('sees no more than whoever started the task', async () => {
    const { run } = await withShop()
    const credentials = { principal: { type: 'user', userEntityRef: 'user:default/blind' } as never }
    const asked = run('catalog:fetch', { entityRef: 'component:shop' }, { initiator: { credentials } })
    await expect(asked).rejects.toThrow('Entity component:default/shop not found')
  })
})
