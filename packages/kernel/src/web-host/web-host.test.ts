import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { definePlugin, pageData, Type } from '@callboard/kernel'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderPage } from './render-page.ts'

const importMap = '{"imports":{"react":"/static/react.js"}}'
const template = `<!doctype html><html><head><script>first()</script>
<script type="importmap">${importMap}</script><script type="module" src="/static/main.js"></script></head><body></body></html>`

const extensions = [{ extension: { kind: 'page', id: 'notes', path: '/notes', title: 'Notes' }, later: 'component' }]

let dir: string
let portal: TestPortal
let spoken: () => unknown = () => 'first'
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callboard-web-'))
  await mkdir(join(dir, 'app/static'), { recursive: true })
  for (const name of ['package/dist/web/chunks', 'declared/dist/web', 'garbled/dist/web'])
    await mkdir(join(dir, name), { recursive: true })
  const files = {
    'secret.txt': 'treasure',
    'app/index.html': template,
    'app/favicon.ico': 'icon',
    'app/static/main.js': 'main()',
    'app/static/main.js.gz': gzipSync('main()'),
    'package/package.json': '{}',
    'package/dist/web/index.js': 'export default 1',
    'package/dist/web/chunks/a.js': 'export default 2',
    'declared/package.json': '{}',
    'declared/dist/web/index.js': 'export default 3',
    'declared/dist/web/manifest.json': JSON.stringify({ paths: ['/notes', '/notes/:id/*'], extensions }),
    'garbled/package.json': '{}',
    'garbled/dist/web/index.js': 'export default 4',
    'garbled/dist/web/manifest.json': '{"paths":',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content)
  const withWeb = definePlugin({
    id: 'with-web',
    config: Type.Object({ shown: Type.String({ inBrowser: true }), hidden: Type.String() }),
    use: { pageData },
    setup(context) {
      context.pageData.add({ id: 'said', read: () => spoken() })
      context.pageData.add({ id: 'steady', read: () => '</script>' })
    },
  })
  portal = await startPortal({
    plugins: [
      { plugin: withWeb, packageDir: join(dir, 'package') },
      definePlugin({ id: 'without', setup() {} }),
      { plugin: definePlugin({ id: 'declared', setup() {} }), packageDir: join(dir, 'declared') },
      { plugin: definePlugin({ id: 'garbled', setup() {} }), packageDir: join(dir, 'garbled') },
    ],
    webRoot: join(dir, 'app'),
    config: { app: { title: 'A </script><b>' }, 'with-web': { shown: 'yes', hidden: 'no' } },
  })
})
afterAll(async () => {
  await portal.stop()
  await rm(dir, { recursive: true })
})

const get = async (path: string, headers: Record<string, string | undefined> = {}) => {
  const reply = await portal.fetch(path, { as: 'nobody', headers: headers as Record<string, string> }) // rows without the header have none
  return { status: reply.status, headers: reply.headers, text: await reply.text() }
}
const block = (html: string, opening: string) => JSON.parse(html.split(opening)[1]?.split('</script>')[0] ?? 'null')

