import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@callboard/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { component, startCatalog } from '../fixtures/catalog-portal.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-watch-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const tagged = (tag: string) => component('a', `  tags: [${tag}]\n`)
const start = (target: string) => startCatalog({}, { catalog: { locations: [{ type: 'file', target }] } })

test('files that Kubernetes mounts from a ConfigMap are read again when it changes', async () => {
  const version = async (name: string) => {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'catalog-info.yaml'), tagged(name.replace('..', '')))
    await symlink(name, join(folder, '..data_tmp'))
    await rename(join(folder, '..data_tmp'), join(folder, '..data'))
  }
  await version('..one')
  await symlink('..data/catalog-info.yaml', join(folder, 'catalog-info.yaml'))
  await using c = await start(join(folder, '*.yaml'))
  await c.served('component:default/a', (found) => found.metadata.tags[0] === 'one')
  await version('..two')
  await rm(join(folder, '..one'), { recursive: true })
  const found = await c.served('component:default/a', ({ metadata }) => metadata.tags[0] === 'two')
  expect(found.metadata.annotations['backstage.io/orphan']).toBeUndefined()
})

test('a folder that is made anew is watched again once it was read', async () => {
  const file = join(folder, 'org', 'catalog-info.yaml')
  const write = async (tag: string) => {
    await mkdir(join(folder, 'org'), { recursive: true })
    await writeFile(file, tagged(tag))
  }
  const refresh = async () => {
    await c.call('/refresh', { json: { entityRef: 'component:default/a' } })
  }
  await write('one')
  await using c = await start(file)
  await c.served('component:default/a')
  await rm(join(folder, 'org'), { recursive: true })
  await write('two')
  await refresh()
  await c.served('component:default/a', ({ metadata }) => metadata.tags[0] === 'two')
  const reads = async () => (await c.call('/sources?kind=location')).body.items[0].lastReadAt
  const before = await reads()
  await refresh()
  await eventually(async () => (await reads()) !== before)
  await write('three')
  const found = await c.served('component:default/a', ({ metadata }) => metadata.tags[0] === 'three')
  expect(found.metadata.tags).toEqual(['three'])
})
