import { type OidcProvider, startOidcProvider } from '@callboard/testing/oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser } from './fixtures/browser.ts'
import { type SignInPortal, signedIn } from './fixtures/portal.ts'

let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())

/** Replies that the tests look into piece by piece. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON; every look is an expectation, which fails when it is not there.
const json = async (reply: Response | Promise<Response>): Promise<any> => (await reply).json()
const minute = 60_000

describe('a renewal is refused', () => {
  test.each<{ why: string; attack(portal: SignInPortal, browser: Browser): Promise<Response>; message: string }>([
    {
      why: 'without X-Requested-With (CSRF)',
      attack: (portal, browser) => portal.refresh(browser, {}, {}),
      message: 'Invalid X-Requested-With header',
    },
    {
      why: 'with another X-Requested-With',
      attack: (portal, browser) => portal.refresh(browser, {}, { 'x-requested-with': 'evil' }),
      message: 'Invalid X-Requested-With header',
    },
    {
      why: 'without a cookie',
      attack: (portal) => portal.refresh(new Browser()),
      message: 'Refresh failed; caused by InputError: Missing session cookie',
    },
    {
      why: 'with a cookie that is no session',
      attack(portal, browser) {
        browser.setCookie('oidc-refresh-token', 'made.up')
        return portal.refresh(browser)
      },
      message: 'Refresh failed; caused by AuthenticationError: The session is over. Sign in again.',
    },
    {
      why: 'with the id of a session and a guessed secret',
      attack(portal, browser) {
        const [id] = (browser.cookie('oidc-refresh-token') ?? '').split('.')
        browser.setCookie('oidc-refresh-token', `${id}.guessed`)
        return portal.refresh(browser)
      },
      message:
        'Refresh failed; caused by AuthenticationError: The session was ended, because it was used from two places',
    },
    {
      why: 'by POST without X-Requested-With',
      attack: (portal, browser) =>
        browser.fetch(`${portal.url}/api/auth/oidc/refresh?env=development`, { method: 'POST' }),
      message: 'Invalid X-Requested-With header',
    },
    {
      why: 'in another environment',
      attack: (portal, browser) => portal.refresh(browser, { env: 'other' }),
      message: 'not configured for the environment',
    },
  ])('$why', async ({ attack, message }) => {
    const { portal, browser } = await signedIn({ provider })
    const reply = await attack(portal, browser)
    expect(reply.status).toBe(message.includes('environment') ? 404 : 401)
    expect((await json(reply)).error.message).toContain(message)
  })
})

describe('a stolen cookie', () => {
  test('that was replaced more than half a minute ago ends the session of thief and owner, with its tokens', async () => {
    const lines: string[] = []
    const { portal, browser, token } = await signedIn({ provider, onLog: (line) => void lines.push(line) })
    const thief = browser.copy()
    portal.clock.advance(10 * minute)
    expect((await portal.refresh(browser)).status).toBe(200)
    portal.clock.advance(31_000)
    expect((await portal.refresh(thief)).status).toBe(401)
    expect((await portal.refresh(browser)).status).toBe(401)
    expect((await portal.fetch('/api/auth/v1/userinfo', { as: { token } })).status).toBe(401)
    const audited = lines.map((line) => JSON.parse(line)).find(({ eventId }) => eventId === 'session-reuse')
    expect(audited).toMatchObject({
      severityLevel: 'critical',
      status: 'denied',
      actor: { actorId: 'user:default/ada' },
    })
  })

  test('that was replaced a moment ago is taken for another tab', async () => {
    const { portal, browser } = await signedIn({ provider })
    const tab = browser.copy()
    portal.clock.advance(10 * minute)
    expect((await portal.refresh(browser)).status).toBe(200)
    portal.clock.advance(29_000)
    expect((await portal.refresh(tab)).status).toBe(200)
    expect(tab.cookie('oidc-refresh-token')).toBe(browser.cookie('oidc-refresh-token'))
  })

  test('of one session opens nothing after the next sign-in in the same browser (fixation)', async () => {
    const { portal, browser } = await signedIn({ provider })
    const old = browser.copy()
    await portal.signIn(browser)
    expect(browser.cookie('oidc-refresh-token')).not.toBe(old.cookie('oidc-refresh-token'))
    expect((await portal.refresh(old)).status).toBe(401)
    expect((await portal.refresh(browser)).status).toBe(200)
  })
})

test('signing out by another site’s form does nothing', async () => {
  const { portal, browser } = await signedIn({ provider })
  const reply = await portal.logout(browser, {})
  expect([reply.status, (await json(reply)).error.message]).toEqual([401, 'Invalid X-Requested-With header'])
  expect((await portal.refresh(browser)).status).toBe(200)
})

test('cookies are for this server alone, and for no script', async () => {
  const { browser } = await signedIn({ provider })
  const lines = browser.setCookies.filter((line) => line.startsWith('oidc-'))
  const kinds = new Set(lines.map((line) => line.split('=')[0]))
  expect(kinds).toEqual(new Set(['oidc-nonce', 'oidc-refresh-token', 'oidc-granted-scope']))
  for (const line of lines) {
    expect(line).toMatch(/; HttpOnly/)
    expect(line).toMatch(/; SameSite=Lax/)
    expect(line).not.toMatch(/Domain/)
    expect(line).toContain(line.startsWith('oidc-nonce') ? 'Path=/api/auth/oidc/handler;' : 'Path=/api/auth/oidc;')
  }
})

test('no token, code or secret is in the log, in a URL of the portal, or readable in the database', async () => {
  const lines: string[] = []
  const { portal, browser } = await signedIn({ provider, onLog: (line) => void lines.push(line) })
  portal.clock.advance(10 * minute)
  const { providerInfo, backstageIdentity } = await json(portal.refresh(browser))
  await portal.refresh(
    new Browser(),
    {},
    { 'x-requested-with': 'XMLHttpRequest', cookie: 'oidc-refresh-token=stolen.secret' },
  )
  const db = portal.host.services().databases.forPlugin('auth')
  const tables = ['session', 'session_token', 'started_sign_in', 'sign_in_trace']
  const rows = JSON.stringify(await Promise.all(tables.map((table) => db.all(`select * from ${table}`))))
  const cookie = browser.cookie('oidc-refresh-token') ?? ''
  const codes = browser.visited.flatMap((url) => new URL(url).searchParams.get('code') ?? [])
  const secrets = [
    providerInfo.accessToken,
    providerInfo.idToken,
    backstageIdentity.token,
    cookie.split('.')[1],
    provider.clientSecret,
  ]
  expect(codes.length).toBeGreaterThan(0)
  expect(lines.length).toBeGreaterThan(5)
  for (const secret of [...secrets, ...codes]) {
    expect(lines.join('\n')).not.toContain(secret)
    expect(rows).not.toContain(secret)
  }
  const urls = browser.visited.filter((url) => url.startsWith(portal.url)).join('\n')
  for (const secret of secrets) expect(urls).not.toContain(secret)
  expect(lines.join('\n')).not.toContain('stolen.secret')
})
