import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import { azureVendor } from './azure.ts'
import { bitbucketCloudVendor } from './bitbucket-cloud.ts'
import { createUrlReading } from './create-url-reading.ts'
import { createHttpClient } from './http-client.ts'
import { zip } from './test-zip.ts'
import { vendorReader } from './vendor-reader.ts'

const log: Logger = { error() {}, warn() {}, info() {}, debug() {}, child: () => log }
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

describe('Bitbucket Cloud', () => {
  const start = async () => {
    const { url, seen } = await serve({
      '/2.0/repositories/ws/repo/src/main/a/b.yaml': () => ({ body: 'hello' }),
      '/2.0/repositories/ws/repo': () => ({ body: JSON.stringify({ mainbranch: { name: 'main' } }) }),
      '/2.0/repositories/ws/repo/commits/main': () => ({
        body: JSON.stringify({ values: [{ hash: 'a'.repeat(40) }] }),
      }),
      '/site/oauth2/access_token': () => ({ body: JSON.stringify({ access_token: 'fresh', expires_in: 7200 }) }),
    })
    const http = createHttpClient({ maxBodyBytes: 1_000_000 })
    const config = {
      host: 'bitbucket.org',
      webBaseUrl: url,
      apiBaseUrl: `${url}/2.0`,
      client: { id: 'i', secret: 's' },
    }
    const vendor = bitbucketCloudVendor(config, http)
    return { vendor, seen, reader: vendorReader({ vendor, http, trustOf: () => undefined }) }
  }

  test('a file is read with a token that is fetched once', async () => {
    const { reader, seen } = await start()
    for (let read = 0; read < 2; read++) {
      const result = await reader.readUrl('https://bitbucket.org/ws/repo/src/main/a/b.yaml')
      expect((await result.buffer()).toString()).toBe('hello')
    }
    expect(seen.filter(({ url }) => url?.includes('oauth2'))).toHaveLength(1)
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer fresh')
  })

  test('the etag of a tree is the first twelve characters of the commit', async () => {
    const { reader } = await start()
    expect((await reader.readTree('https://bitbucket.org/ws/repo')).etag).toBe('a'.repeat(12))
  })

  test.each([
    { why: 'an API token', config: { username: 'ada@acme.test', token: 's' }, git: 'x-bitbucket-api-token-auth:s' },
    { why: 'an app password', config: { username: 'ada', appPassword: 's' }, git: 'ada:s' },
    { why: 'the token of a repository', config: { token: 's' }, git: 'x-token-auth:s' },
    { why: 'a token instead', config: { username: 'ada@acme.test', token: 's' }, token: 't', git: 'x-token-auth:t' },
  ])('git gets $why as it wants it', async ({ config, token, git }) => {
    const integration = reading({ bitbucketCloud: [config] }).scm.byUrl('https://bitbucket.org/ws/repo')
    const headers = await integration?.gitHeaders('https://bitbucket.org/ws/repo', token)
    expect(headers).toEqual({ authorization: `Basic ${btoa(git)}` })
  })

  test('the edit page names the branch', async () => {
    const { vendor } = await start()
    expect(vendor.resolveEditUrl('https://bitbucket.org/ws/repo/src/main/a.yaml')).toBe(
      'https://bitbucket.org/ws/repo/src/main/a.yaml?mode=edit&at=main',
    )
  })
})

test('Bitbucket Server reads files at a branch', async () => {
  const { url, host, seen } = await serve({
    '/rest/api/1.0/projects/P/repos/r/raw/a/b.yaml': () => ({ body: 'hello' }),
    '/rest/api/1.0/projects/P/repos/r/commits': () => ({ body: JSON.stringify({ values: [{ id: 'b'.repeat(40) }] }) }),
  })
  const { urlReader, scm } = reading({
    bitbucketServer: [{ host, apiBaseUrl: `${url}/rest/api/1.0`, username: 'u', password: 'p' }],
  })
  const file = `${url}/projects/P/repos/r/browse/a/b.yaml?at=main`
  expect((await (await urlReader.readUrl(file)).buffer()).toString()).toBe('hello')
  expect(seen[0]?.url).toMatch(/\?at=main$/)
  expect(seen[0]?.headers.authorization).toBe(`Basic ${btoa('u:p')}`)
  expect((await urlReader.readTree(`${url}/projects/P/repos/r/browse?at=main`)).etag).toBe('b'.repeat(40))
  expect(scm.resolveEditUrl(file)).toBe(`${url}/projects/P/repos/r/browse/a/b.yaml`)
  expect(scm.byUrl(file)?.repository(file)).toEqual({ owner: 'P', name: 'r' })
  // Badly encoded is not found; it is no defect.
  await expect(urlReader.readUrl(`${url}/projects/P/repos/r/browse/100%.yaml`)).rejects.toThrow('Nothing was found')
})

