import { connect } from 'node:net'
import { definePlugin } from '@callboard/kernel'
import { startPortal } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { people } from '../../model/people.ts'
import auth from '../index.ts'
import { nowSeconds, startTokenSigner } from './fixtures/token-signer.ts'

const directory = definePlugin({
  id: 'people',
  use: { people },
  setup: (context) =>
    context.people.add({
      async find(query) {
        const isAda = 'name' in query ? query.name === 'ada' : 'email' in query && query.email === 'ada@example.com'
        return isAda ? [{ userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }] : []
      },
    }),
})

const byUser = { resolvers: [{ resolver: 'forwardedUserMatchingUserEntityName' }] }
const byEmail = { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] }

const start = (providers: object, backend: object = {}) =>
  startPortal({ plugins: [auth, directory], config: { auth: { providers }, backend } })

const script = { 'x-requested-with': 'XMLHttpRequest' }
const asAda = { ...script, 'x-forwarded-user': 'ada' }
const refresh = '/api/auth/oauth2Proxy/refresh'

/** Sends header lines as they are written, which `fetch` does not. */
function sendRaw(portalUrl: string, lines: string[]): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(portalUrl)
  const head = [`GET ${refresh} HTTP/1.1`, `Host: ${hostname}`, 'X-Requested-With: XMLHttpRequest', ...lines]
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () =>
      resolve({ status: Number(text.split(' ')[1]), body: text.slice(text.indexOf('\r\n\r\n')) }),
    )
  })
}

describe('OAuth2 Proxy', () => {
  test.each(['GET', 'POST'])('%s signs in whom the proxy names', async (method) => {
    await using portal = await start({ oauth2Proxy: { signIn: byUser } })
    const reply = await portal.fetch(refresh, { method, as: 'nobody', headers: asAda })
    const body = (await reply.json()) as { backstageIdentity: { token: string } }
    expect(body).toMatchObject({ backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } } })
    const me = await portal.fetch('/api/auth/v1/userinfo', { as: { token: body.backstageIdentity.token } })
    expect(me.status).toBe(200)
  })

  test('has no page of its own', async () => {
    await using portal = await start({ oauth2Proxy: { signIn: byUser } })
    for (const path of ['start?env=development', 'handler/frame?env=development']) {
      const reply = await portal.fetch(`/api/auth/oauth2Proxy/${path}`, {
        as: 'nobody',
        headers: asAda,
        redirect: 'manual',
      })
      expect(reply.status).toBe(501)
    }
  })

  test.each([
    { attack: 'the header on two lines', lines: ['X-Forwarded-User: eve', 'X-Forwarded-User: ada'] },
    { attack: 'the header on two lines of another case', lines: ['x-forwarded-user: eve', 'X-FORWARDED-USER: ada'] },
    { attack: 'the header with underscores', lines: ['X_Forwarded_User: ada'] },
    { attack: 'the header with a mixed spelling', lines: ['X-Forwarded_User: ada'] },
    { attack: 'the header with a space before the colon', lines: ['X-Forwarded-User : ada'] },
    { attack: 'the header folded over two lines', lines: ['X-Forwarded-User:', ' ada'] },
    { attack: 'the header after the body has begun', lines: ['', 'X-Forwarded-User: ada'] },
  ])('$attack is refused', async ({ lines }) => {
    await using portal = await start({ oauth2Proxy: { signIn: byUser } })
    expect([400, 401]).toContain((await sendRaw(portal.url, lines)).status)
    expect((await sendRaw(portal.url, ['X-Forwarded-User: ada'])).status).toBe(200)
  })

  test.each([
    { attack: 'a request past the proxy', backend: {}, headers: {} },
    {
      attack: 'a request past the proxy that claims its address',
      backend: {},
      headers: { 'x-forwarded-for': '10.9.9.9' },
    },
    {
      attack: 'the same where every proxy is trusted to tell addresses',
      backend: { trustProxy: true },
      headers: { 'x-forwarded-for': '10.9.9.9', forwarded: 'for=10.9.9.9' },
    },
  ])('$attack is refused', async ({ backend, headers }) => {
    await using portal = await start({ oauth2Proxy: { trustedProxies: ['10.9.9.9'], signIn: byUser } }, backend)
    const reply = await portal.fetch(refresh, { as: 'nobody', headers: { ...asAda, ...headers } })
    expect(reply.status).toBe(401)
    expect(await reply.text()).toContain('127.0.0.1, which is no trusted proxy')
  })

  test('a page of another site cannot ask in the name of somebody', async () => {
    await using portal = await start({ oauth2Proxy: { signIn: byUser } })
    expect((await portal.fetch(refresh, { as: 'nobody', headers: { 'x-forwarded-user': 'ada' } })).status).toBe(401)
    expect((await portal.fetch(refresh, { as: 'nobody', headers: asAda })).status).toBe(200)
  })

  test('somebody whom the catalog does not know is not signed in', async () => {
    await using portal = await start({ oauth2Proxy: { signIn: byUser } })
    const headers = { ...asAda, 'x-forwarded-user': 'eve' }
    expect((await portal.fetch(refresh, { as: 'nobody', headers })).status).toBe(401)
  })

  test('groups decide who may sign in', async () => {
    const signIn = { ...byUser, allow: { claim: 'groups', anyOf: ['crew'] } }
    await using portal = await start({ oauth2Proxy: { signIn } })
    const statusWith = async (groups: string) =>
      (await portal.fetch(refresh, { as: 'nobody', headers: { ...asAda, 'x-forwarded-groups': groups } })).status
    expect(await statusWith('leads,crew')).toBe(200)
    expect(await statusWith('leads')).toBe(401)
    expect(await statusWith('crew2')).toBe(401)
  })
})

