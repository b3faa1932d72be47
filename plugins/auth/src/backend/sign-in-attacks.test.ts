import { type OidcProvider, startOidcProvider } from '@callboard/testing/oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser, popupAnswer, signInBy } from './fixtures/browser.ts'
import { type SignInPortal, signInPortal } from './fixtures/portal.ts'
import { decodeState, encodeState, type SignInState } from './sign-in/state.ts'

let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())

/** Replies that the tests look into piece by piece. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON; every look is an expectation, which fails when it is not there.
const json = async (reply: Response | Promise<Response>): Promise<any> => (await reply).json()
const minute = 60_000
const isBack = (url: string) => url.includes('/handler/frame')

describe('a start is refused', () => {
  test.each<{ why: string; path?: string; query: Record<string, string>; status: number; message: string }>([
    {
      why: 'without an environment',
      query: { env: '' },
      status: 400,
      message: 'No env provided in request query parameters',
    },
    {
      why: 'for another environment',
      query: { env: 'other' },
      status: 404,
      message: 'not configured for the environment',
    },
    { why: 'at an unknown provider', path: 'evil', query: {}, status: 404, message: "Unknown auth provider 'evil'" },
    { why: 'at a name of every object', path: 'constructor', query: {}, status: 404, message: 'Unknown auth provider' },
    {
      why: 'from a foreign origin',
      query: { origin: 'https://evil.test' },
      status: 403,
      message: "Origin 'https://evil.test' is not allowed",
    },
    {
      why: 'from an origin that is none',
      query: { origin: 'evil' },
      status: 400,
      message: "'evil' is not the URL of a web page",
    },
    { why: 'from a script', query: { origin: 'javascript:alert(1)' }, status: 400, message: 'is not the URL' },
    { why: 'from a page without an origin', query: { origin: 'null' }, status: 400, message: 'is not the URL' },
    {
      why: 'with a foreign page to return to',
      query: { flow: 'redirect', redirectUrl: 'https://evil.test/' },
      status: 403,
      message: 'is not allowed',
    },
    {
      why: 'with a script to return to',
      query: { flow: 'redirect', redirectUrl: 'javascript:alert(1)' },
      status: 400,
      message: 'is not the URL',
    },
    {
      why: 'with data to return to',
      query: { flow: 'redirect', redirectUrl: 'data:text/html,x' },
      status: 400,
      message: 'is not the URL',
    },
    {
      why: 'with a host that begins like ours to return to',
      query: { flow: 'redirect', redirectUrl: '{portal}.evil.test/' },
      status: 400,
      message: 'is not the URL',
    },
    {
      why: 'with ours as a user name to return to',
      query: { flow: 'redirect', redirectUrl: '{portal}@evil.test/' },
      status: 403,
      message: 'is not allowed',
    },
    {
      why: 'with a relative URL of another host to return to',
      query: { flow: 'redirect', redirectUrl: '//evil.test' },
      status: 400,
      message: 'is not the URL',
    },
    {
      why: 'with another port to return to',
      query: { flow: 'redirect', redirectUrl: 'http://127.0.0.1:1/' },
      status: 403,
      message: 'is not allowed',
    },
    {
      why: 'without a page to return to',
      query: { flow: 'redirect' },
      status: 400,
      message: 'No redirectUrl was given',
    },
  ])('$why', async ({ path = 'oidc', query, status, message }) => {
    const portal = await signInPortal({ provider })
    const given = Object.entries(query).map(([name, value]) => [name, value.replace('{portal}', portal.url)])
    const url = portal.startUrl(Object.fromEntries(given)).replace('/oidc/', `/${path}/`)
    const reply = await fetch(url, { redirect: 'manual' })
    expect(reply.status).toBe(status)
    expect((await json(reply)).error.message).toContain(message)
    expect(reply.headers.getSetCookie()).toEqual([])
  })
})

test('other origins are allowed by patterns, which do not reach over a host', async () => {
  const auth = { experimentalExtraAllowedOrigins: ['https://*.acme.test', 'http://localhost:*'] }
  const portal = await signInPortal({ provider, config: { auth } })
  const start = (origin: string) => fetch(portal.startUrl({ origin }), { redirect: 'manual' })
  for (const origin of ['https://portal.acme.test', 'http://localhost:3000'])
    expect((await start(origin)).status).toBe(302)
  for (const origin of [
    'https://acme.test.evil.test',
    'https://evil-acme.test',
    'http://portal.acme.test',
    'http://localhost.evil.test:80',
  ])
    expect((await start(origin)).status).toBe(403)
})

/** The URL to which the provider sends the browser back. */
async function callbackOf(portal: SignInPortal, browser: Browser, query?: Record<string, string>): Promise<URL> {
  const last = await signInBy(browser, portal.startUrl(query), { login: 'ada', stopAt: isBack })
  return new URL(String(last.headers.get('location')))
}
const withState = (url: URL, change: (state: SignInState) => Partial<SignInState>) => {
  const state = decodeState(url.searchParams.get('state')) as SignInState // Our own, complete.
  const changed = new URL(url)
  changed.searchParams.set('state', encodeState({ ...state, ...change(state) }))
  return changed
}

