import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUrlReading } from '@callboard/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GithubServer, startGithubServer } from './github-server.ts'
import { plainConfig, silentLog } from './plain-config.ts'

let server: GithubServer
beforeAll(async () => {
  server = await startGithubServer()
  server.repo('acme/site', {
    'catalog-info.yaml': 'kind: Component',
    'docs/index.md': '# hello',
    'docs/deep/more.md': 'more',
    'svc/a/catalog-info.yaml': 'kind: A',
    'svc/b/catalog-info.yaml': 'kind: B',
  })
})
afterAll(() => server.stop())

const reading = () =>
  createUrlReading({ config: plainConfig({ integrations: { github: [server.integration] } }), log: silentLog })
const page = (path: string) => `${server.url}/acme/site/${path}`

describe('GitHub through the URL reader', () => {
  test('a file is read, and not again while its etag holds', async () => {
    const { urlReader } = reading()
    const result = await urlReader.readUrl(page('blob/main/catalog-info.yaml'))
    expect((await result.buffer()).toString()).toBe('kind: Component')
    const again = urlReader.readUrl(page('blob/main/catalog-info.yaml'), { etag: result.etag })
    await expect(again).rejects.toMatchObject({ name: 'NotModifiedError' })
  })

  test('a folder is read as files and into a directory', async () => {
    const { urlReader } = reading()
    const tree = await urlReader.readTree(page('tree/main/docs'))
    const files = await tree.files()
    expect(files.map(({ path }) => path)).toEqual(['deep/more.md', 'index.md'])
    const targetDir = await mkdtemp(join(tmpdir(), 'callboard-test-'))
    expect(await tree.dir({ targetDir })).toBe(targetDir)
    expect(await readFile(join(targetDir, 'deep/more.md'), 'utf8')).toBe('more')
    await rm(targetDir, { recursive: true })
    const again = urlReader.readTree(page('tree/main/docs'), { etag: tree.etag })
    await expect(again).rejects.toMatchObject({ name: 'NotModifiedError' })
  })

  test.each([
    { why: 'by listing the tree', entries: 1_000 },
    { why: 'by the archive, when the listing is cut', entries: 2 },
  ])('a pattern finds files $why', async ({ entries }) => {
    server.limits.treeEntries = entries
    const found = await reading().urlReader.search(page('blob/main/svc/*/catalog-info.yaml'))
    expect(found.files.map(({ url }) => url)).toEqual(
      ['a', 'b'].map((name) => page(`tree/main/svc/${name}/catalog-info.yaml`)),
    )
    expect((await found.files[1]?.content())?.toString()).toBe('kind: B')
    server.limits.treeEntries = 1_000
  })

  test('a repository without a branch in its address is read at its default branch', async () => {
    const tree = await reading().urlReader.readTree(`${server.url}/acme/site`)
    expect(await tree.files()).toHaveLength(5)
  })

  test.each([
    { why: 'a missing file', path: 'blob/main/none.yaml', name: 'NotFoundError' },
    { why: 'an address of another shape', path: 'wiki/Home', name: 'InputError' },
    { why: 'a repository, which is no file', path: '', name: 'InputError' },
    { why: 'a way out of the repository', path: 'blob/main/a%2f..%2f..%2fb', name: 'InputError' },
  ])('$why is a $name', async ({ path, name }) => {
    await expect(reading().urlReader.readUrl(page(path))).rejects.toMatchObject({ name })
  })

  test('a missing file is an empty search', async () => {
    expect(await reading().urlReader.search(page('blob/main/none.yaml'))).toEqual({ files: [], etag: '' })
  })

  test('wrong credentials are told without showing them', async () => {
    const { urlReader } = reading()
    const read = urlReader.readUrl(page('blob/main/catalog-info.yaml'), { token: 'ghp_wrong' })
    await expect(read).rejects.toThrow(/blob\/main\/catalog-info\.yaml could not be read, its host answered 401\.$/)
  })

  test('the rate limit is named', async () => {
    server.limits.requestsLeft = 0
    const read = reading().urlReader.readUrl(page('blob/main/catalog-info.yaml'))
    await expect(read).rejects.toThrow('403 (rate limit exceeded)')
    server.limits.requestsLeft = 5_000
  })

  test('links are resolved as GitHub does', () => {
    const { scm } = reading()
    expect(scm.resolveUrl({ url: './b.yaml', base: page('blob/main/a.yaml') })).toBe(page('tree/main/b.yaml'))
    expect(scm.resolveEditUrl(page('tree/main/b.yaml'))).toBe(page('edit/main/b.yaml'))
    expect(scm.byUrl(page('blob/main/a.yaml'))?.repository(page('blob/main/a.yaml'))).toEqual({
      owner: 'acme',
      name: 'site',
    })
  })
})

describe('GitHub Apps', () => {
  const withApp = (app: object = {}) => {
    const { host, apiBaseUrl } = server.integration
    const github = [{ host, apiBaseUrl, apps: [{ ...server.app.integration, ...app }] }]
    return createUrlReading({ config: plainConfig({ integrations: { github } }), log: silentLog })
  }
  const read = (app?: object) => withApp(app).urlReader.readUrl(page('blob/main/catalog-info.yaml'))

  test('an installation gives a token, once for many reads', async () => {
    server.app.installedAt.splice(0, 9, 'someone', 'acme')
    server.app.tokens.clear()
    const { urlReader, scm } = withApp()
    const reads = [1, 2, 3].map(() => urlReader.readUrl(page('blob/main/catalog-info.yaml')))
    for (const result of await Promise.all(reads)) expect((await result.buffer()).toString()).toBe('kind: Component')
    expect(server.app.tokens).toEqual(new Set(['ghs_acme_0']))
    expect(await scm.byUrl(server.url)?.listAppOwners?.('7')).toEqual(['someone', 'acme'])
  })

  test('an app may stand in for owners without it only when it says so', async () => {
    server.app.installedAt.splice(0, 9, 'someone')
    await expect(read()).rejects.toThrow('answered 401')
    expect((await (await read({ publicAccess: true })).buffer()).toString()).toBe('kind: Component')
  })

  test('an owner that is not allowed is not used', async () => {
    server.app.installedAt.splice(0, 9, 'acme')
    await expect(read({ allowedInstallationOwners: ['someone'] })).rejects.toThrow('answered 401')
  })

  test('a wrong id is told with what to check', async () => {
    await expect(read({ appId: 8 })).rejects.toThrow(/answered 401 to app 8 .*Check its appId and privateKey/)
  })
})