test('a signed token signs in, and neither it nor the secret of a proxy is in the log', async () => {
  await using server = await startTokenSigner('ES256')
  const lines: string[] = []
  const sharedSecret = 'the secret between the two'
  const gcpIap = { audience: 'portal', jwksUrl: `${server.url}/jwks`, signIn: byEmail }
  await using portal = await startPortal({
    plugins: [auth, directory],
    config: { auth: { providers: { gcpIap, oauth2Proxy: { sharedSecret, signIn: byUser } } } },
    onLog: (line) => void lines.push(line),
  })
  const claims = { iss: 'https://cloud.google.com/iap', aud: 'portal', sub: '1', email: 'ada@example.com' }
  // The portal's clock is the machine's here.
  const good = await server.sign({ ...claims, exp: Math.floor(Date.now() / 1000) + 60 })
  const forged = await server.sign({ ...claims, aud: 'another', exp: nowSeconds() })
  const statusOf = async (path: string, headers: Record<string, string>) =>
    (await portal.fetch(path, { as: 'nobody', headers: { ...script, ...headers } })).status
  expect(await statusOf('/api/auth/gcpIap/refresh', { 'x-goog-iap-jwt-assertion': good })).toBe(200)
  expect(await statusOf('/api/auth/gcpIap/refresh', { 'x-goog-iap-jwt-assertion': forged })).toBe(401)
  expect(await statusOf(refresh, { ...asAda, 'x-callboard-proxy-secret': `${sharedSecret}!` })).toBe(401)
  const log = lines.join('')
  for (const secret of [good, forged, sharedSecret, good.split('.')[2]]) expect(log).not.toContain(secret)
})

test.each([
  { env: {}, starts: false },
  { env: { WEBSITE_SKU: 'Free', WEBSITE_AUTH_ENABLED: 'True', WEBSITE_AUTH_TOKEN_STORE: 'True' }, starts: true },
])('Azure Easy Auth with the environment $env starts: $starts', async ({ env, starts }) => {
  const azureEasyAuth = { clientId: 'callboard', tenantId: 'acme', signIn: byEmail }
  await using portal = await startPortal({
    plugins: [auth, directory],
    config: { auth: { providers: { azureEasyAuth } } },
    env,
  })
  const reply = await portal.fetch('/api/auth/azureEasyAuth/refresh?env=development', { as: 'nobody', headers: script })
  // Without the provider there is no such route.
  expect(reply.status).toBe(starts ? 401 : 404)
})