describe('an end of a sign-in is refused', () => {
  test.each<{
    why: string
    attack(callback: URL, browser: Browser, portal: SignInPortal): Promise<Response> | Response
    name?: string
    message: string
  }>([
    {
      why: 'in a browser that did not begin it (login CSRF)',
      attack: (callback) => new Browser().fetch(callback),
      message: 'Auth response is missing cookie nonce',
    },
    {
      why: 'with another nonce',
      attack: (callback, browser) => browser.fetch(withState(callback, () => ({ nonce: 'other' }))),
      message: 'Invalid nonce',
    },
    {
      why: 'with a state that begins like the right one',
      attack: (callback, browser) => browser.fetch(withState(callback, ({ nonce }) => ({ nonce: `${nonce}x` }))),
      message: 'Invalid nonce',
    },
    {
      why: 'with a state that was changed behind its nonce',
      attack: (callback, browser) => browser.fetch(withState(callback, () => ({ scope: 'admin' }))),
      message: 'This sign-in has already ended',
    },
    {
      why: 'when its code and state are replayed',
      async attack(callback, browser) {
        const thief = browser.copy()
        await browser.fetch(callback)
        return thief.fetch(callback)
      },
      message: 'This sign-in has already ended',
    },
    {
      why: 'after ten minutes',
      attack(callback, browser, portal) {
        portal.clock.advance(10 * minute + 1)
        return browser.fetch(callback)
      },
      message: 'it took longer than ten minutes',
    },
    {
      why: 'with the code of somebody else',
      async attack(callback, browser, portal) {
        const other = new Browser()
        const foreign = await callbackOf(portal, other)
        const mixed = new URL(callback)
        mixed.searchParams.set('code', String(foreign.searchParams.get('code')))
        return browser.fetch(mixed)
      },
      name: 'AuthenticationError',
      message: 'invalid_grant',
    },
    {
      why: 'with a made-up code',
      attack(callback, browser) {
        callback.searchParams.set('code', 'made-up')
        return browser.fetch(callback)
      },
      name: 'AuthenticationError',
      message: 'invalid_grant',
    },
  ])('$why', async ({ attack, name = 'NotAllowedError', message }) => {
    const portal = await signInPortal({ provider })
    const browser = new Browser()
    const callback = await callbackOf(portal, browser)
    const page = await attack(callback, browser, portal)
    expect(page.status).toBe(200)
    const answer = await popupAnswer(page)
    expect(answer).toEqual({ origin: portal.url, error: { name, message: expect.stringContaining(message) } })
    expect(page.headers.getSetCookie().filter((line) => line.startsWith('oidc-refresh-token'))).toEqual([])
  })

  test('without a state, by a status', async () => {
    const portal = await signInPortal({ provider })
    const reply = await fetch(`${portal.url}/api/auth/oidc/handler/frame?code=x`)
    expect([reply.status, (await json(reply)).error.message]).toEqual([
      400,
      "Must specify 'env' query to select environment",
    ])
  })
})

test.each([
  { why: 'a popup', change: { origin: 'https://evil.test' } },
  { why: 'a redirect', change: { flow: 'redirect' as const, redirectUrl: 'https://evil.test/' } },
])('$why whose state names a foreign page tells only the portal', async ({ change }) => {
  const portal = await signInPortal({ provider })
  const browser = new Browser()
  const page = await browser.fetch(withState(await callbackOf(portal, browser), () => change))
  expect([page.status, page.headers.get('location')]).toEqual([200, null])
  expect((await popupAnswer(page)).origin).toBe(portal.url)
})

test('an error in the redirect flow goes to the page that began it', async () => {
  const portal = await signInPortal({ provider })
  const redirectUrl = `${portal.url}/catalog?kind=api`
  const stopAt = (url: string) => url.startsWith(`${portal.url}/catalog`)
  const last = await signInBy(new Browser(), portal.startUrl({ flow: 'redirect', redirectUrl }), {
    login: 'bob',
    stopAt,
  })
  const { searchParams } = new URL(String(last.headers.get('location')))
  expect(searchParams.get('kind')).toBe('api')
  expect(searchParams.get('error')).toMatch('unable to resolve user identity')
})

test('the page in the popup runs nothing but its own script, is framed by nobody else and kept by nobody', async () => {
  const portal = await signInPortal({ provider })
  const browser = new Browser()
  const page = await browser.fetch(await callbackOf(portal, browser))
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none';script-src 'sha256-[\w+/]+=';form-action 'none';base-uri 'none';frame-ancestors 'self'$/,
  )
  expect(page.headers.get('x-frame-options')).toBe('sameorigin')
  expect(page.headers.get('cache-control')).toBe('no-store')
})

test('what a provider says cannot break out of the page', async () => {
  const portal = await signInPortal({ provider })
  const browser = new Browser()
  const callback = await callbackOf(portal, browser)
  callback.search = new URLSearchParams({
    state: String(callback.searchParams.get('state')),
    error: `"'></script><script>alert(1)</script>`,
    iss: provider.issuer,
  }).toString()
  const page = await browser.fetch(callback)
  expect(await page.clone().text()).not.toContain('alert(1)</script>')
  expect((await popupAnswer(page)).error?.message).toContain('alert(1)')
})
