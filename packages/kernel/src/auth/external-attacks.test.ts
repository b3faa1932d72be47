import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { definePlugin, Type } from '@callboard/kernel'
import { basicPermission, get } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const reply = Type.Unknown()
const look = basicPermission('thing.read', 'read')
const change = basicPermission('thing.update', 'update')
const use = basicPermission('thing.use')
const target = (id: string) =>
  definePlugin({
    id,
    setup({ http }) {
      const summary = 'A route.'
      http.serve(get('/closed', { summary, reply }), ({ credentials }) => credentials.principal)
      http.serve(get('/look', { summary, reply, allow: look }), () => 'seen')
      http.serve(get('/change', { summary, reply, allow: change }), () => 'changed')
      http.serve(get('/use', { summary, reply, allow: use }), () => 'used')
    },
  })

const clock = fakeClock()
const seconds = () => Math.floor(clock.nowMs() / 1000)
const secret = Buffer.from('a legacy secret that is long enough').toString('base64')
const remote = await generateKeyPair('ES256', { extractable: true })
const rsa = await generateKeyPair('RS256')
const stranger = await generateKeyPair('ES256')
const keyServer = createServer()
let portal: TestPortal
beforeAll(async () => {
  const jwks = {
    keys: [
      { ...(await exportJWK(remote.publicKey)), kid: 'remote', alg: 'ES256' },
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
    ],
  }
  keyServer.on('request', (_request, answer) => answer.end(JSON.stringify(jwks)))
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve))
  const { port } = keyServer.address() as AddressInfo // it listens on an address
  const fixed = (token: string, accessRestrictions?: object[]) => ({
    ...{ type: 'static', options: { token, subject: token } },
    ...(accessRestrictions && { accessRestrictions }),
  })
  portal = await startPortal({
    plugins: [target('demo'), target('other'), target('demo-two')],
    clock,
    config: {
      permission: { enabled: true },
      backend: {
        auth: {
          externalAccess: [
            fixed('Static-Token-1'),
            fixed('only-demo-token', [{ plugin: 'demo' }]),
            fixed('only-look-token', [{ plugin: 'demo', permission: 'thing.read' }]),
            fixed('only-reads-token', [{ plugin: 'demo', permissionAttribute: { action: 'read' } }]),
            { type: 'legacy', options: { secret, subject: 'old-ci' } },
            {
              type: 'jwks',
              options: {
                ...{ url: `http://127.0.0.1:${port}/`, issuer: 'https://ci', audience: ['portal'] },
                ...{ algorithm: 'ES256', subjectPrefix: 'ci' },
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

const status = async (path: string, token: string) => (await portal.fetch(`/api/${path}`, { as: { token } })).status
const legacy = (claims: object = {}, { key = secret, alg = 'HS256' } = {}) =>
  new SignJWT({ sub: 'backstage-server', exp: seconds() + 60, ...claims })
    .setProtectedHeader({ alg })
    .sign(Buffer.from(key, 'base64'))
const ofIssuer = (claims: object = {}, header: object = {}, key: Parameters<SignJWT['sign']>[0] = remote.privateKey) =>
  new SignJWT({ iss: 'https://ci', aud: 'portal', sub: 'build', exp: seconds() + 60, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'remote', ...header })
    .sign(key)
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('the good cases pass', async () => {
  for (const token of ['Static-Token-1', await legacy(), await ofIssuer()])
    expect(await status('demo/closed', token)).toBe(200)
})

describe('external callers', () => {
  test.each([
    { attack: 'a beginning of a fixed token', token: async () => 'Static-Token' },
    { attack: 'a fixed token with something behind it', token: async () => 'Static-Token-11' },
    { attack: 'a fixed token in other letters', token: async () => 'static-token-1' },
    { attack: 'two fixed tokens in one', token: async () => 'Static-Token-1,only-demo-token' },
    { attack: 'the name of a fixed token’s subject', token: async () => 'old-ci' },
    { attack: 'the legacy secret itself', token: async () => secret },
    { attack: 'a legacy token with an audience', token: () => legacy({ aud: 'demo' }) },
    { attack: 'a legacy token of another subject', token: () => legacy({ sub: 'user:default/admin' }) },
    { attack: 'a legacy token without subject', token: () => legacy({ sub: undefined }) },
    { attack: 'an expired legacy token', token: () => legacy({ exp: seconds() - 1 }) },
    { attack: 'a legacy token with another secret', token: () => legacy({}, { key: 'Z3Vlc3NlZA==' }) },
    { attack: 'a legacy token with an empty secret', token: () => legacy({}, { key: 'AA==' }) },
    {
      attack: 'a legacy token with the text of the secret as key',
      token: () => legacy({}, { key: Buffer.from(secret).toString('base64') }),
    },
    {
      attack: 'a legacy token by HS512',
      token: () => legacy({}, { alg: 'HS512', key: Buffer.alloc(64, 1).toString('base64') }),
    },
    {
      attack: 'a legacy token with alg none',
      token: async () => `${encode({ alg: 'none' })}.${encode({ sub: 'backstage-server' })}.`,
    },
    { attack: 'a token of the issuer for another audience', token: () => ofIssuer({ aud: 'elsewhere' }) },
    { attack: 'a token of the issuer without audience', token: () => ofIssuer({ aud: undefined }) },
    { attack: 'a token of another issuer', token: () => ofIssuer({ iss: 'https://ci.evil' }) },
    { attack: 'a token without issuer', token: () => ofIssuer({ iss: undefined }) },
    { attack: 'an expired token of the issuer', token: () => ofIssuer({ exp: seconds() - 1 }) },
    { attack: 'a token of the issuer that is not good yet', token: () => ofIssuer({ nbf: seconds() + 60 }) },
    { attack: 'a token of the issuer without subject', token: () => ofIssuer({ sub: undefined }) },
    {
      attack: 'another algorithm than the one that is configured',
      token: () => ofIssuer({}, { alg: 'RS256', kid: 'rsa' }, rsa.privateKey),
    },
    {
      attack: 'the issuer’s public key used as a shared secret',
      token: async () => ofIssuer({}, { alg: 'HS256' }, Buffer.from(await exportSPKI(remote.publicKey))),
    },
    { attack: 'a key that the issuer does not publish', token: () => ofIssuer({}, {}, stranger.privateKey) },
    { attack: 'an unknown key id of the issuer', token: () => ofIssuer({}, { kid: 'x' }, stranger.privateKey) },
    {
      attack: 'the issuer making a person of the portal',
      token: () => ofIssuer({ sub: 'user:default/admin', aud: 'backstage' }, { typ: 'vnd.backstage.user' }),
    },
    {
      attack: 'the issuer making a plugin of the portal',
      token: () => ofIssuer({ sub: 'catalog', aud: 'demo' }, { typ: 'vnd.backstage.plugin' }),
    },
  ])('$attack: refused', async ({ token }) => {
    const answer = await portal.fetch('/api/demo/closed', { as: { token: await token() } })
    expect([answer.status, ((await answer.json()) as { error: { message: string } }).error.message]).toEqual([
      ...[401, 'Illegal token'],
    ])
  })

  test('a subject of the issuer cannot pass for another caller: it bears the issuer’s prefix', async () => {
    const answer = await portal.fetch('/api/demo/closed', { as: { token: await ofIssuer({ sub: 'plugin:catalog' }) } })
    expect(await answer.json()).toEqual({ type: 'service', subject: 'external:ci:plugin:catalog' })
  })
})

/** The path goes out as it is written, where `fetch` would tidy it. */
const rawStatus = (path: string, token: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const { hostname, port } = new URL(portal.url)
    const sent = request({ hostname, port, path: `/api/${path}`, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.on('error', reject).end()
  })

describe('access restrictions', () => {
  test.each([
    { attack: 'another plugin', path: 'other/closed', status: 403 },
    { attack: 'a plugin whose name begins the same', path: 'demo-two/closed', status: 403 },
    { attack: 'another plugin by a path with dots', path: 'demo/../other/closed', status: 404 },
    { attack: 'another plugin by a path with encoded dots', path: 'demo/%2e%2e/other/closed', status: 404 },
    { attack: 'another plugin by an encoded slash', path: 'demo%2F..%2Fother/closed', status: 404 },
    { attack: 'another plugin in other letters', path: 'Other/closed', status: 404 },
    { attack: 'another plugin behind two slashes', path: '/other/closed', status: 404 },
    { attack: 'what the portal serves itself', path: 'app/plugins', status: 403 },
    { attack: 'the tasks of another plugin', path: 'other/.backstage/scheduler/v1/tasks', status: 403 },
  ])('$attack stays closed to a token for one plugin: $status', async ({ path, status: wanted }) => {
    expect(await rawStatus('demo/closed', 'only-demo-token')).toBe(200)
    expect(await rawStatus(path, 'only-demo-token')).toBe(wanted)
  })

  test.each([
    { token: 'only-look-token', look: 200, change: 403, use: 403 },
    { token: 'only-reads-token', look: 200, change: 403, use: 403 },
    { token: 'only-demo-token', look: 200, change: 200, use: 200 },
  ])('$token cannot do more than it was given', async ({ token, ...wanted }) => {
    for (const [path, each] of Object.entries(wanted))
      expect([path, await status(`demo/${path}`, token)]).toEqual([path, each])
  })

  test.each([
    { token: 'only-demo-token', to: 'other', why: 'to a plugin that is not listed' },
    { token: 'only-look-token', to: 'demo', why: 'to a plugin where only some permissions are given' },
  ])('$token is not passed on $why', async ({ token, to }) => {
    const auth = portal.host.services().authority.forPlugin('demo')
    const onBehalfOf = await auth.authenticate(token)
    await expect(auth.pluginToken({ onBehalfOf, targetPluginId: to })).rejects.toThrow('cannot be passed on')
  })
})

test('the restrictions of an external caller hold while permissions are switched off, too', async () => {
  const entry = (token: string, restriction: object) => ({
    ...{ type: 'static', options: { token, subject: token } },
    accessRestrictions: [{ plugin: 'demo', ...restriction }],
  })
  const externalAccess = [
    entry('only-look-token', { permission: 'thing.read' }),
    entry('only-reads-token', { permissionAttribute: { action: 'read' } }),
    entry('only-demo-token', {}),
  ]
  await using open = await startPortal({
    plugins: [target('demo')],
    config: { permission: { enabled: false }, backend: { auth: { externalAccess } } },
  })
  const statuses = async (token: string) =>
    Promise.all(
      ['look', 'change', 'use'].map(async (path) => (await open.fetch(`/api/demo/${path}`, { as: { token } })).status),
    )
  expect(await statuses('only-look-token')).toEqual([200, 403, 403])
  expect(await statuses('only-reads-token')).toEqual([200, 403, 403])
  expect(await statuses('only-demo-token')).toEqual([200, 200, 200])
})
