import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { definePlugin, Type } from '@callboard/kernel'
import { get } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limitToken } from './token-formats.ts'

const who = { summary: 'Who calls.', reply: Type.Unknown() }
const target = (id: string) =>
  definePlugin({
    id,
    setup({ http }) {
      http.serve(get('/closed', who), ({ credentials }) => credentials.principal)
      http.serve(get('/cookie', { ...who, access: 'user-cookie' }), ({ credentials }) => credentials.principal)
      http.serve(get('/service', { ...who, access: 'service' }), ({ credentials }) => credentials.principal)
      http.serve(get('/public', { ...who, access: 'public' }), ({ credentials }) => credentials.principal)
    },
  })

const clock = fakeClock()
const hourMs = 3_600_000
const legacySecret = Buffer.from('a legacy secret that is long enough').toString('base64')
const keyServer = createServer()
const remote = await generateKeyPair('ES256')

let portal: TestPortal
beforeAll(async () => {
  const jwk = { ...(await exportJWK(remote.publicKey)), kid: 'remote', alg: 'ES256' }
  keyServer.on('request', (_request, reply) => reply.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve))
  const { port } = keyServer.address() as AddressInfo
  portal = await startPortal({
    plugins: [target('demo'), target('other')],
    clock,
    config: {
      backend: {
        auth: {
          keys: [{ secret: legacySecret.replace('a', 'b') }],
          externalAccess: [
            { type: 'static', options: { token: 'static-token-1', subject: 'robot' } },
            {
              type: 'static',
              options: { token: 'static-token-2', subject: 'narrow' },
              accessRestrictions: [{ plugin: 'other', permission: 'a.read' }],
            },
            {
              type: 'static',
              options: { token: 'static-token-3', subject: 'wide' },
              accessRestrictions: [{ plugin: 'demo' }, { plugin: 'other' }],
            },
            { type: 'legacy', options: { secret: legacySecret, subject: 'old-ci' } },
            {
              type: 'jwks',
              options: {
                url: `http://127.0.0.1:${port}/`,
                issuer: 'https://ci',
                audience: 'portal',
                subjectPrefix: 'ci',
              },
            },
          ],
        },
      },
    },
  })
})
afterAll(async () => {
  await portal.stop()
  keyServer.close()
})

const call = async (path: string, token: string | undefined, headers: Record<string, string> = {}) => {
  const as = token === undefined ? 'nobody' : { token }
  const reply = await portal.fetch(`/api/${path}`, { as, headers })
  // Replies are small JSON objects: a principal or an error.
  return {
    status: reply.status,
    body: (await reply.json()) as { error?: { name: string; message: string }; type?: string },
  }
}
const part = (token: string, i: number) => JSON.parse(Buffer.from(token.split('.')[i] ?? '', 'base64url').toString())
const seconds = () => Math.floor(clock.nowMs() / 1000)
const remoteToken = (claims: Record<string, unknown>, key = remote.privateKey) =>
  new SignJWT({ iss: 'https://ci', aud: 'portal', sub: 'build', exp: seconds() + 60, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'remote' })
    .sign(key)
const legacyToken = (claims: Record<string, unknown>, secret = legacySecret) =>
  new SignJWT({ sub: 'backstage-server', exp: seconds() + 60, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret, 'base64'))
const unsigned = (header: object, payload: object) =>
  `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`

describe('the form of tokens', () => {
  test('a user token has exactly the claims of the contract', async () => {
    const token = await portal.tokens.user('User:Default/Ada', ['user:default/ada', 'group:default/crew'])
    expect(part(token, 0)).toEqual({ typ: 'vnd.backstage.user', alg: 'ES256', kid: expect.any(String) })
    expect(part(token, 1)).toEqual({
      iss: `${portal.url}/api/auth`,
      sub: 'user:default/ada',
      aud: 'backstage',
      iat: seconds(),
      exp: seconds() + 3600,
      uip: expect.any(String),
    })
  })

  test('a limited token is rebuilt byte for byte from a user token', async () => {
    const token = await portal.tokens.user('user:default/ada')
    const { kid } = part(token, 0)
    const { sub, iat, exp, uip } = part(token, 1)
    const encode = (text: string) => Buffer.from(text).toString('base64url')
    const header = encode(`{"typ":"vnd.backstage.limited-user","alg":"ES256","kid":"${kid}"}`)
    const payload = encode(`{"sub":"${sub}","iat":${iat},"exp":${exp}}`)
    expect(limitToken(token)).toEqual({ token: `${header}.${payload}.${uip}`, expiresAtMs: exp * 1000 })
    expect(await call('demo/cookie', `${header}.${payload}.${uip}`)).toEqual({
      status: 200,
      body: { type: 'user', userEntityRef: 'user:default/ada' },
    })
  })

  test.each(['ada', 'user:ada', 'user:default/', 'user:default/a/b'])('no token is issued for %j', async (ref) => {
    await expect(portal.tokens.user(ref)).rejects.toThrow(/is not a full entity ref/)
  })
})