describe('the page', () => {
  test.each(['/', '/catalog', '/catalog/default/component/foo.bar-1.2', '/a/b?x=1', '/docs/'])(
    'is sent for %s',
    async (path) => {
      const { status, headers, text } = await get(path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(headers.get('cache-control')).toBe('no-store, max-age=0')
      expect(text).toContain(importMap)
    },
  )

  test('holds what browsers may see of the config, and nothing else', async () => {
    const { text } = await get('/')
    const [source] = block(text, '<script type="backstage.io/config">')
    expect(source).toMatchObject({
      context: 'app',
      data: { app: { title: 'A </script><b>' }, 'with-web': { shown: 'yes' } },
    })
    expect(text).not.toContain('hidden')
    expect(text).not.toContain('</script><b>')
  })

  test('brings what plugins say, as it is now; who fails is left out', async () => {
    const data = async () => block((await get('/')).text, '<script type="application/json" id="callboard-page-data">')
    expect(await data()).toEqual({ said: 'first', steady: '</script>' })
    spoken = () => 'second'
    expect(await data()).toEqual({ said: 'second', steady: '</script>' })
    spoken = () => {
      throw new Error('not now')
    }
    expect(await data()).toEqual({ steady: '</script>' })
  })

  test('lists the web parts, whose files are there', async () => {
    const plugins = block((await get('/')).text, '<script type="application/json" id="callboard-plugins">')
    expect(plugins[0]).toEqual({
      id: 'with-web',
      module: expect.stringMatching(/^\/plugins\/with-web\/[0-9a-f]{12}\/index\.js$/),
    })
    const [{ module }] = plugins
    expect((await get('/')).text).toContain(`<link rel="modulepreload" href="${module}">`)
    const file = await get(module)
    expect([file.status, file.text]).toEqual([200, 'export default 1'])
    expect(file.headers.get('cache-control')).toBe('public, max-age=1209600, immutable')
    expect((await get(module.replace('index.js', 'chunks/a.js'))).text).toBe('export default 2')
    const old = await get('/plugins/with-web/000000000000/index.js')
    expect([old.status, old.headers.get('cache-control')]).toEqual([200, 'public, max-age=0'])
    const installed = (await (await portal.fetch('/api/app/plugins')).json()) as unknown[]
    expect(installed.slice(0, 2)).toEqual([
      { id: 'with-web', state: 'started', web: module },
      { id: 'without', state: 'started' },
    ])
  })

  test.each([
    { path: '/', isNeeded: false },
    { path: '/note', isNeeded: false },
    { path: '/notes?x=1', isNeeded: true },
    { path: '/notes/7', isNeeded: true },
    { path: '/notes/7/edit', isNeeded: true },
    { path: '/my/notes', isNeeded: false },
  ])('of a plugin with a manifest, $path needs the module: $isNeeded', async ({ path, isNeeded }) => {
    const { text } = await get(path)
    const plugins: { id: string; module: string }[] = block(
      text,
      '<script type="application/json" id="callboard-plugins">',
    )
    const [, declared, garbled] = plugins
    expect(declared).toEqual({ id: 'declared', module: expect.anything(), ...(!isNeeded && { extensions }) })
    expect(text.includes(`<link rel="modulepreload" href="${declared?.module}">`)).toBe(isNeeded)
    expect(garbled).toEqual({ id: 'garbled', module: expect.anything() })
  })

  test('may run its own scripts only', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? ''
    const scripts = policy.split(';').find((directive) => directive.startsWith('script-src '))
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(scripts).toBe(`script-src 'self' 'unsafe-eval' ${hash('first()')} ${hash(importMap)}`)
    expect(policy).toContain("object-src 'none'")
  })
})

test.each([
  {
    why: 'a file of the shell, compressed beforehand',
    path: '/static/main.js',
    headers: { 'accept-encoding': 'gzip' },
    status: 200,
    text: 'main()',
    cache: 'public, max-age=1209600, immutable',
    encoding: 'gzip',
  },
  {
    why: 'or not, for who does not take it',
    path: '/static/main.js',
    headers: { 'accept-encoding': 'identity' },
    status: 200,
    text: 'main()',
    cache: 'public, max-age=1209600, immutable',
    encoding: null,
  },
  {
    why: 'a file at the root',
    path: '/favicon.ico',
    headers: {},
    status: 200,
    text: 'icon',
    cache: 'public, max-age=3600',
    encoding: null,
  },
])('$why', async ({ path, headers, status, text, cache, encoding }) => {
  const reply = await get(path, headers)
  expect([reply.status, reply.text, reply.headers.get('cache-control'), reply.headers.get('content-encoding')]).toEqual(
    [status, text, cache, encoding],
  )
  expect(reply.headers.get('content-security-policy')).toContain("script-src 'self'")
})

test.each([
  { path: '/static/missing.js', status: 404 },
  { path: '/static/', status: 404 },
  { path: '/static/../../secret.txt', status: 404 },
  { path: '/static/..%2f..%2fsecret.txt', status: 404 },
  { path: '/static/%2e%2e/%2e%2e/secret.txt', status: 404 },
  { path: '/static/..%5c..%5csecret.txt', status: 403 },
  { path: '/plugins/with-web/x/../../../../secret.txt', status: 404 },
  { path: '/plugins/with-web/x/..%2f..%2f..%2fsecret.txt', status: 403 },
  { path: '/plugins/unknown/x/index.js', status: 404 },
  { path: '/robots.txt', status: 404 },
  { path: '/api/nope', status: 404 },
])('$status for $path', async ({ path, status }) => {
  const reply = await get(path)
  expect(reply.status).toBe(status)
  expect(reply.text).not.toContain('treasure')
})

test('a page without a head is told', () => {
  expect(() => renderPage('<html>', { config: {}, data: {}, plugins: [] })).toThrow('has no </head>')
})
