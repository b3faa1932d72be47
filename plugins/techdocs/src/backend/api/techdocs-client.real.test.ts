import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type DocsPortal, docsAt, documented, startDocs } from '../fixtures/docs-portal.ts'

// The client that readers of the field use, as it comes from the registry. The rest of its package wants React and a whole
// app: only the file of the client is run.

const run = promisify(execFile)
const packed = '@backstage/plugin-techdocs@1.18.2'
const wantedByIt = ['@backstage/errors@1', '@microsoft/fetch-event-source@2']

interface EntityName {
  namespace: string
  kind: string
  name: string
}
interface Options {
  configApi: { getOptionalString(key: string): string | undefined }
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> }
  fetchApi: { fetch: typeof fetch }
}
interface Client {
  getCookie(): Promise<{ expiresAt: string }>
  getTechDocsMetadata(entity: EntityName): Promise<Record<string, unknown>>
  getEntityMetadata(entity: EntityName): Promise<Record<string, unknown>>
}
interface StorageClient {
  getBuilder(): Promise<string>
  getStorageUrl(): Promise<string>
  getEntityDocs(entity: EntityName, path: string): Promise<string>
  syncEntityDocs(entity: EntityName, onLog: (line: string) => void): Promise<string>
  getBaseUrl(url: string, entity: EntityName, path: string): Promise<string>
}
interface Package {
  TechDocsClient: new (options: Options) => Client
  TechDocsStorageClient: new (options: Options) => StorageClient
}

let folder: string
let clients: Package
beforeAll(async () => {
  // What its reader of events looks for in a browser, also a while after a stream has ended.
  vi.stubGlobal('document', { hidden: false, addEventListener() {}, removeEventListener() {} })
  vi.stubGlobal('window', globalThis)
  folder = await mkdtemp(join(tmpdir(), 'callboard-client-'))
  const { stdout } = await run('npm', ['pack', '--silent', packed], { cwd: folder })
  await run('tar', ['xzf', stdout.trim()], { cwd: folder })
  await run('npm', ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', folder, ...wantedByIt])
  const file = pathToFileURL(join(folder, 'package/dist/client.esm.js')).href
  clients = (await import(/* @vite-ignore */ file)) as Package
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const ref = 'component:default/shop'
const shop = { namespace: 'default', kind: 'Component', name: 'Shop' }
const absent = { ...shop, name: 'absent' }

describe.each(['sqlite', 'postgres'] as const)('the client of the field on %s', (database) => {
  let docs: DocsPortal
  let client: Client
  let storage: StorageClient

  beforeEach(async () => {
    docs = await startDocs({
      database,
      shelf: { 'docs/index.md': '# Shop', 'docs/guide/install.md': '# Install', 'docs/a.png': 'png' },
      entities: { [ref]: documented(ref, docsAt('shelf:a')) },
    })
    const token = await docs.portal.tokens.user()
    const options: Options = {
      configApi: { getOptionalString: () => undefined },
      discoveryApi: { getBaseUrl: async (id) => `${docs.portal.url}/api/${id}` },
      fetchApi: {
        fetch: (url, init) => {
          const headers = new Headers(init?.headers)
          headers.set('authorization', `Bearer ${token}`)
          return fetch(url, { ...init, headers })
        },
      },
    }
    client = new clients.TechDocsClient(options)
    storage = new clients.TechDocsStorageClient(options)
  })
  afterEach(() => docs[Symbol.asyncDispose]())

  test.each([
    { path: '', html: '# Shop' },
    { path: 'guide/install', html: '# Install' },
    { path: 'guide/install/', html: '# Install' },
  ])('getEntityDocs "$path"', async ({ path, html }) => {
    expect(await storage.getEntityDocs(shop, path)).toContain(`<article>${html}</article>`)
  })

  test('getEntityDocs of what is not there', async () => {
    await expect(storage.getEntityDocs(shop, 'nowhere')).rejects.toMatchObject({ name: 'NotFoundError' })
    await expect(storage.getEntityDocs(absent, '')).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('syncEntityDocs', async () => {
    const lines: string[] = []
    const sync = () => storage.syncEntityDocs(shop, (line) => lines.push(line))
    await storage.getEntityDocs(shop, '')
    expect(await sync()).toBe('cached')
    docs.shelf.files.set('docs/index.md', '# New')
    docs.clock.advance(60_000)
    expect(await sync()).toBe('updated')
    expect(lines).toEqual([expect.stringContaining('read again')])
    docs.shelf.failure = 'The host is away.'
    docs.clock.advance(60_000)
    await expect(sync()).rejects.toThrow('The host is away.')
  })

  test('getBaseUrl leads to the file', async () => {
    const url = await storage.getBaseUrl('../../a.png', shop, 'guide/install')
    expect(url).toBe(`${await storage.getStorageUrl()}/default/Component/Shop/a.png`)
    const reply = await docs.portal.fetch(url)
    expect(reply.headers.get('content-type')).toBe('image/png')
  })

  test('getTechDocsMetadata, getEntityMetadata and getCookie', async () => {
    expect(await client.getTechDocsMetadata(shop)).toMatchObject({ site_name: 'shop', files: expect.any(Array) })
    expect(await client.getEntityMetadata(shop)).toMatchObject({
      kind: 'Component',
      locationMetadata: { type: 'shelf', target: 'a' },
    })
    expect(await client.getCookie()).toEqual({ expiresAt: expect.any(String) })
    await expect(client.getTechDocsMetadata(absent)).rejects.toMatchObject({ name: 'ResponseError', statusCode: 404 })
    await expect(client.getEntityMetadata(absent)).rejects.toMatchObject({ name: 'ResponseError', statusCode: 404 })
  })
})
