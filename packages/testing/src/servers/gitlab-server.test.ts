import { createUrlReading } from '@callboard/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GitlabServer, startGitlabServer } from './gitlab-server.ts'
import { plainConfig, silentLog } from './plain-config.ts'

let server: GitlabServer
beforeAll(async () => {
  server = await startGitlabServer()
  server.repo('acme/web/site', {
    'catalog-info.yaml': 'kind: Component',
    'docs/index.md': '# hello',
    'svc/a/catalog-info.yaml': 'kind: A',
    'svc/b/catalog-info.yaml': 'kind: B',
  })
})
afterAll(() => server.stop())

const reading = () =>
  createUrlReading({ config: plainConfig({ integrations: { gitlab: [server.integration] } }), log: silentLog })
const page = (path: string) => `${server.url}/acme/web/site/${path}`

describe('GitLab through the URL reader', () => {
  test.each([
    { why: 'with the dash', path: '-/blob/main/catalog-info.yaml' },
    { why: 'without it', path: 'blob/main/catalog-info.yaml' },
  ])('a file is read $why, and not again while its etag holds', async ({ path }) => {
    const { urlReader } = reading()
    const result = await urlReader.readUrl(page(path))
    expect((await result.buffer()).toString()).toBe('kind: Component')
    const again = urlReader.readUrl(page(path), { etag: result.etag })
    await expect(again).rejects.toMatchObject({ name: 'NotModifiedError' })
  })

  test('a folder has the etag of the newest commit that touched it', async () => {
    const { urlReader } = reading()
    const tree = await urlReader.readTree(page('-/tree/main/docs'))
    expect((await tree.files()).map(({ path }) => path)).toEqual(['index.md'])
    await server.push('acme/web/site', { files: { 'svc/a/catalog-info.yaml': 'kind: A2' } })
    const again = urlReader.readTree(page('-/tree/main/docs'), { etag: tree.etag })
    await expect(again).rejects.toMatchObject({ name: 'NotModifiedError' })
    await server.push('acme/web/site', { files: { 'docs/index.md': '# new' } })
    expect((await urlReader.readTree(page('-/tree/main/docs'), { etag: tree.etag })).etag).not.toBe(tree.etag)
  })

  test('a pattern finds files, and only its fixed folder is fetched', async () => {
    const found = await reading().urlReader.search(page('-/blob/main/svc/*/catalog-info.yaml'))
    expect(found.files.map(({ url }) => url)).toEqual(
      ['a', 'b'].map((name) => page(`-/blob/main/svc/${name}/catalog-info.yaml`)),
    )
    expect(server.requests.at(-1)).toMatch(/archive\.tar\.gz\?sha=\w+&path=svc 200$/)
  })

  test.each([
    { why: 'a missing file', path: '-/blob/main/none.yaml', name: 'NotFoundError' },
    { why: 'a missing branch', path: '-/blob/none/catalog-info.yaml', name: 'NotFoundError' },
    { why: 'a project, which is no file', path: '', name: 'InputError' },
  ])('$why is a $name', async ({ path, name }) => {
    await expect(reading().urlReader.readUrl(page(path))).rejects.toMatchObject({ name })
  })

  test('links are resolved and edited as GitLab does', () => {
    const { scm } = reading()
    const base = page('-/blob/main/docs/index.md')
    expect(scm.resolveUrl({ url: '/a.yaml', base })).toBe(page('-/blob/main/a.yaml'))
    expect(scm.resolveEditUrl(base)).toBe(page('-/edit/main/docs/index.md'))
    expect(scm.byUrl(base)?.repository(base)).toEqual({ owner: 'acme/web', name: 'site' })
  })
})