describe('who gets in', () => {
  const user = () => portal.tokens.user('user:default/ada')
  const limited = async () => limitToken(await user())?.token ?? ''
  const plugin = (to = 'demo') => portal.tokens.plugin('catalog', to)
  const obo = async (to: string) => {
    const auth = portal.host.services().authority.forPlugin('catalog')
    return (await auth.pluginToken({ onBehalfOf: await auth.authenticate(await user()), targetPluginId: to })).token
  }
  const ada = { type: 'user', userEntityRef: 'user:default/ada' }
  const missing = { error: { name: 'AuthenticationError', message: 'Missing credentials' } }
  const illegal = { error: { name: 'AuthenticationError', message: 'Illegal token' } }

  test.each([
    {
      why: 'nobody is refused by default',
      path: 'demo/closed',
      token: async () => undefined,
      status: 401,
      body: missing,
    },
    {
      why: 'nobody passes a public route',
      path: 'demo/public',
      token: async () => undefined,
      status: 200,
      body: { type: 'none' },
    },
    { why: 'a person is known on a public route', path: 'demo/public', token: user, status: 200, body: ada },
    {
      why: 'a bad token is nobody on a public route',
      path: 'demo/public',
      token: async () => 'a.b.c',
      status: 200,
      body: { type: 'none' },
    },
    { why: 'a person passes', path: 'demo/closed', token: user, status: 200, body: ada },
    {
      why: 'a limited token is refused outside of cookie routes',
      path: 'demo/closed',
      token: limited,
      status: 401,
      body: { error: { name: 'AuthenticationError', message: 'Illegal limited user token' } },
    },
    { why: 'a limited token passes a cookie route', path: 'demo/cookie', token: limited, status: 200, body: ada },
    {
      why: 'a person is no service',
      path: 'demo/service',
      token: user,
      status: 403,
      body: { error: { name: 'NotAllowedError', message: "This endpoint does not allow 'user' credentials" } },
    },
    {
      why: 'a plugin is a service',
      path: 'demo/service',
      token: plugin,
      status: 200,
      body: { type: 'service', subject: 'plugin:catalog' },
    },
    {
      why: 'a plugin passes a closed route',
      path: 'demo/closed',
      token: plugin,
      status: 200,
      body: { type: 'service', subject: 'plugin:catalog' },
    },
    {
      why: 'a plugin token for another plugin is refused',
      path: 'demo/closed',
      token: () => plugin('other'),
      status: 401,
      body: illegal,
    },
    {
      why: 'a plugin may act for a person',
      path: 'demo/closed',
      token: () => obo('demo'),
      status: 200,
      body: { ...ada, actor: { type: 'service', subject: 'plugin:catalog' } },
    },
    {
      why: 'but only where the token is for',
      path: 'demo/closed',
      token: () => obo('other'),
      status: 401,
      body: illegal,
    },
    {
      why: 'a fixed token',
      path: 'demo/closed',
      token: async () => 'static-token-1',
      status: 200,
      body: { type: 'service', subject: 'robot' },
    },
    {
      why: 'another fixed token',
      path: 'demo/closed',
      token: async () => 'static-token-9',
      status: 401,
      body: illegal,
    },
    {
      why: 'a fixed token that is limited to another plugin',
      path: 'demo/closed',
      token: async () => 'static-token-2',
      status: 403,
      body: { error: { name: 'NotAllowedError' } },
    },
    {
      why: 'a fixed token where it is allowed',
      path: 'other/closed',
      token: async () => 'static-token-2',
      status: 200,
      body: { type: 'service', subject: 'narrow', accessRestrictions: { permissionNames: ['a.read'] } },
    },
    {
      why: 'a legacy token',
      path: 'demo/closed',
      token: () => legacyToken({}),
      status: 200,
      body: { type: 'service', subject: 'old-ci' },
    },
    {
      why: 'a legacy token of backend.auth.keys',
      path: 'demo/closed',
      token: () => legacyToken({}, legacySecret.replace('a', 'b')),
      status: 200,
      body: { type: 'service', subject: 'external:backstage-plugin' },
    },
    {
      why: 'a legacy token for somebody',
      path: 'demo/closed',
      token: () => legacyToken({ aud: 'x' }),
      status: 401,
      body: illegal,
    },
    {
      why: 'a legacy token of another subject',
      path: 'demo/closed',
      token: () => legacyToken({ sub: 'me' }),
      status: 401,
      body: illegal,
    },
    {
      why: 'a legacy token with another secret',
      path: 'demo/closed',
      token: () => legacyToken({}, Buffer.from('guessed secret').toString('base64')),
      status: 401,
      body: illegal,
    },
    {
      why: 'a token of a known issuer',
      path: 'demo/closed',
      token: () => remoteToken({}),
      status: 200,
      body: { type: 'service', subject: 'external:ci:build' },
    },
    {
      why: 'that issuer, for another audience',
      path: 'demo/closed',
      token: () => remoteToken({ aud: 'x' }),
      status: 401,
      body: illegal,
    },
    {
      why: 'another issuer',
      path: 'demo/closed',
      token: () => remoteToken({ iss: 'https://evil' }),
      status: 401,
      body: illegal,
    },
    {
      why: 'a known issuer, run out',
      path: 'demo/closed',
      token: () => remoteToken({ exp: seconds() - 60 }),
      status: 401,
      body: illegal,
    },
    {
      why: 'a known issuer, with a forged key',
      path: 'demo/closed',
      token: async () => remoteToken({}, (await generateKeyPair('ES256')).privateKey),
      status: 401,
      body: illegal,
    },
  ])('$why: $status', async ({ path, token, status, body }) => {
    const reply = await call(path, await token())
    expect(reply).toMatchObject({ status, body })
    // What was verified once is remembered; it must be judged the same way.
    expect(await call(path, await token())).toMatchObject({ status, body })
  })

  const tampered = async (change: (parts: string[]) => string[]) => change((await user()).split('.')).join('.')
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  test.each([
    { why: 'rubbish', token: async () => 'rubbish-token' },
    { why: 'three dots of nothing', token: async () => '...' },
    {
      why: 'another payload',
      token: () =>
        tampered(([h = '', p = '', s = '']) => [
          h,
          encode({ ...JSON.parse(Buffer.from(p, 'base64url').toString()), sub: 'user:default/admin' }),
          s,
        ]),
    },
    { why: 'no signature', token: () => tampered(([h = '', p = '']) => [h, p, '']) },
    {
      why: 'the algorithm none',
      token: async () =>
        unsigned({ typ: 'vnd.backstage.user', alg: 'none', kid: part(await user(), 0).kid }, part(await user(), 1)),
    },
    {
      why: 'a symmetric algorithm over the public key',
      token: async () => {
        const { keys } = await portal.host.services().authority.forPlugin('demo').jwks()
        return new SignJWT({ sub: 'user:default/admin', aud: 'backstage', iat: seconds(), exp: seconds() + 60 })
          .setProtectedHeader({ typ: 'vnd.backstage.user', alg: 'HS256', kid: String(keys[0]?.kid) })
          .sign(Buffer.from(JSON.stringify(keys[0])))
      },
    },
    {
      why: 'an unknown key',
      token: async () =>
        new SignJWT({ sub: 'user:default/admin', aud: 'backstage', iat: seconds(), exp: seconds() + 60 })
          .setProtectedHeader({ typ: 'vnd.backstage.user', alg: 'ES256', kid: 'mine' })
          .sign(remote.privateKey),
    },
    {
      why: 'a known key id with another key',
      token: async () =>
        new SignJWT({ sub: 'user:default/admin', aud: 'backstage', iat: seconds(), exp: seconds() + 60 })
          .setProtectedHeader({ typ: 'vnd.backstage.user', alg: 'ES256', kid: part(await user(), 0).kid })
          .sign(remote.privateKey),
    },
    {
      why: 'a limited token that calls itself a full one',
      token: async () => {
        const [, p = '', s = ''] = (await limited()).split('.')
        return [encode({ typ: 'vnd.backstage.user', alg: 'ES256', kid: part(await user(), 0).kid }), p, s].join('.')
      },
    },
    {
      why: 'a plugin token that calls itself a person',
      token: async () => {
        const [, p = '', s = ''] = (await plugin()).split('.')
        return [encode({ typ: 'vnd.backstage.user', alg: 'ES256', kid: part(await plugin(), 0).kid }), p, s].join('.')
      },
    },
  ])('$why is an illegal token', async ({ token }) => {
    expect(await call('demo/closed', await token())).toMatchObject({ status: 401, body: illegal })
  })

  test('a token runs out, even one that is remembered', async () => {
    const token = await user()
    expect((await call('demo/closed', token)).status).toBe(200)
    clock.advance(hourMs - 1000)
    expect((await call('demo/closed', token)).status).toBe(200)
    clock.advance(2000)
    expect(await call('demo/closed', token)).toMatchObject({ status: 401, body: illegal })
  })

  test('with the default policy disabled nobody gets in everywhere, and a bad token still does not', async () => {
    await using open = await startPortal({
      plugins: [target('demo')],
      config: { backend: { auth: { dangerouslyDisableDefaultAuthPolicy: true } } },
    })
    expect(await (await open.fetch('/api/demo/closed', { as: 'nobody' })).json()).toEqual({ type: 'none' })
    expect((await open.fetch('/api/demo/closed', { as: { token: 'a.b.c' } })).status).toBe(401)
  })
})

