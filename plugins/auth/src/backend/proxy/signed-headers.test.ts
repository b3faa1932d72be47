import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProxyMethod } from '../../model/sign-in-method.ts'
import { awsAlb } from './aws-alb.ts'
import { azureEasyAuth } from './azure-easy-auth.ts'
import { cloudflareAccess } from './cloudflare-access.ts'
import { clock, nowSeconds, requestWith, running, startTokenSigner, type TokenSigner } from './fixtures/token-signer.ts'
import { gcpIap } from './gcp-iap.ts'

const tenantId = '11111111-2222-3333-4444-555555555555'
const signer = 'arn:aws:elasticloadbalancing:eu-west-1:1234:loadbalancer/app/portal/1'
const appService: Record<string, string> = {
  WEBSITE_SKU: 'Standard',
  WEBSITE_AUTH_ENABLED: 'True',
  WEBSITE_AUTH_TOKEN_STORE: 'True',
}

/** The proxies that sign, each with a token that it accepts. */
const proxies = [
  {
    proxy: 'AWS ALB',
    algorithm: 'ES256' as const,
    header: 'x-amzn-oidc-data',
    head: { signer, client: 'callboard' },
    claims: () => ({ iss: 'https://login.example.com', sub: 'u1', email: 'ada@example.com', exp: nowSeconds() + 60 }),
    create: ({ url }: TokenSigner) =>
      running(awsAlb, {
        region: 'eu-west-1',
        signer,
        issuer: 'https://login.example.com',
        publicKeysUrl: `${url}/keys`,
      }),
  },
  {
    proxy: 'Google IAP',
    algorithm: 'ES256' as const,
    header: 'x-goog-iap-jwt-assertion',
    head: {},
    claims: () => ({
      ...{ iss: 'https://cloud.google.com/iap', aud: '/projects/1/global/backendServices/2' },
      ...{ sub: 'accounts.google.com:1', email: 'ada@example.com', exp: nowSeconds() + 60 },
    }),
    create: ({ url }: TokenSigner) =>
      running(gcpIap, { audience: '/projects/1/global/backendServices/2', jwksUrl: `${url}/jwks` }),
  },
  {
    proxy: 'Cloudflare Access',
    algorithm: 'RS256' as const,
    header: 'cf-access-jwt-assertion',
    head: {},
    claims: (url: string) => ({
      ...{ iss: url, aud: ['portal'], type: 'app', sub: 'u1', email: 'ada@example.com', exp: nowSeconds() + 60 },
    }),
    create(server: TokenSigner) {
      server.says({ email: 'ada@example.com', name: 'Ada', groups: ['crew'] })
      return running(cloudflareAccess, { teamName: 'acme', audience: 'portal', teamUrl: server.url })
    },
  },
  {
    proxy: 'Azure Easy Auth',
    algorithm: 'RS256' as const,
    header: 'x-ms-token-aad-id-token',
    head: {},
    claims: () => ({
      ...{ iss: `https://login.microsoftonline.com/${tenantId}/v2.0`, aud: 'callboard', oid: 'o1', sub: 'u1' },
      ...{ email: 'ada@example.com', exp: nowSeconds() + 60 },
    }),
    create: ({ url }: TokenSigner) =>
      running(
        azureEasyAuth((name) => appService[name]),
        { tenantId, clientId: 'callboard', jwksUrl: `${url}/jwks` },
      ),
  },
]

