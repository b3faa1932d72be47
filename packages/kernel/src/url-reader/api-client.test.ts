import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import timers from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { createApiClient } from './api-client.ts'
import type { ScmIntegration } from './url-reader.ts'

const stops: (() => void)[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const stop of stops.splice(0)) stop()
})

test('a list is followed over its pages, with the credentials', async () => {
  const seen: (string | undefined)[] = []
  const client = await serve((request, response) => {
    seen.push(request.headers.authorization)
    const isLast = request.url === '/items?page=2'
    response.writeHead(200, isLast ? {} : { link: '</items?page=2>; rel="next", </items?page=2>; rel="last"' })
    response.end(isLast ? '[3]' : '[1,2]')
  })
  expect(await client.all('/items')).toEqual([1, 2, 3])
  expect(seen).toEqual(['Bearer t', 'Bearer t'])
})

test('a next page on another host is not followed', async () => {
  const client = await serve((_, response) =>
    response.writeHead(200, { link: '<https://evil.example.com/items>; rel="next"' }).end('[]'),
  )
  await expect(client.all('/items')).rejects.toThrow('points to another host')
})

test.each([
  { why: 'told to wait a moment', status: 429, headers: { 'retry-after': '0' } },
  {
    why: 'out of requests until now',
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' },
  },
  { why: 'hiccups', status: 502, headers: {} },
])('a call is made again when the host $why', async ({ status, headers }) => {
  let calls = 0
  const client = await serve((_, response) => {
    calls += 1
    if (calls === 1) response.writeHead(status, headers).end()
    else response.end('{"ok":true}')
  })
  expect(await client.get('/thing')).toEqual({ ok: true })
  expect(calls).toBe(2)
})

test('a long wait is told instead of waited for', async () => {
  const client = await serve((_, response) => response.writeHead(429, { 'retry-after': '3600' }).end())
  await expect(client.get('/thing')).rejects.toThrow('over its rate limit for another 60 minutes')
})

test.each([403, 429])('who is told by %i to be too quick, without a time, waits a minute', async (status) => {
  const waits: unknown[] = []
  vi.spyOn(timers, 'setTimeout').mockImplementation(async (ms) => void waits.push(ms) as never)
  const client = await serve((_, response) => {
    // Most of the hourly limit is left, and when it ends does not matter.
    const headers = { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': '9999999999' }
    if (waits.length > 0) response.end('{"ok":true}')
    else response.writeHead(status, headers).end('{"message":"You have exceeded a secondary rate limit."}')
  })
  expect(await client.call('POST', '/thing', {})).toMatchObject({ status: 200, body: { ok: true } })
  expect(waits).toEqual([60_000])
})

test('a refusal that was read for such words can still be read', async () => {
  const client = await serve((_, response) => response.writeHead(403).end('{"message":"no"}'))
  expect(await client.call('POST', '/thing', {})).toMatchObject({ status: 403, body: { message: 'no' } })
})

test('a missing thing is undefined, a refused one an error that says what to check', async () => {
  const client = await serve((request, response) => response.writeHead(request.url === '/none' ? 404 : 403).end())
  expect(await client.find('/none')).toBeUndefined()
  await expect(client.find('/secret')).rejects.toThrow('Check the credentials in "integrations.github".')
})

test.each([
  { why: 'a refusal is given as it is', status: 422, body: { message: 'name already exists' } },
  { why: 'a broken host is not asked twice for what may have happened', status: 502, body: 'bad gateway' },
])('call: $why', async ({ status, body }) => {
  const methods: (string | undefined)[] = []
  const client = await serve((request, response) => {
    methods.push(request.method)
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await expect(client.call('PUT', '/thing', { a: 1 })).resolves.toMatchObject({ status, body })
  expect(methods).toEqual(['PUT'])
})

test('a body is not sent on to another host', async () => {
  const client = await serve((_, response) => response.writeHead(307, { location: 'https://example.com/' }).end())
  await expect(client.post('/thing', {})).rejects.toThrow('redirects to another host')
}, 30_000)

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server's address is never a string.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const integration: ScmIntegration = {
    type: 'github',
    host,
    apiBaseUrl: `http://${host}`,
    repository: () => undefined,
    headers: async () => ({ authorization: 'Bearer t' }),
    gitHeaders: async () => ({ authorization: 'Basic dDp0' }),
  }
  return createApiClient({ integration, url: `http://${host}` })
}
