import { definePlugin } from '@callboard/kernel'
import { people } from '@callboard/plugin-auth'
import { startPortal } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import auth from './index.ts'

const guestConfig = (guest: object | undefined) => ({ auth: { providers: guest && { guest } } })
const resolver = (resolve: (ref: string) => Promise<string[] | undefined>) =>
  definePlugin({
    id: 'people',
    use: { people },
    setup: (context) =>
      context.people.add({
        async find(query) {
          const userEntityRef = 'ref' in query ? query.ref : ''
          const ownershipEntityRefs = await resolve(userEntityRef)
          return ownershipEntityRefs ? [{ userEntityRef, ownershipEntityRefs }] : []
        },
      }),
  })

/** Replies that the tests look into piece by piece. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON; every look is an expectation, which fails when it is not there.
const json = async (reply: Response | Promise<Response>): Promise<any> => (await reply).json()

describe('guests', () => {
  test.each(['GET', 'POST'])('%s gives an identity with which the API opens', async (method) => {
    await using portal = await startPortal({ plugins: [auth], config: guestConfig({}) })
    const reply = await portal.fetch('/api/auth/guest/refresh', { method, as: 'nobody' })
    const body = await json(reply)
    expect(body).toEqual({
      profile: {},
      providerInfo: {},
      backstageIdentity: {
        token: expect.any(String),
        expiresInSeconds: 3600,
        identity: {
          type: 'user',
          userEntityRef: 'user:development/guest',
          ownershipEntityRefs: ['user:development/guest'],
        },
      },
    })
    const me = await portal.fetch('/api/auth/v1/userinfo', { as: { token: body.backstageIdentity.token } })
    expect((await json(me)).claims).toMatchObject({ sub: 'user:development/guest', ent: ['user:development/guest'] })
  })

  test.each([{ userEntityRef: 'guest' }, { ownershipEntityRefs: ['group:visitors', 'visitors'] }])(
    '%j is refused at the start',
    async (guest) => {
      const lines: string[] = []
      await using portal = await startPortal({
        plugins: [auth],
        config: guestConfig(guest),
        onLog: (line) => void lines.push(line),
      })
      const key = Object.keys(guest)[0]
      expect(lines.join('')).toMatch(new RegExp(`auth.providers.guest.${key}: .* is no full entity ref`))
      expect((await portal.fetch('/api/auth/guest/refresh', { as: 'nobody' })).status).not.toBe(200)
    },
  )

  test.each([
    {
      why: 'the configured person and refs',
      guest: { userEntityRef: 'User:default/Visitor', ownershipEntityRefs: ['group:default/visitors'] },
      resolve: undefined,
      identity: { userEntityRef: 'user:default/visitor', ownershipEntityRefs: ['group:default/visitors'] },
    },
    {
      why: 'what the catalog knows counts more',
      guest: { ownershipEntityRefs: ['group:default/visitors'] },
      resolve: async (ref: string) => [ref, 'group:default/crew'],
      identity: { ownershipEntityRefs: ['user:development/guest', 'group:default/crew'] },
    },
    {
      why: 'a person whom the catalog does not know',
      guest: { ownershipEntityRefs: ['group:default/visitors'] },
      resolve: async () => undefined,
      identity: { ownershipEntityRefs: ['group:default/visitors'] },
    },
    {
      why: 'a catalog that cannot be asked',
      guest: {},
      resolve: async () => Promise.reject(new Error('The catalog is away.')),
      identity: { ownershipEntityRefs: ['user:development/guest'] },
    },
  ])('are $why', async ({ guest, resolve, identity }) => {
    await using portal = await startPortal({
      plugins: [auth, ...(resolve ? [resolver(resolve)] : [])],
      config: guestConfig(guest),
    })
    const body = await json(portal.fetch('/api/auth/guest/refresh', { as: 'nobody' }))
    expect(body.backstageIdentity.identity).toMatchObject(identity)
  })

  test.each([
    { why: 'not configured', guest: undefined, isDevelopment: true, status: 404, code: 'auth/guest-not-configured' },
    { why: 'production', guest: {}, isDevelopment: false, status: 403, code: 'auth/guest-outside-development' },
    {
      why: 'production, allowed',
      guest: { dangerouslyAllowOutsideDevelopment: true },
      isDevelopment: false,
      status: 200,
    },
  ])('$why: $status', async ({ guest, isDevelopment, status, code }) => {
    await using portal = await startPortal({ plugins: [auth], config: guestConfig(guest), isDevelopment })
    const reply = await portal.fetch('/api/auth/guest/refresh', { as: 'nobody' })
    expect([reply.status, (await json(reply)).error?.code]).toEqual([status, code])
  })
})

test('keys and discovery are public, and name the issuer of the tokens', async () => {
  await using portal = await startPortal({ plugins: [auth], config: guestConfig({}) })
  const get = (path: string) => json(portal.fetch(`/api/auth${path}`, { as: 'nobody' }))
  const { backstageIdentity } = await get('/guest/refresh')
  const [header, payload] = backstageIdentity.token
    .split('.')
    .slice(0, 2)
    .map((part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  const published = await portal.fetch('/api/auth/.well-known/jwks.json', { as: 'nobody' })
  expect(published.headers.get('cache-control')).toBe('public, max-age=15')
  const { keys } = await json(published)
  expect(keys).toEqual([expect.objectContaining({ kid: header.kid, alg: 'ES256', kty: 'EC' })])
  expect(await get('/.well-known/openid-configuration')).toMatchObject({
    issuer: payload.iss,
    jwks_uri: `${portal.url}/api/auth/.well-known/jwks.json`,
  })
})

test('what a person owns is for who is signed in', async () => {
  await using portal = await startPortal({ plugins: [auth] })
  expect((await portal.fetch('/api/auth/v1/userinfo', { as: 'nobody' })).status).toBe(401)
  const token = await portal.tokens.plugin('catalog', 'auth')
  expect((await portal.fetch('/api/auth/v1/userinfo', { as: { token } })).status).toBe(403)
})