describe('calls between plugins', () => {
  const caller = () => portal.host.services().authority.forPlugin('demo')
  test.each([
    {
      why: 'nobody cannot be passed on',
      credentials: async () => caller().noCredentials(),
      target: 'other',
      message: 'A call without credentials cannot be passed on',
    },
    {
      why: 'a caller limited to other plugins cannot be passed on',
      credentials: async () => portal.host.services().authority.forPlugin('other').authenticate('static-token-2'),
      target: 'demo',
      message: 'cannot be passed on to the plugin demo',
    },
    {
      why: 'nor one limited to permissions there',
      credentials: async () => portal.host.services().authority.forPlugin('other').authenticate('static-token-2'),
      target: 'other',
      message: 'cannot be passed on to the plugin other',
    },
  ])('$why', async ({ credentials, target: targetPluginId, message }) => {
    await expect(caller().pluginToken({ onBehalfOf: await credentials(), targetPluginId })).rejects.toThrow(message)
  })

  test('a caller limited to plugins without permissions can', async () => {
    const { token } = await caller().pluginToken({
      onBehalfOf: await caller().authenticate('static-token-3'),
      targetPluginId: 'other',
    })
    expect(await call('other/closed', token)).toMatchObject({
      status: 200,
      body: { type: 'service', subject: 'plugin:demo' },
    })
  })

  test('a person can be passed on twice, until the own token runs out', async () => {
    const first = await caller().pluginToken({
      onBehalfOf: await caller().authenticate(await portal.tokens.user('user:default/ada')),
      targetPluginId: 'other',
    })
    const other = portal.host.services().authority.forPlugin('other')
    clock.advance(hourMs / 2)
    const second = await other.pluginToken({
      onBehalfOf: await other.authenticate(first.token),
      targetPluginId: 'demo',
    })
    expect(await call('demo/closed', second.token)).toMatchObject({
      status: 200,
      body: { userEntityRef: 'user:default/ada', actor: { subject: 'plugin:other' } },
    })
    clock.advance(hourMs / 2 + 1000)
    expect((await call('demo/closed', second.token)).status).toBe(401)
  })
})

