import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import { createUrlReading } from './create-url-reading.ts'

const log: Logger = { error() {}, warn() {}, info() {}, debug() {}, child: () => log }
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

describe('plain addresses', () => {
  test('an allowed host is read, with its etag, its age, and 304', async () => {
    const host = await serve((request, response) => {
      if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end()
      response.writeHead(200, { etag: '"1"', 'last-modified': 'Sat, 21 Nov 2026 01:00:00 GMT' }).end('hello')
    })
    const { urlReader } = reading({ backend: { reading: { allow: [{ host }] } } })
    const result = await urlReader.readUrl(`http://${host}/a`)
    expect((await result.buffer()).toString()).toBe('hello')
    expect(result).toMatchObject({ etag: '"1"', lastModifiedAt: new Date('2026-11-21T01:00:00Z') })
    expect(() => result.stream()).toThrow(expect.objectContaining({ name: 'ConflictError' }))
    await expect(urlReader.readUrl(`http://${host}/a`, { etag: '"1"' })).rejects.toMatchObject({
      name: 'NotModifiedError',
    })
    expect(await urlReader.search(`http://${host}/a`)).toMatchObject({
      etag: '"1"',
      files: [{ url: `http://${host}/a` }],
    })
  })

  test.each<{ why: string; path: string; listener: RequestListener; error: object }>([
    { why: 'missing', path: '/a', listener: (_, r) => r.writeHead(404).end(), error: { name: 'NotFoundError' } },
    {
      why: 'a failing host is named with its status',
      path: '/a',
      listener: (_, r) => r.writeHead(500).end(),
      error: { name: 'Error', message: expect.stringMatching(/\/a could not be read, its host answered 500\.$/) },
    },
    {
      why: 'a redirect to a host that nobody allowed is refused',
      path: '/a',
      listener: (_, r) => r.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
      error: { name: 'NotAllowedError' },
    },
    {
      why: 'a redirect to a file is refused',
      path: '/a',
      listener: (_, r) => r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      error: { name: 'NotAllowedError' },
    },
    {
      why: 'endless redirects are given up',
      path: '/a',
      listener: (_, r) => r.writeHead(302, { location: '/a' }).end(),
      error: { message: expect.stringContaining('5 redirects') },
    },
    {
      why: 'a body larger than allowed is cut off',
      path: '/a',
      listener: (_, r) => r.writeHead(200).end('x'.repeat(2_000)),
      error: { name: 'PayloadTooLargeError' },
    },
    {
      why: 'an encoded ".." is refused',
      path: '/a%2f..%2fb',
      listener: (_, r) => r.end(),
      error: { name: 'InputError' },
    },
  ])('$why', async ({ path, listener, error }) => {
    const host = await serve(listener)
    const { urlReader } = reading({ backend: { reading: { allow: [{ host }], maxBodyBytes: 1_000 } } })
    const read = urlReader.readUrl(`http://${host}${path}`).then((result) => result.buffer())
    await expect(read).rejects.toMatchObject(error)
  })

  test('a redirect within the allowed hosts is followed', async () => {
    const host = await serve((request, response) => {
      if (request.url === '/b') return response.end('there')
      response.writeHead(307, { location: '/b' }).end()
    })
    const { urlReader } = reading({ backend: { reading: { allow: [{ host }] } } })
    expect((await (await urlReader.readUrl(`http://${host}/a`)).buffer()).toString()).toBe('there')
  })

  test.each([
    { why: 'no rule', allow: [], url: 'https://example.com/a' },
    { why: 'a port without a rule for it', allow: [{ host: 'example.com' }], url: 'https://example.com:8443/a' },
    {
      why: 'a path beside the allowed one',
      allow: [{ host: 'example.com', paths: ['/a'] }],
      url: 'https://example.com/ab',
    },
    { why: 'a suffix is not its own subdomain', allow: [{ host: '*.example.com' }], url: 'https://example.com/' },
    { why: 'a file', allow: [{ host: 'example.com' }], url: 'file:///etc/passwd' },
  ])('refused: $why', async ({ allow, url }) => {
    const { urlReader } = reading({ backend: { reading: { allow } } })
    await expect(urlReader.readUrl(url)).rejects.toMatchObject({ name: 'NotAllowedError' })
  })

  test.each(['localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]'])(
    'a configured host may not send us to %s',
    async (inside) => {
      const target = await serve((_, response) => response.end('secret'))
      const location = `http://${inside}:${target.split(':')[1]}/`
      const host = await serve((_, response) => response.writeHead(302, { location }).end())
      const integration = { host, apiBaseUrl: `http://${host}/api/v3`, token: 't' }
      const { urlReader } = reading({ integrations: { github: [integration] } })
      const read = urlReader.readUrl(`http://${host}/o/r/blob/main/a.yaml`)
      await expect(read).rejects.toMatchObject({ code: 'url-reader/private-address' })
    },
  )
})

test.each(['https://user:hunter2@github.com/o/r/blob/main/a', 'ftp://user:hunter2@example.com/a'])(
  'an address with a password is refused without showing it',
  async (url) => {
    const read = reading({}).urlReader.readUrl(url)
    await expect(read).rejects.toThrow(/^(?!.*hunter2)/)
  },
)

test('every wrong key is told at once, with its path', () => {
  const config = {
    backend: { reading: { allow: [{ paths: [] }], maxBodyBytes: 'many' } },
    integrations: { github: [{ host: 'ghe.example.com' }] },
  }
  expect(() => reading(config)).toThrow(
    /backend\.reading\.maxBodyBytes[\s\S]*integrations\.github\[0\]\.apiBaseUrl[\s\S]*backend\.reading\.allow\[0\]\.host/,
  )
})

test('a kind of host that is not built says so', async () => {
  const { urlReader } = reading({ integrations: { gerrit: [{ host: 'gerrit.example.com' }] } })
  const read = urlReader.readUrl('https://gerrit.example.com/a')
  await expect(read).rejects.toMatchObject({ name: 'NotImplementedError', message: expect.stringContaining('gerrit') })
})

function reading(config: object) {
  // Only `get` is used here; the real thing has its own tests.
  const rootConfig = {
    get: (key?: string) =>
      (key?.split('.') ?? []).reduce<unknown>(
        (at, part) => (at as Record<string, unknown> | undefined)?.[part],
        config,
      ),
  } as RootConfig
  return createUrlReading({ config: rootConfig, log })
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server's address is never a string.
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
