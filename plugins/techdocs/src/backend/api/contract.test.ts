import { mkdir, writeFile } from 'node:fs/promises'
import { get as httpGet } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DocsPortal, docsAt, documented, startDocs } from '../fixtures/docs-portal.ts'

const shop = 'component:default/shop'
const at = 'default/component/shop'
const shelf = {
  'mkdocs.yml': 'site_name: Shop',
  'docs/index.md': '# Shop',
  'docs/guide/install.md': '# Install',
  'docs/a b.png': Buffer.from([137, 80, 78, 71]),
  'docs/evil.svg': '<svg onload="alert(1)">',
  'docs/evil.html': '<script>alert(1)</script>',
  'docs/evil.js': 'alert(1)',
  'docs/noext': 'plain',
}
const start = (database: 'sqlite' | 'postgres' = 'sqlite', more: Partial<Parameters<typeof startDocs>[0]> = {}) =>
  startDocs({ database, shelf, entities: { [shop]: documented(shop, docsAt('shelf:a')) }, ...more })

const frames = async (reply: Response) =>
  (await reply.text())
    .split('\n\n')
    .filter(Boolean)
    .map((frame) => {
      const [, event, data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(frame) ?? []
      return { event, data: JSON.parse(data) as unknown }
    })

describe.each(['sqlite', 'postgres'] as const)('the contract on %s', (database) => {
  test('metadata of the site', async () => {
    await using docs = await start(database)
    const reply = await docs.get(`/metadata/techdocs/${at}`)
    expect(await reply.json()).toEqual({
      site_name: 'shop',
      site_description: 'None',
      build_timestamp: docs.clock.nowMs(),
      files: ['guide/install/index.html', 'index.html', 'techdocs_metadata.json'],
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    const file = await docs.get(`/static/docs/${at}/techdocs_metadata.json`)
    expect(file.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await file.json()).toMatchObject({ site_name: 'shop' })
  })

  test('metadata of the entity', async () => {
    await using docs = await start(database)
    expect(await (await docs.get(`/metadata/entity/Default/COMPONENT/Shop`)).json()).toMatchObject({
      kind: 'Component',
      metadata: { name: 'shop', uid: expect.any(String) },
      locationMetadata: { type: 'shelf', target: 'a' },
    })
  })

  test('sync finishes, and says whether the docs have changed', async () => {
    await using docs = await start(database)
    await docs.get(`/static/docs/${at}/index.html`)
    const reply = await docs.get(`/sync/${at}`, { headers: { 'accept-encoding': 'gzip' } })
    expect(reply.headers.get('content-type')).toBe('text/event-stream')
    expect(reply.headers.get('cache-control')).toBe('no-cache')
    expect(await frames(reply)).toEqual([{ event: 'finish', data: { updated: false } }])
    docs.shelf.files.set('docs/index.md', '# New')
    docs.clock.advance(60_000)
    expect(await frames(await docs.get(`/sync/${at}`))).toEqual([
      { event: 'log', data: expect.stringContaining('read again') },
      { event: 'finish', data: { updated: true } },
    ])
    expect(await (await docs.get(`/static/docs/${at}/index.html`)).text()).toContain('# New')
  })

  test('sync tells why a source cannot be read', async () => {
    await using docs = await start(database)
    await docs.get(`/static/docs/${at}/index.html`)
    docs.shelf.failure = 'The host is away.'
    docs.clock.advance(60_000)
    expect(await frames(await docs.get(`/sync/${at}`))).toEqual([{ event: 'error', data: 'The host is away.' }])
    expect((await docs.get(`/static/docs/${at}/index.html`)).status).toBe(200)
  })
})

// What only reads shares a portal.
let docs: DocsPortal
beforeAll(async () => {
  docs = await start()
})
afterAll(() => docs[Symbol.asyncDispose]())

test.each([
  { path: 'index.html', type: 'text/plain; charset=utf-8', body: '<article># Shop</article>' },
  { path: 'guide/install/index.html', type: 'text/plain; charset=utf-8', body: '# Install' },
  { path: 'guide/install/', type: 'text/plain; charset=utf-8', body: '# Install' },
  { path: 'a%20b.png', type: 'image/png', body: 'PNG' },
  { path: 'noext', type: 'text/plain; charset=utf-8', body: 'plain' },
])('$path is served as $type', async ({ path, type, body }) => {
  const reply = await docs.get(`/static/docs/${at}/${path}`)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toBe(type)
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await reply.text()).toContain(body)
})

test.each(['evil.svg', 'evil.html', 'evil.js'])('attack: %s is nothing that a browser runs', async (path) => {
  const reply = await docs.get(`/static/docs/${at}/${path}`)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
})

test('a file that has not changed is not sent again, and HEAD sends none', async () => {
  const first = await docs.get(`/static/docs/${at}/a%20b.png`)
  const etag = first.headers.get('etag') ?? ''
  expect(etag).toMatch(/^".+"$/)
  const again = await docs.get(`/static/docs/${at}/a%20b.png`, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
  const head = await docs.get(`/static/docs/${at}/a%20b.png`, { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(head.headers.get('etag')).toBe(etag)
  expect(await head.text()).toBe('')
})

test('pictures come with the cookie alone, and the old address of the cookie leads to it', async () => {
  const reply = await docs.get('/cookie')
  expect(reply.url).toBe(`${docs.portal.url}/api/techdocs/.backstage/auth/v1/cookie`)
  expect(await reply.json()).toEqual({ expiresAt: expect.any(String) })
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const file = `/static/docs/${at}/a%20b.png`
  expect((await docs.get(file, { as: 'nobody', headers: { cookie } })).status).toBe(200)
  expect((await docs.get(file, { as: 'nobody' })).status).toBe(401)
  const metadata = `/metadata/techdocs/${at}`
  expect((await docs.get(metadata, { as: 'nobody', headers: { cookie } })).status).toBe(401)
})

/** Sends a path as it is: `fetch` would tidy it up. */
const raw = async ({ portal }: DocsPortal, path: string) => {
  const token = await portal.tokens.user()
  const options = {
    path,
    headers: { authorization: `Bearer ${token}` },
    host: '127.0.0.1',
    port: new URL(portal.url).port,
  }
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    httpGet(options, (reply) => text(reply).then((body) => resolve({ status: reply.statusCode, body }), reject)).on(
      'error',
      reject,
    )
  })
}

test.each([
  { attack: 'the folder above', path: '../mkdocs.yml' },
  { attack: 'encoded', path: '%2e%2e%2fmkdocs.yml' },
  { attack: 'encoded dots', path: '%2e%2e/mkdocs.yml' },
  { attack: 'encoded twice', path: '%252e%252e%252fmkdocs.yml' },
  { attack: 'encoded three times', path: '%25252e%25252e/mkdocs.yml' },
  { attack: 'backslashes', path: '..\\mkdocs.yml' },
  { attack: 'encoded backslashes', path: 'guide%5c..%5c..%5cmkdocs.yml' },
  { attack: 'a NUL', path: 'index.html%00.png' },
  { attack: 'another entity', path: '..%2fsecret%2findex.html' },
  { attack: 'a place of this machine', path: '%2fetc%2fpasswd' },
  { attack: 'a file that is not there', path: 'missing.png' },
  { attack: 'what is no part of the site', path: 'mkdocs.yml' },
])('refused: $attack', async ({ path }) => {
  const reply = await raw(docs, `/api/techdocs/static/docs/${at}/${path}`)
  expect(reply).toEqual({ status: 404, body: 'File Not Found' })
  expect((await raw(docs, `/api/techdocs/static/docs/${at}/index.html`)).status).toBe(200)
})

test.each([
  { why: 'without docs', ref: 'component:default/plain', annotations: {}, status: 404, code: 'techdocs/no-docs' },
  {
    why: 'whose ref says nothing',
    ref: 'component:default/odd',
    annotations: docsAt('docs'),
    status: 400,
    code: 'techdocs/bad-reference',
  },
  {
    why: 'whose docs are built elsewhere',
    ref: 'component:default/far',
    annotations: { ...docsAt('shelf:a'), 'backstage.io/techdocs-builder': 'external' },
    status: 404,
    code: 'techdocs/not-published',
  },
])('an entity $why says so', async ({ ref, annotations, status, code }) => {
  await using docs = await start('sqlite', { entities: { [ref]: documented(ref, annotations) } })
  const path = ref.replace('component:default/', 'default/component/')
  const reply = await docs.get(`/metadata/techdocs/${path}`)
  expect(reply.status).toBe(status)
  expect(await reply.json()).toMatchObject({ error: { code } })
  expect(await frames(await docs.get(`/sync/${path}`))).toEqual([{ event: 'finish', data: { updated: false } }])
})

test('a change in a local folder is there for the next reader', async () => {
  const ref = 'component:default/local'
  await using docs = await start('sqlite', {
    entities: { [ref]: documented(ref, docsAt('dir:./site')) },
    files: { 'site/docs/index.md': '# One' },
  })
  const page = '/static/docs/default/component/local/index.html'
  expect(await (await docs.get(page)).text()).toContain('# One')
  await writeFile(join(docs.folder, 'site/docs/index.md'), '# Another')
  await mkdir(join(docs.folder, 'site/docs/sub'))
  await writeFile(join(docs.folder, 'site/docs/sub/new.md'), '# New')
  docs.clock.advance(1_000)
  expect(await (await docs.get(page)).text()).toContain('# Another')
  expect((await docs.get('/static/docs/default/component/local/sub/new/index.html')).status).toBe(200)
})