describe('cookies', () => {
  const cookiePath = 'demo/.backstage/auth/v1/cookie'
  test('a person gets one, it opens cookie routes only, and it can be taken away', async () => {
    const token = await portal.tokens.user('user:default/ada')
    const reply = await portal.fetch(`/api/${cookiePath}`, { as: { token } })
    expect(await reply.json()).toEqual({ expiresAt: new Date((seconds() + 3600) * 1000).toISOString() })
    const [cookie = ''] = reply.headers.getSetCookie()
    expect(cookie).toMatch(
      /^backstage-auth=[\w.-]+; Domain=127.0.0.1; Path=\/; Expires=[^;]+; HttpOnly; Priority=High; SameSite=Lax$/,
    )
    const sent = { cookie: `other=1; ${cookie.split(';')[0]}` }
    expect(await call('demo/cookie', undefined, sent)).toMatchObject({
      status: 200,
      body: { userEntityRef: 'user:default/ada' },
    })
    expect((await call('demo/closed', undefined, sent)).status).toBe(401)
    const again = await portal.fetch(`/api/${cookiePath}`, { as: { token }, headers: sent })
    expect([again.status, again.headers.getSetCookie()]).toEqual([200, []])
    const gone = await portal.fetch(`/api/${cookiePath}`, { method: 'DELETE', as: 'nobody' })
    expect([gone.status, gone.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringContaining('Expires=Thu, 01 Jan 1970'),
    ])
  })

  test.each([
    { why: 'nobody', token: async () => undefined, status: 401 },
    { why: 'a service', token: () => portal.tokens.plugin('catalog', 'demo'), status: 403 },
  ])('$why gets none: $status', async ({ token, status }) => {
    expect((await call(cookiePath, await token())).status).toBe(status)
  })
})

