import { fakeClock } from '@callboard/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from './fixtures/browser.ts'
import { type Claims, type Forge, type ForgingProvider, startForgingProvider } from './fixtures/forging-provider.ts'
import { signInPortal } from './fixtures/portal.ts'

let provider: ForgingProvider
let right: ForgingProvider['idToken']
let knownAda: Record<string, unknown>
beforeAll(async () => {
  provider = await startForgingProvider()
  right = provider.idToken
  knownAda = provider.userInfo
})
afterAll(() => provider[Symbol.asyncDispose]())
beforeEach(() => {
  provider.idToken = right
  provider.userInfo = knownAda
})

const open = () => signInPortal({ provider, block: { additionalScopes: '' } })

test('everything right: somebody signs in, by a code that only PKCE opens', async () => {
  const portal = await open()
  const { response } = await portal.signIn(new Browser())
  expect(response?.backstageIdentity?.identity.userEntityRef).toBe('user:default/ada')
  expect(provider.tokenRequests.at(-1)?.get('code_verifier')).toMatch(/^[\w-]{43,}$/)
})

describe('nobody signs in by an ID token', () => {
  test.each<{ why: string; idToken: (claims: Claims, forge: Forge) => Promise<string> | string }>([
    { why: 'that says alg none', idToken: (claims, { unsigned }) => unsigned(claims) },
    { why: 'signed by HMAC with the public key as the secret', idToken: (claims, { confused }) => confused(claims) },
    {
      why: 'signed by somebody else under a known kid',
      idToken: (claims, { sign, otherKey }) => sign(claims, otherKey),
    },
    {
      why: 'signed by somebody else under an unknown kid',
      idToken: (claims, { sign, otherKey }) => sign(claims, otherKey, { kid: 'other' }),
    },
    {
      why: 'that brings its own key',
      idToken: (claims, { sign, otherKey }) => sign(claims, otherKey, { jwk: otherKey.export({ format: 'jwk' }) }),
    },
    {
      why: 'whose claims were changed after it was signed',
      async idToken(claims, { sign }) {
        const [header, , signature] = (await sign(claims)).split('.')
        const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url')
        return `${header}.${changed}.${signature}`
      },
    },
    { why: 'of another issuer', idToken: (claims, { sign }) => sign({ ...claims, iss: 'https://evil.test' }) },
    { why: 'for another audience', idToken: (claims, { sign }) => sign({ ...claims, aud: 'other' }) },
    {
      why: 'for several audiences, given to another party',
      idToken: (claims, { sign }) => sign({ ...claims, aud: ['callboard', 'other'], azp: 'other' }),
    },
    { why: 'that has expired', idToken: (claims, { sign }) => sign({ ...claims, exp: claims.iat - 60 }) },
    { why: 'that is not valid yet', idToken: (claims, { sign }) => sign({ ...claims, nbf: claims.iat + 600 }) },
    { why: 'without an end', idToken: ({ exp: _, ...claims }, { sign }) => sign(claims) },
    { why: 'without a subject', idToken: ({ sub: _, ...claims }, { sign }) => sign(claims) },
    { why: 'of another sign-in (its nonce)', idToken: (claims, { sign }) => sign({ ...claims, nonce: 'other' }) },
    { why: 'without a nonce', idToken: ({ nonce: _, ...claims }, { sign }) => sign(claims) },
    { why: 'that is none', idToken: () => 'not-a-token' },
  ])('$why', async ({ idToken }) => {
    let sent = ''
    provider.idToken = async (...given) => {
      sent = await idToken(...given)
      return sent
    }
    const lines: string[] = []
    const onLog = (line: string) => void lines.push(line)
    const portal = await signInPortal({ provider, block: { additionalScopes: '' }, onLog })
    const browser = new Browser()
    const { response, error } = await portal.signIn(browser)
    expect(response).toBeUndefined()
    expect(error?.message).toMatch(/^The provider's answer was not accepted/)
    expect(browser.cookie('oidc-refresh-token')).toBeUndefined()
    expect(lines.join('')).toContain('"eventId":"sign-in"')
    expect(lines.join('')).not.toContain(sent)
    expect(lines.join('')).not.toContain('the-access-token')
  })
})

test('nobody signs in by what userinfo says of somebody else', async () => {
  provider.userInfo = { sub: 'root', email: 'ada@acme.test', email_verified: true }
  const portal = await open()
  expect((await portal.signIn(new Browser())).response).toBeUndefined()
})

test.each([{ email_verified: false }, { email_verified: 'true' }, {}])(
  'nobody takes an address that the provider has not verified: %j',
  async (claims) => {
    provider.userInfo = { sub: 'ada', email: 'ada@acme.test', ...claims }
    const portal = await open()
    expect((await portal.signIn(new Browser())).error?.message).toMatch('has not verified the email address')
  },
)

describe('clocks that differ', () => {
  test.each([
    { why: 'by less than the tolerance are no problem', bySeconds: 80, signsIn: true },
    { why: 'by more end an ID token too early', bySeconds: 3600, signsIn: false },
    { why: 'the other way, by a little, are no problem either', bySeconds: -20, signsIn: true },
  ])('$why', async ({ bySeconds, signsIn }) => {
    const clock = fakeClock(new Date(Date.now() + bySeconds * 1000).toISOString())
    const portal = await signInPortal({ provider, clock, block: { additionalScopes: '' } })
    expect((await portal.signIn(new Browser())).response !== undefined).toBe(signsIn)
  })
})

describe('a mixed-up answer', () => {
  test.each([
    { why: 'that names another issuer', change: (url: URL) => url.searchParams.set('iss', 'https://evil.test') },
    { why: 'that names none, where the provider always does', change: (url: URL) => url.searchParams.delete('iss') },
    { why: 'with two codes', change: (url: URL) => url.searchParams.append('code', 'other') },
  ])('$why is refused', async ({ change }) => {
    const portal = await open()
    const browser = new Browser()
    const isBack = (url: string) => url.includes('/handler/frame')
    const last = await browser.open(portal.startUrl(), isBack)
    const callback = new URL(String(last.headers.get('location')))
    change(callback)
    const page = await browser.fetch(callback)
    const html = await page.text()
    expect(html).toContain('error')
    expect(html).not.toContain('backstageIdentity')
  })
})

test('an issuer whose discovery document names another one is refused', async () => {
  const portal = await signInPortal({
    provider,
    block: { metadataUrl: provider.config.metadataUrl.replace('127.0.0.1', 'localhost') },
  })
  const reply = await portal.fetch(portal.startUrl(), { as: 'nobody', redirect: 'manual' })
  expect(reply.status).toBe(503)
})
