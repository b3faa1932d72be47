import { once } from 'node:events'
import { request } from 'node:http'
import { bearerTokens, definePlugin, type Signals, Type } from '@callboard/kernel'
import { basicPermission, del, get, patch, post, put } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { setCookie } from '../auth/cookie.ts'
import { createPluginHttp } from './plugin-http.ts'

const reply = Type.Unknown()
const summary = 'A route.'
const admin = 'user:default/admin'
let signals: Signals
const demo = definePlugin({
  id: 'demo',
  use: { bearerTokens },
  setup(core) {
    const { http } = core
    signals = core.signals
    http.serve(get('/closed', { summary, reply }), ({ credentials }) => credentials.principal)
    http.serve(get('/cookie', { summary, reply, access: 'user-cookie' }), ({ credentials }) => credentials.principal)
    const query = Type.Record(Type.String(), Type.Unknown())
    http.serve(get('/never', { summary, reply, query, allow: basicPermission('demo.never', 'read') }), () => 'never')
    http.serve(get('/broken', { summary, reply, query }), () => Promise.reject(new Error('It broke.')))
    http.serve(post('/change', { summary, reply, body: { n: Type.Integer() } }), () => 'changed')
    core.bearerTokens.add({
      prefix: 'cbp_',
      verify: async (token) => (token === personal ? { userEntityRef: admin, scopes: ['write'] } : undefined),
    })
  },
})

const personal = `cbp_${'0123456789abcdef01'}_${'s'.repeat(43)}`
const fixed = 'a-fixed-token-of-a-robot'
const secret = Buffer.from('a legacy secret that is long enough').toString('base64')
const clock = fakeClock()
const lines: string[] = []
let portal: TestPortal
beforeAll(async () => {
  portal = await startPortal({
    ...{ plugins: [demo], clock, onLog: (line) => void lines.push(line) },
    policy: { decide: async () => ({ result: 'DENY' }) },
    config: {
      backend: {
        cors: { origin: ['https://friend.example.com'], credentials: true },
        auth: {
          externalAccess: [
            {
              ...{ type: 'static', options: { token: fixed, subject: 'robot' } },
              accessRestrictions: [{ plugin: 'demo', permission: 'demo.other' }],
            },
            { type: 'legacy', options: { secret, subject: 'old-ci' } },
          ],
        },
      },
    },
  })
})
afterAll(() => portal.stop())

