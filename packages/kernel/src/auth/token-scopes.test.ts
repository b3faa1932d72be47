import { type BearerIdentity, bearerTokens, definePlugin, Type } from '@callboard/kernel'
import { basicPermission, del, get, patch, post, put } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'

const ada = 'user:default/ada'
const make = basicPermission('shop.thing.create', 'create')
const look = basicPermission('shop.thing.read', 'read')
const reply = Type.Unknown()
const summary = 'A route.'
const shop = (id: string) =>
  definePlugin({
    id,
    setup({ http, permissions }) {
      http.serve(get('/get', { summary, reply }), ({ credentials }) => credentials.principal)
      http.serve(get('/public', { summary, reply, access: 'public' }), ({ credentials }) => credentials.principal.type)
      http.serve(get('/cookie', { summary, reply, access: 'user-cookie' }), () => 'read')
      http.serve(get('/look', { summary, reply, allow: look }), () => 'seen')
      http.serve(get('/make', { summary, reply }), async ({ credentials }) => {
        await permissions.require(credentials, make)
        return 'made'
      })
      for (const [method, declare] of Object.entries({ post, put, patch, delete: del }))
        http.serve(declare(`/${method}`, { summary, reply, optionalBody: true }), () => 'done')
      http.serve(post('/query', { summary, reply, reads: true, optionalBody: true }), () => 'found')
    },
  })

/** Knows `test_<scopes with +>`; the same object each time, as the contract wants. */
const known = new Map<string, BearerIdentity>()
const keeper = definePlugin({
  id: 'keeper',
  use: { bearerTokens },
  setup: ({ bearerTokens: point }) =>
    point.add({
      prefix: 'test_',
      async verify(token) {
        const scopes = token.slice(5).split('+').filter(Boolean)
        if (scopes.includes('unknown')) return undefined
        const identity = known.get(token) ?? {
          userEntityRef: ada,
          ownershipEntityRefs: [ada, 'group:default/crew'],
          scopes,
        }
        known.set(token, identity)
        return identity
      },
    }),
})

const clock = fakeClock()
let portal: TestPortal
beforeAll(async () => {
  portal = await startPortal({ plugins: [shop('shop'), shop('other'), keeper], clock })
})
afterAll(() => portal.stop())

const call = async (method: string, path: string, token: string) => {
  const answer = await portal.fetch(`/api/${path}`, { method, as: { token } })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}
const statusOf = async (method: string, path: string, token: string) => (await call(method, path, token)).status