describe.each(proxies)('$proxy', ({ algorithm, header, head, claims, create }) => {
  let server: TokenSigner
  let method: ProxyMethod
  beforeAll(async () => {
    server = await startTokenSigner(algorithm)
    method = await create(server)
  })
  afterAll(() => server.stop())

  const identify = (token: string) => method.identify(requestWith({ [header]: token }))
  const signed = (changes: JWTPayload = {}) => server.sign({ ...claims(server.url), ...changes }, head)
  const without = (claim: string) =>
    server.sign(Object.fromEntries(Object.entries(claims(server.url)).filter(([key]) => key !== claim)), head)
  /** The token with another payload, under the old signature. */
  const tampered = (token: string) => {
    const [first, , last] = token.split('.')
    const payload = Buffer.from(JSON.stringify({ ...claims(server.url), email: 'eve@example.com' })).toString(
      'base64url',
    )
    return `${first}.${payload}.${last}`
  }

  test('a person whom it has signed in is who it says', async () => {
    const { profile, claims: told } = await identify(await signed())
    expect(profile.email).toBe('ada@example.com')
    expect(told.sub).toBe(claims(server.url).sub)
  })

  test('an address that the provider has not verified is nobody’s', async () => {
    expect((await identify(await signed({ email_verified: false }))).profile.email).toBeUndefined()
    expect((await identify(await signed({ email_verified: 'false' }))).profile.email).toBeUndefined()
    expect((await identify(await signed({ email_verified: true }))).profile.email).toBe('ada@example.com')
  })

  test.each([
    {
      attack: 'a token that another key has signed under the known id',
      async forge() {
        const { privateKey } = await generateKeyPair(algorithm)
        return new SignJWT(claims(server.url))
          .setProtectedHeader({ alg: algorithm, kid: 'key-1', ...head })
          .sign(privateKey)
      },
    },
    {
      attack: 'a token that brings its own key along',
      async forge() {
        const { privateKey, publicKey } = await generateKeyPair(algorithm)
        const jwk = await exportJWK(publicKey)
        return new SignJWT(claims(server.url))
          .setProtectedHeader({ alg: algorithm, kid: 'key-1', jwk, jku: `${server.url}/jwks`, ...head })
          .sign(privateKey)
      },
    },
    { attack: 'a token whose payload was changed', forge: async () => tampered(await signed()) },
    { attack: 'a token with alg none', forge: async () => new UnsecuredJWT(claims(server.url)).encode() },
    {
      attack: 'a token with alg none and the signature of a good one',
      async forge() {
        const [, payload, signature] = (await signed()).split('.')
        const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'key-1', ...head })).toString('base64url')
        return `${none}.${payload}.${signature}`
      },
    },
    {
      attack: 'a token signed by HS256 with the public key as the secret',
      forge: async () =>
        new SignJWT(claims(server.url))
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1', ...head })
          .sign(new TextEncoder().encode(await server.publicKeyPem())),
    },
    {
      attack: 'a token of a key that nobody publishes',
      forge: async () => (await signed()).replace(/^[^.]+/, foreign),
    },
    { attack: 'an expired token', forge: () => signed({ exp: nowSeconds() - 31 }) },
    { attack: 'a token that never expires', forge: () => without('exp') },
    { attack: 'a token that is not valid yet', forge: () => signed({ nbf: nowSeconds() + 31 }) },
    { attack: 'a token of another issuer', forge: () => signed({ iss: 'https://evil.example.com' }) },
    { attack: 'a token of nobody in particular', forge: () => without('iss') },
    { attack: 'no token at all', forge: async () => 'eve@example.com' },
    { attack: 'a token with a second one behind a comma', forge: async () => `${await signed()}, ${await signed()}` },
  ])('$attack is refused', async ({ forge }) => {
    const token = await forge()
    const refused = await identify(token).catch((error: Error) => error)
    expect(refused).toMatchObject({ name: 'AuthenticationError' })
    // Messages are shown and logged.
    expect(`${refused} ${JSON.stringify(refused)}`).not.toContain(token)
    await expect(identify(await signed())).resolves.toMatchObject({ profile: { email: 'ada@example.com' } })
  })
  const foreign = Buffer.from(JSON.stringify({ alg: algorithm, kid: 'key-0', ...head })).toString('base64url')

  test.each([
    { attack: 'the header sent twice', headers: (good: string) => ({ [header]: [good, good] }) },
    {
      attack: 'the header spelled with underscores',
      headers: (good: string) => ({ [header.replaceAll('-', '_')]: good }),
    },
    { attack: 'an empty header', headers: () => ({ [header]: '' }) },
    { attack: 'the plain identity headers without the token', headers: () => plainHeaders },
    {
      attack: 'the token as a bearer token',
      headers: (good: string) => ({ authorization: `Bearer ${good}` }),
    },
  ])('$attack is refused', async ({ headers }) => {
    const good = await signed()
    await expect(method.identify(requestWith(headers(good)))).rejects.toMatchObject({ name: 'AuthenticationError' })
    await expect(method.identify(requestWith({ ...plainHeaders, [header]: good }))).resolves.toMatchObject({
      profile: { email: 'ada@example.com' },
    })
  })

  test('clocks may be half a minute apart, and a clock that runs on ends the token', async () => {
    const token = await signed({ exp: nowSeconds() - 29 })
    await expect(identify(token)).resolves.toBeDefined()
    const start = clock.now()
    clock.advance(2_000)
    await expect(identify(token)).rejects.toMatchObject({ name: 'AuthenticationError' })
    clock.set(start)
  })

  test('the keys are read once for many people', async () => {
    await identify(await signed())
    const before = server.requests.length
    await identify(await signed({ sub: 'u2' }))
    expect(server.requests.slice(before).filter((line) => !line.includes('get-identity'))).toEqual([])
  })
})

/** Headers beside the token, which are not signed. */
const plainHeaders = {
  'x-amzn-oidc-identity': 'eve',
  'x-goog-authenticated-user-email': 'accounts.google.com:eve@example.com',
  'cf-access-authenticated-user-email': 'eve@example.com',
  'x-ms-client-principal-name': 'eve@example.com',
  'x-forwarded-user': 'eve',
}

describe('audience', () => {
  test.each(proxies.filter(({ proxy }) => proxy !== 'AWS ALB'))(
    '$proxy: a token for another application is refused',
    async ({ algorithm, claims, create, head, header }) => {
      await using server = await startTokenSigner(algorithm)
      const method = await create(server)
      const identify = async (changes: JWTPayload) =>
        method.identify(requestWith({ [header]: await server.sign({ ...claims(server.url), ...changes }, head) }))
      for (const aud of ['another', ['another', ''], undefined]) {
        await expect(identify({ aud })).rejects.toMatchObject({ name: 'AuthenticationError' })
      }
      await expect(identify({})).resolves.toBeDefined()
    },
  )
})