describe('keys', () => {
  test('change once a lifetime, are published three times as long, and old tokens stay good', async () => {
    const time = fakeClock()
    await using own = await startPortal({
      plugins: [target('demo')],
      clock: time,
      config: { auth: { backstageTokenExpiration: '10m' } },
    })
    const kids = async () => {
      const reply = await own.fetch('/api/demo/.backstage/auth/v1/jwks.json', { as: 'nobody' })
      const { keys } = (await reply.json()) as { keys: { kid: string; d?: string }[] } // a JWK set
      expect(keys.every((key) => key.d === undefined)).toBe(true)
      return keys.map(({ kid }) => kid)
    }
    await own.tokens.user()
    const [first] = await kids()
    time.advance(hourMs + 1000)
    const token = await own.tokens.user()
    expect(part(token, 0).kid).not.toBe(first)
    expect(await kids()).toHaveLength(2)
    time.advance(2 * hourMs)
    expect(await kids()).toEqual([part(token, 0).kid])
  })

  test.each(['sqlite', 'postgres'] as const)(
    'replicas and restarts accept each other’s tokens: %s',
    async (database) => {
      const { mkdtemp, rm } = await import('node:fs/promises')
      const directory = await mkdtemp('/tmp/callboard-keys-')
      const { testPostgres } = await import('@callboard/testing/postgres')
      const connection = database === 'postgres' ? await testPostgres() : { directory }
      const config = {
        backend: { database: { client: database === 'postgres' ? 'pg' : 'better-sqlite3', connection } },
      }
      const one = await startPortal({ plugins: [target('demo')], config })
      const token = await one.tokens.user('user:default/ada')
      if (database === 'sqlite') await one.stop()
      await using two = await startPortal({ plugins: [target('demo')], config })
      const second = await two.tokens.user('user:default/bob')
      expect((await two.fetch('/api/demo/closed', { as: { token } })).status).toBe(200)
      if (database === 'postgres') {
        expect((await one.fetch('/api/demo/closed', { as: { token: second } })).status).toBe(200)
        await one.stop()
      }
      await rm(directory, { recursive: true })
    },
  )
})

describe('external access that is not as it should be', () => {
  const options = { token: 'long-enough', subject: 'me' }
  test.each([
    {
      why: 'a short token',
      entry: { type: 'static', options: { token: 'short', subject: 'me' } },
      message: 'externalAccess[0].options.token',
    },
    {
      why: 'a token with white space',
      entry: { type: 'static', options: { token: 'with a space', subject: 'me' } },
      message: 'externalAccess[0].options.token',
    },
    {
      why: 'no subject',
      entry: { type: 'static', options: { token: 'long-enough' } },
      message: 'externalAccess[0].options.subject',
    },
    {
      why: 'an empty list of restrictions',
      entry: { type: 'static', options, accessRestrictions: [] },
      message: 'externalAccess[0].accessRestrictions',
    },
    {
      why: 'a plugin twice',
      entry: { type: 'static', options, accessRestrictions: [{ plugin: 'a' }, { plugin: 'a' }] },
      message: 'accessRestrictions[1].plugin',
    },
  ])('$why stops the start, naming the key', async ({ entry, message }) => {
    await expect(startPortal({ config: { backend: { auth: { externalAccess: [entry] } } } })).rejects.toThrow(message)
  })
})