describe('how far a token reaches', () => {
  const writes = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ method, path: method.toLowerCase() }))
  const reads = [
    { method: 'GET', path: 'get' },
    { method: 'HEAD', path: 'get' },
    { method: 'POST', path: 'query' },
    { method: 'GET', path: 'cookie' },
  ]
  test.each([
    { scopes: 'read', reads: [200, 200], writes: [403, 403] },
    { scopes: 'write', reads: [200, 200], writes: [200, 200] },
    { scopes: 'shop:read', reads: [200, 403], writes: [403, 403] },
    { scopes: 'shop:write', reads: [200, 403], writes: [200, 403] },
    { scopes: 'shop:write+other:read', reads: [200, 200], writes: [200, 403] },
    { scopes: 'other:read', reads: [403, 200], writes: [403, 403] },
    { scopes: 'shops:write', reads: [403, 403], writes: [403, 403] },
    { scopes: 'READ', reads: [403, 403], writes: [403, 403] },
    { scopes: '', reads: [403, 403], writes: [403, 403] },
  ])('"$scopes" in the plugin and in another one', async ({ scopes, ...expected }) => {
    const token = `test_${scopes}`
    for (const { method, path } of reads)
      expect([
        ...[method, path],
        ...[await statusOf(method, `shop/${path}`, token), await statusOf(method, `other/${path}`, token)],
      ]).toEqual([method, path, ...expected.reads])
    for (const { method, path } of writes)
      expect([
        ...[method, path],
        ...[await statusOf(method, `shop/${path}`, token), await statusOf(method, `other/${path}`, token)],
      ]).toEqual([method, path, ...expected.writes])
  })

  test('the refusal names the scope that is missing', async () => {
    expect(await call('DELETE', 'shop/delete', 'test_read')).toMatchObject({
      status: 403,
      body: { error: { name: 'NotAllowedError', code: 'auth/scope-missing', data: { scope: 'shop:write' } } },
    })
  })

  test('a token that nobody knows is like any illegal one', async () => {
    expect(await call('GET', 'shop/get', 'test_unknown')).toMatchObject({
      status: 401,
      body: { error: { message: 'Illegal token' } },
    })
  })

  test('it speaks for the person and for what the person owns', async () => {
    expect((await call('GET', 'shop/get', 'test_read')).body).toEqual({
      ...{ type: 'user', userEntityRef: ada, tokenScopes: ['read'] },
    })
    const auth = portal.host.services().authority.forPlugin('shop')
    expect(await auth.userInfo(await auth.authenticate('test_read'))).toEqual({
      ...{ userEntityRef: ada, ownershipEntityRefs: [ada, 'group:default/crew'] },
    })
  })

  test('a public route takes it for nobody where it does not reach', async () => {
    expect((await call('GET', 'shop/public', 'test_read')).body).toBe('user')
    expect(await call('GET', 'shop/public', 'test_other:read')).toEqual({ status: 200, body: 'none' })
  })

  test('it is no cookie, and buys none', async () => {
    const asCookie = { as: 'nobody' as const, headers: { cookie: 'backstage-auth=test_read' } }
    expect((await portal.fetch('/api/shop/cookie', asCookie)).status).toBe(401)
    expect(await statusOf('GET', 'shop/.backstage/auth/v1/cookie', 'test_write')).toBe(403)
  })

  test.each([
    { token: 'test_read', isOpen: true },
    { token: 'test_', isOpen: false },
  ])('signals open for $token: $isOpen', async ({ token, isOpen }) => {
    const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/api/signals`, token)
    const opened = await new Promise((resolve) => {
      socket.on('open', () => resolve(true))
      socket.on('error', () => resolve(false))
    })
    socket.terminate()
    expect(opened).toBe(isOpen)
  })
})

describe('permissions to change something', () => {
  test.each([
    { token: 'test_read', make: 403, look: 200 },
    { token: 'test_shop:read', make: 403, look: 200 },
    { token: 'test_shop:read+other:write', make: 403, look: 200 },
    { token: 'test_shop:write', make: 200, look: 200 },
    { token: 'test_write', make: 200, look: 200 },
  ])('$token, with a policy that allows everything and without one', async ({ token, make: made, look: seen }) => {
    const policy = { decide: async () => ({ result: 'ALLOW' as const }) }
    await using guarded = await startPortal({ plugins: [shop('shop'), keeper], policy })
    for (const each of [portal, guarded]) {
      const status = async (path: string) => (await each.fetch(`/api/shop/${path}`, { as: { token } })).status
      expect([await status('make'), await status('look')]).toEqual([made, seen])
    }
  })
})

describe('calls that are passed on', () => {
  const passOn = async (token: string) => {
    const caller = portal.host.services().authority.forPlugin('shop')
    const onBehalfOf = await caller.authenticate(token)
    return (await caller.pluginToken({ onBehalfOf, targetPluginId: 'other' })).token
  }

  test('keep the limits, once and twice', async () => {
    const token = await passOn('test_read')
    expect((await call('GET', 'other/get', token)).body).toEqual({
      ...{ type: 'user', userEntityRef: ada, tokenScopes: ['read'] },
      actor: { type: 'service', subject: 'plugin:shop' },
    })
    expect(await statusOf('POST', 'other/post', token)).toBe(403)
    const other = portal.host.services().authority.forPlugin('other')
    const again = await other.pluginToken({ onBehalfOf: await other.authenticate(token), targetPluginId: 'shop' })
    expect(await statusOf('GET', 'shop/get', again.token)).toBe(200)
    expect(await statusOf('POST', 'shop/post', again.token)).toBe(403)
  })

  test('end within minutes, because they do not hear when the token is revoked', async () => {
    const token = await passOn('test_write')
    expect(await statusOf('POST', 'other/post', token)).toBe(200)
    clock.advance(5 * 60_000 + 1000)
    expect(await statusOf('POST', 'other/post', token)).toBe(401)
  })
})
