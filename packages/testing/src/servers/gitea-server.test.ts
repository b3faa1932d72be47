import { createUrlReading } from '@callboard/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GiteaServer, startGiteaServer } from './gitea-server.ts'
import { plainConfig, silentLog } from './plain-config.ts'

let server: GiteaServer
beforeAll(async () => {
  server = await startGiteaServer()
  server.repo('acme/site', { 'catalog-info.yaml': 'kind: Component', 'docs/index.md': '# hello', 'docs/a/b.md': 'b' })
})
afterAll(() => server.stop())

const reading = () =>
  createUrlReading({ config: plainConfig({ integrations: { gitea: [server.integration] } }), log: silentLog })
const page = (path: string) => `${server.url}/acme/site/${path}`

describe('Gitea through the URL reader', () => {
  test('a file is read, and not again while its etag holds', async () => {
    const { urlReader } = reading()
    const result = await urlReader.readUrl(page('src/branch/main/catalog-info.yaml'))
    expect((await result.buffer()).toString()).toBe('kind: Component')
    const again = urlReader.readUrl(page('src/branch/main/catalog-info.yaml'), { etag: result.etag })
    await expect(again).rejects.toMatchObject({ name: 'NotModifiedError' })
  })

  test.each([
    { why: 'a folder', path: 'src/branch/main/docs', files: ['a/b.md', 'index.md'] },
    { why: 'a repository', path: '', files: ['catalog-info.yaml', 'docs/a/b.md', 'docs/index.md'] },
  ])('$why is read as a tree', async ({ path, files }) => {
    const { urlReader } = reading()
    const tree = await urlReader.readTree(page(path))
    expect((await tree.files()).map((file) => file.path)).toEqual(files)
    await expect(urlReader.readTree(page(path), { etag: tree.etag })).rejects.toMatchObject({
      name: 'NotModifiedError',
    })
  })

  test('patterns are refused, a plain path is searched', async () => {
    const { urlReader } = reading()
    await expect(urlReader.search(page('src/branch/main/*/a.md'))).rejects.toMatchObject({ name: 'InputError' })
    expect((await urlReader.search(page('src/branch/main/docs/index.md'))).files).toHaveLength(1)
  })

  test('links are resolved and edited as Gitea does', () => {
    const { scm } = reading()
    const base = page('src/branch/main/docs/index.md')
    expect(scm.resolveUrl({ url: '/a.yaml', base })).toBe(page('src/branch/main/a.yaml'))
    expect(scm.resolveEditUrl(base)).toBe(page('_edit/main/docs/index.md'))
  })
})
