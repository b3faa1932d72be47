import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ObjectServer,
  startAzureBlobServer,
  startGcsServer,
  startS3Server,
} from '@callboard/testing/object-stores'
import { describe, expect, test } from 'vitest'
import type { ObjectStore } from './object-store.ts'
import { openStore } from './open-store.ts'
import type { PublisherConfig } from './publisher-config.ts'

interface Opened extends AsyncDisposable {
  store: ObjectStore
  server?: ObjectServer
  config: PublisherConfig
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const azureKey = Buffer.from('a key of thirty-two bytes, or so').toString('base64')

const on = async (server: ObjectServer, config: PublisherConfig): Promise<Opened> => ({
  ...{ server, config, store: await openStore(config, { baseDir: '/' }) },
  [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
})

/** Pages of two keys, so that every listing has several. */
const places: Record<string, (secret?: string) => Promise<Opened>> = {
  async local() {
    const folder = await mkdtemp(join(tmpdir(), 'callboard-store-'))
    const config: PublisherConfig = { type: 'local', local: { publishDirectory: folder } }
    return {
      ...{ config, store: await openStore(config, { baseDir: '/' }) },
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
    }
  },
  async awsS3(secretAccessKey = 'secret') {
    const keys = { accessKeyId: 'AKIA1' }
    const server = await startS3Server({ bucket: 'docs', ...keys, secretAccessKey: 'secret', pageSize: 2 })
    return on(server, {
      type: 'awsS3',
      awsS3: {
        ...{ bucketName: 'docs', bucketRootPath: '/sites/', region: 'eu-west-1', endpoint: server.url },
        ...{ s3ForcePathStyle: true, maxAttempts: 1, credentials: { ...keys, secretAccessKey } },
      },
    })
  },
  async googleGcs(client_email = 'docs@acme.example') {
    const server = await startGcsServer({ bucket: 'docs', clientEmail: 'docs@acme.example', publicKey, pageSize: 2 })
    const credentials = JSON.stringify({
      ...{ type: 'service_account', client_email, private_key: privateKey },
    })
    return on(server, {
      type: 'googleGcs',
      googleGcs: { bucketName: 'docs', bucketRootPath: 'sites', credentials, endpoint: server.url },
    })
  },
  async azureBlobStorage(key = azureKey) {
    const server = await startAzureBlobServer({ account: 'acme', key: azureKey, container: 'docs', pageSize: 2 })
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=acme;AccountKey=${key};BlobEndpoint=${server.url}/acme;`
    return on(server, { type: 'azureBlobStorage', azureBlobStorage: { containerName: 'docs', connectionString } })
  },
}

const all = async (keys: AsyncIterable<string>) => (await Array.fromAsync(keys)).toSorted()

describe.each(Object.keys(places))('a store of type %s', (type) => {
  const open = places[type] as (secret?: string) => Promise<Opened>

  test('gives back what was written, bytes and all, and tells when it changed', async () => {
    await using opened = await open()
    const { store } = opened
    const key = 'default/component/a/img/Über uns & so (1).png'
    const body = Buffer.from([0, 255, 10, 13, 128])
    await store.write(key, body, 'image/png')
    const first = await store.read(key)
    expect(first?.body).toEqual(body)
    await store.write(key, Buffer.from('other'), 'image/png')
    const second = await store.read(key)
    expect(second?.body.toString()).toBe('other')
    expect(second?.version).not.toBe(first?.version)
    expect(await store.exists(key)).toBe(true)
  })

  test('says that there is nothing, and does not fail', async () => {
    await using opened = await open()
    const { store } = opened
    await store.remove('default/component/a/none.html')
    expect(await store.read('default/component/a/none.html')).toBeUndefined()
    expect(await store.exists('default/component/a/none.html')).toBe(false)
    expect(await all(store.list('default/component/a/'))).toEqual([])
  })

  test('lists what is below a prefix, over several pages, and not its neighbours', async () => {
    await using opened = await open()
    const { store } = opened
    const keys = ['1', '2', 'x/3', 'x/4', 'x/y/5'].map((name) => `default/component/a/${name}.html`)
    for (const key of [...keys, 'default/component/ab/1.html']) await store.write(key, Buffer.from('x'), 'text/html')
    expect(await all(store.list('default/component/a/'))).toEqual(keys)
    await store.remove(keys[0] ?? '')
    expect(await all(store.list('default/component/a/'))).toEqual(keys.slice(1))
  })
})

describe('whoever has the wrong key', () => {
  test.each([
    ['awsS3', 'wrong'],
    ['googleGcs', 'somebody@else.example'],
    ['azureBlobStorage', Buffer.from('wrong').toString('base64')],
  ])('is refused by %s, which is not taken for an empty place', async (type, secret) => {
    await using opened = await (places[type] as (secret?: string) => Promise<Opened>)(secret)
    await expect(opened.store.read('default/component/a/index.html')).rejects.toThrow()
    await expect(opened.store.exists('default/component/a/index.html')).rejects.toThrow()
    await expect(all(opened.store.list('default/'))).rejects.toThrow()
  })
})

describe('the root path', () => {
  test.each(['awsS3', 'googleGcs'])('of %s is a folder in the bucket', async (type) => {
    await using opened = await (places[type] as () => Promise<Opened>)()
    await opened.store.write('default/component/a/index.html', Buffer.from('x'), 'text/plain')
    expect([...(opened.server?.objects.keys() ?? [])]).toEqual(['sites/default/component/a/index.html'])
  })
})

describe('a folder', () => {
  test.each(['../secret', 'a/../../secret', '/etc/passwd', 'a/./b', 'a\\..\\..\\secret', 'a\0b', ''])(
    'is not left by the key %j',
    async (key) => {
      await using opened = await (places.local as () => Promise<Opened>)()
      const folder = opened.config.local?.publishDirectory ?? ''
      await writeFile(join(folder, '..', 'secret'), 'secret')
      expect(await opened.store.read(key)).toBeUndefined()
      await expect(opened.store.write(key, Buffer.from('x'), 'text/plain')).rejects.toThrow()
      await rm(join(folder, '..', 'secret'))
    },
  )

  test('is not left by a link in it, and a link within it is followed', async () => {
    await using opened = await (places.local as () => Promise<Opened>)()
    const folder = opened.config.local?.publishDirectory ?? ''
    await mkdir(join(folder, 'a'))
    await writeFile(join(folder, 'a/page.html'), 'page')
    await symlink('/etc/passwd', join(folder, 'a/out.html'))
    await symlink('page.html', join(folder, 'a/in.html'))
    expect(await opened.store.read('a/out.html')).toBeUndefined()
    expect((await opened.store.read('a/in.html'))?.body.toString()).toBe('page')
  })
})

test.each(['awsS3', 'googleGcs', 'azureBlobStorage'] as const)(
  'a config of type %s without its block says which key is missing',
  async (type) => {
    await expect(openStore({ type }, { baseDir: '/' })).rejects.toThrow(`techdocs.publisher.type\` is ${type}`)
  },
)