describe('Azure DevOps', () => {
  const start = async (status = 200) => {
    const items = (request: IncomingMessage) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams
      if (query.get('download') !== 'true') return { status, body: 'hello' }
      return {
        body: zip([
          { path: 'docs/a.md', content: 'a' },
          { path: 'docs/deep/b.md', content: 'b' },
        ]),
      }
    }
    const served = await serve({
      '/org/project/_apis/git/repositories/repo/items': items,
      '/org/project/_apis/git/repositories/repo/commits': () => ({
        body: JSON.stringify({ value: [{ commitId: 'c'.repeat(40) }] }),
      }),
    })
    const http = createHttpClient({ maxBodyBytes: 1_000_000 })
    const credentials = [
      { organizations: ['other'], pat: 'no' },
      { organizations: undefined, pat: 'yes' },
    ]
    const vendor = azureVendor({ host: 'dev.azure.com', baseUrl: served.url, credentials }, http)
    return { ...served, urlReader: vendorReader({ vendor, http, trustOf: () => undefined }) }
  }
  const repo = 'https://dev.azure.com/org/project/_git/repo'

  test('a file is read with the credential of its organisation', async () => {
    const { urlReader, seen } = await start()
    const result = await urlReader.readUrl(`${repo}?path=/a/b.yaml&version=GBmain`)
    expect((await result.buffer()).toString()).toBe('hello')
    expect(seen[0]?.headers.authorization).toBe(`Basic ${btoa(':yes')}`)
    expect(seen[0]?.url).toContain('versionDescriptor.version=main&versionDescriptor.versionType=branch')
  })

  test('a folder is read from its zip', async () => {
    const { urlReader } = await start()
    const tree = await urlReader.readTree(`${repo}?path=/docs`)
    expect((await tree.files()).map(({ path }) => path)).toEqual(['a.md', 'deep/b.md'])
    expect(tree.etag).toBe('c'.repeat(40))
  })

  test('a pattern finds files under addresses of their own', async () => {
    const { urlReader } = await start()
    const found = await urlReader.search(`${repo}?path=/docs/**/b.md&version=GBmain`)
    expect(found.files.map((file) => new URL(file.url).searchParams.get('path'))).toEqual(['/docs/deep/b.md'])
  })

  test.each([
    { why: 'a personal access token', token: 'pat', authorization: `Basic ${btoa(':pat')}` },
    { why: 'the token of somebody who signed in', token: 'eyJh.eyJi.c', authorization: 'Bearer eyJh.eyJi.c' },
  ])('$why goes as Azure wants it', async ({ token, authorization }) => {
    const integration = reading({}).scm.byUrl(repo)
    expect(await integration?.headers(repo, token)).toEqual({ authorization })
  })

  test('the sign-in page is no content', async () => {
    const { urlReader } = await start(203)
    const read = urlReader.readUrl(`${repo}?path=/a.yaml`)
    await expect(read).rejects.toThrow('203 (it asks to sign in')
  })

  test.each([
    { url: './c.yaml', path: '/a/c.yaml' },
    { url: '/c.yaml', path: '/c.yaml' },
    { url: './100%.yaml', path: '/a/100%.yaml' },
  ])('$url is resolved in the query', async ({ url, path }) => {
    const { scm } = reading({})
    const base = 'https://dev.azure.com/org/project/_git/repo?path=%2Fa%2Fb.yaml&version=GBmain'
    const resolved = new URL(scm.resolveUrl({ url, base, lineNumber: 3 }))
    expect(Object.fromEntries(resolved.searchParams)).toMatchObject({ path, version: 'GBmain', line: '3' })
  })
})

test('Gerrit is known to actions, with credentials', async () => {
  const { scm, outgoing } = reading({ gerrit: [{ host: 'g.example.com', username: 'u', password: 'p' }] })
  const integration = scm.byUrl('https://g.example.com/x')
  expect(integration).toMatchObject({ type: 'gerrit', apiBaseUrl: 'https://g.example.com/a' })
  expect(integration?.gerrit).toMatchObject({ cloneUrl: 'https://g.example.com' })
  expect(await integration?.headers('https://g.example.com/x')).toEqual({ authorization: `Basic ${btoa('u:p')}` })
  expect(outgoing.allows(new URL('ssh://git@g.example.com/x'))).toBe(true)
})

test.each([
  { why: 'a removed key', integrations: { azure: [{ token: 'x' }] }, says: /azure\[0\]\.token: was removed/ },
  {
    why: 'a user without a secret',
    integrations: { bitbucketCloud: [{ username: 'u' }] },
    says: /bitbucketCloud\[0\]\.token/,
  },
  {
    why: 'half a client',
    integrations: { bitbucketCloud: [{ clientId: 'u' }] },
    says: /bitbucketCloud\[0\]\.clientSecret/,
  },
  {
    why: 'no API address',
    integrations: { gitlab: [{ host: 'g.example.com' }] },
    says: /gitlab\[0\]\.apiBaseUrl: is required/,
  },
  {
    why: 'a user of Gerrit without a password',
    integrations: { gerrit: [{ host: 'g', username: 'u' }] },
    says: /gerrit\[0\]\.password/,
  },
  { why: 'no host', integrations: { gitea: [{}] }, says: /gitea\[0\]\.host: is required/ },
  { why: 'what is no address', integrations: { gitea: [{ host: 'g', baseUrl: 'g' }] }, says: /gitea\[0\]\.baseUrl/ },
  { why: 'what is no list', integrations: { gitlab: 'yes' }, says: /integrations\.gitlab: expected a list/ },
])('$why in integrations stops the start', ({ integrations, says }) => {
  expect(() => reading(integrations)).toThrow(says)
})

function reading(integrations: object) {
  // Only `get` is used here; the real thing has its own tests.
  const config = {
    get: (key?: string) =>
      (key?.split('.') ?? []).reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], {
        integrations,
      }),
  } as RootConfig
  return createUrlReading({ config, log })
}

type Answer = (request: IncomingMessage) => { status?: number; body: string | Buffer }

async function serve(answers: Record<string, Answer>) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    const reply = answers[(request.url ?? '').split('?')[0] ?? '']?.(request) ?? { status: 404, body: '' }
    response.writeHead(reply.status ?? 200).end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server's address is never a string.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}`, host, seen }
}