const user = () => portal.tokens.user(admin)
const authOf = (pluginId = 'demo') => portal.host.services().authority.forPlugin(pluginId)
const limitedOf = async (token: string) => authOf().limitedToken(await authOf().authenticate(token))?.token ?? ''
const limited = async () => limitedOf(await user())
const statusOf = async (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  (await portal.fetch(`/api/demo/${path}`, { as: 'nobody', headers, ...init })).status
const legacy = () =>
  new SignJWT({ sub: 'backstage-server', exp: Math.floor(clock.nowMs() / 1000) + 600 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret, 'base64'))

describe('the cookie', () => {
  test.each([
    { externalUrl: 'https://portal.example.com/api/demo', domain: 'portal.example.com', site: 'SameSite=None' },
    { externalUrl: 'http://localhost:7007/api/demo', domain: 'localhost', site: 'SameSite=None' },
    { externalUrl: 'http://portal.example.com/api/demo', domain: 'portal.example.com', site: 'SameSite=Lax' },
  ])('of $externalUrl is out of reach for scripts and for other hosts', ({ externalUrl, domain, site }) => {
    const flags = setCookie({ token: 't', expiresAtMs: 0, externalUrl }).split('; ')
    expect(flags).toContain('HttpOnly')
    expect(flags).toContain(`Domain=${domain}`)
    expect(flags).toContain(site)
    // Browsers refuse the one without the other.
    expect(flags.includes('Secure')).toBe(site === 'SameSite=None')
  })

  test('ends with the token it was made of', async () => {
    const token = await user()
    const answer = await portal.fetch('/api/demo/.backstage/auth/v1/cookie', { as: { token } })
    const [cookie = ''] = answer.headers.getSetCookie()
    const expires = /Expires=([^;]+)/.exec(cookie)?.[1] ?? ''
    expect(Date.parse(expires)).toBe((await authOf().authenticate(token)).expiresAtMs)
  })

  test.each([
    { attack: 'a full token in the cookie', cookie: async () => `backstage-auth=${await user()}` },
    {
      attack: 'a plugin token in the cookie',
      cookie: async () => `backstage-auth=${await portal.tokens.plugin('x', 'demo')}`,
    },
    { attack: 'a fixed token in the cookie', cookie: async () => `backstage-auth=${fixed}` },
    { attack: 'a personal access token in the cookie', cookie: async () => `backstage-auth=${personal}` },
    {
      attack: 'a cookie with a changed payload',
      cookie: async () => `backstage-auth=${(await limited()).replace('.', '.x')}`,
    },
    { attack: 'a cookie whose name ends the same', cookie: async () => `not-backstage-auth=${await limited()}` },
    { attack: 'a cookie whose name begins the same', cookie: async () => `backstage-auth2=${await limited()}` },
    { attack: 'an empty cookie', cookie: async () => 'backstage-auth=' },
  ])('$attack is refused', async ({ cookie }) => {
    expect(await statusOf('cookie', { cookie: `backstage-auth=${await limited()}` })).toBe(200)
    expect(await statusOf('cookie', { cookie: await cookie() })).toBe(401)
  })

  test('of somebody who has signed out everywhere is refused', async () => {
    const cookie = `backstage-auth=${await limitedOf(await portal.tokens.user('user:default/gone'))}`
    expect(await statusOf('cookie', { cookie })).toBe(200)
    await authOf().revokeTokens({ userEntityRef: 'user:default/gone' })
    expect(await statusOf('cookie', { cookie })).toBe(401)
  })

  test('cannot change anything: another site that makes a browser send it gets 401', async () => {
    const init = { method: 'POST', body: JSON.stringify({ n: 1 }) }
    const json = { 'content-type': 'application/json' }
    expect(await statusOf('change', { ...json, authorization: `Bearer ${await user()}` }, init)).toBe(200)
    expect(await statusOf('change', { ...json, cookie: `backstage-auth=${await limited()}` }, init)).toBe(401)
  })

  test.each([
    { method: 'POST', declare: post },
    { method: 'PUT', declare: put },
    { method: 'PATCH', declare: patch },
    { method: 'DELETE', declare: del },
  ])('cannot be asked for by a route with $method', ({ declare }) => {
    const route = declare('/x', { summary, reply, access: 'user-cookie' })
    expect(() => createPluginHttp('demo').serve(route, () => '')).toThrow(
      /takes cookies, which only routes that read may/,
    )
  })
})

describe('other sites in a browser', () => {
  const asked = async (origin: string, init: RequestInit = {}) => {
    const headers = { origin, cookie: `backstage-auth=${await limited()}`, ...init.headers }
    const { headers: answered } = await portal.fetch('/api/demo/cookie', { as: 'nobody', ...init, headers })
    return [answered.get('access-control-allow-origin'), answered.get('access-control-allow-credentials')]
  }
  test.each([
    { origin: 'https://friend.example.com', allowed: 'https://friend.example.com' },
    { origin: 'https://evil.example.com', allowed: null },
    { origin: 'https://friend.example.com.evil.com', allowed: null },
    { origin: 'https://evil.com/https://friend.example.com', allowed: null },
    { origin: 'http://friend.example.com', allowed: null },
    { origin: 'https://friend.example.com:8443', allowed: null },
    { origin: 'null', allowed: null },
  ])('$origin may read with cookies: $allowed', async ({ origin, allowed }) => {
    expect((await asked(origin))[0]).toBe(allowed)
    const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }
    expect((await asked(origin, preflight))[0]).toBe(allowed)
  })

  test('every site at once never gets cookies: such a config does not start', async () => {
    const config = { backend: { cors: { origin: true, credentials: true } } }
    await expect(startPortal({ config })).rejects.toThrow(/Name the sites in origin/)
  })
})

describe('where a token counts', () => {
  test.each([
    { attack: 'in the query as token', path: (token: string) => `closed?token=${token}` },
    { attack: 'in the query as access_token', path: (token: string) => `closed?access_token=${token}` },
    { attack: 'in the query as authorization', path: (token: string) => `closed?authorization=Bearer%20${token}` },
    { attack: 'in the path', path: (token: string) => `closed;token=${token}` },
  ])('$attack it is nobody’s', async ({ path }) => {
    expect(await statusOf(path(await user()), {})).not.toBe(200)
  })

  test.each([
    { attack: 'in a basic scheme', headers: (token: string) => ({ authorization: `Basic ${token}` }) },
    { attack: 'without a scheme', headers: (token: string) => ({ authorization: token }) },
    { attack: 'in another header', headers: (token: string) => ({ 'x-authorization': `Bearer ${token}` }) },
    {
      attack: 'in a forwarded header',
      headers: (token: string) => ({ 'x-forwarded-authorization': `Bearer ${token}` }),
    },
    {
      attack: 'in a cookie named authorization',
      headers: (token: string) => ({ cookie: `authorization=Bearer ${token}` }),
    },
    { attack: 'as the second of a list', headers: (token: string) => ({ authorization: `Bearer x, Bearer ${token}` }) },
    { attack: 'as the first of a list', headers: (token: string) => ({ authorization: `Bearer ${token}, Bearer x` }) },
    { attack: 'named as a user by a proxy header', headers: () => ({ 'x-forwarded-user': 'admin' }) },
  ])('$attack it is nobody’s', async ({ headers }) => {
    expect(await statusOf('closed', headers(await user()))).toBe(401)
  })

  test('of two headers the first counts, whatever the second says', async () => {
    const send = (values: string[]) =>
      new Promise<number | undefined>((resolve, reject) => {
        const { hostname, port } = new URL(portal.url)
        const headers = values.flatMap((value) => ['Authorization', value])
        const sent = request({ hostname, port, path: '/api/demo/closed', headers: ['Host', hostname, ...headers] })
        sent.on('response', (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        sent.on('error', reject).end()
      })
    const good = `Bearer ${await user()}`
    expect([await send([good, 'Bearer x']), await send(['Bearer x', good])]).toEqual([200, 401])
  })
})

describe('the barrier cannot be walked around', () => {
  /** The path goes out as it is written, where `fetch` would tidy it. */
  const send = (path: string, { method = 'GET', headers = {} } = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(portal.url)
      const sent = request({ hostname, port, path, method, headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on('error', reject).end()
    })
  test.each([
    { attack: 'a slash at the end', path: '/api/demo/closed/' },
    { attack: 'two slashes', path: '/api/demo//closed' },
    { attack: 'an encoded letter', path: '/api/demo/%63losed' },
    { attack: 'an encoded slash', path: '/api/demo%2fclosed' },
    { attack: 'other letters', path: '/API/DEMO/CLOSED' },
    { attack: 'dots', path: '/api/demo/public/../closed' },
    { attack: 'a parameter behind a semicolon', path: '/api/demo/closed;public' },
    { attack: 'a whole URL', path: 'http://localhost/api/demo/closed' },
    { attack: 'a fragment', path: '/api/demo/closed#public' },
    { attack: 'HEAD', path: '/api/demo/closed', method: 'HEAD' },
    { attack: 'another method', path: '/api/demo/closed', method: 'PROPFIND' },
    { attack: 'a method in a header', path: '/api/demo/closed', headers: { 'x-http-method-override': 'OPTIONS' } },
    { attack: 'another URL in a header', path: '/api/demo/closed', headers: { 'x-original-url': '/metrics' } },
    { attack: 'a closed URL in a header', path: '/metrics2', headers: { 'x-rewrite-url': '/api/demo/closed' } },
    { attack: 'an own address in a header', path: '/api/demo/closed', headers: { 'x-forwarded-for': '127.0.0.1' } },
  ])('by $attack', async ({ path, ...init }) => {
    expect([400, 401, 404, 405]).toContain(await send(path, init))
  })
})

describe('signals', () => {
  const connect = (protocols: string[], { path = '', headers = {} } = {}) => {
    const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/api/signals${path}`, protocols, { headers })
    return new Promise<WebSocket | undefined>((resolve) => {
      socket.on('open', () => resolve(socket))
      socket.on('error', () => resolve(undefined))
    })
  }
  test.each([
    {
      attack: 'an expired token',
      token: async () => {
        const token = await user()
        clock.advance(3_600_001)
        return token
      },
    },
    { attack: 'a limited token', token: limited },
    { attack: 'a token for another plugin', token: () => portal.tokens.plugin('catalog', 'demo') },
    { attack: 'a service', token: () => portal.tokens.plugin('catalog', 'signals') },
    { attack: 'a fixed token', token: async () => fixed },
  ])('do not open for $attack', async ({ token }) => {
    const good = await connect([await user()])
    expect(good).toBeDefined()
    good?.terminate()
    expect(await connect([await token()])).toBeUndefined()
  })

  test('from another site, by cookie or query, are those of nobody', async () => {
    const headers = { origin: 'https://evil.example.com', cookie: `backstage-auth=${await limited()}` }
    const hijacked = await connect([], { path: `?token=${await user()}`, headers })
    const own = await connect([await user()])
    expect([hijacked, own]).not.toContain(undefined)
    const heard: [string, string][] = []
    for (const [who, socket] of [
      ['hijacked', hijacked],
      ['own', own],
    ] as const) {
      socket?.on('message', (data) => heard.push([who, String(data)]))
      socket?.send(JSON.stringify({ action: 'subscribe', channel: 'secrets' }))
      socket?.ping()
      if (socket) await once(socket, 'pong')
    }
    await signals.send({ type: 'user', entityRefs: [admin] }, 'secrets', { n: 1 })
    await expect.poll(() => heard).toHaveLength(1)
    expect(heard[0]?.[0]).toBe('own')
    hijacked?.terminate()
    own?.terminate()
  })
})

test('no token is in a log line or in the body of a refusal, however the request ends', async () => {
  const token = await user()
  const tokens = [token, await limited(), personal, fixed, await legacy(), await portal.tokens.plugin('x', 'demo')]
  const paths = ['closed', 'cookie', 'never', 'broken', 'change', 'nowhere', '.backstage/auth/v1/cookie']
  const bodies: string[] = []
  lines.length = 0
  for (const each of [...tokens, `${token}x`, `${personal}x`])
    for (const path of paths) {
      const headers = { authorization: `Bearer ${each}`, cookie: `backstage-auth=${each}` }
      bodies.push(await (await portal.fetch(`/api/demo/${path}`, { as: 'nobody', headers })).text())
    }
  // Whoever puts a token into the query has told it to others already, but not by our log.
  for (const each of [token, personal])
    for (const path of ['closed', 'never', 'broken'])
      await portal.fetch(`/api/demo/${path}?access_token=${each}`, { as: { token } })
  expect(lines.filter((line) => line.includes('It broke.'))).not.toEqual([])
  for (const each of tokens) {
    const part = each.slice(-24)
    expect(lines.filter((line) => line.includes(part))).toEqual([])
    expect(bodies.filter((body) => body.includes(part))).toEqual([])
  }
})
