import { definePlugin } from '@callboard/kernel'
import { people } from '@callboard/plugin-auth'
import { eventually, fakeClock } from '@callboard/testing'
import { type OidcProvider, startOidcProvider } from '@callboard/testing/oidc-provider'
import { testPostgres } from '@callboard/testing/postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser, popupAnswer, signInBy } from './fixtures/browser.ts'
import { signedIn, signInPortal } from './fixtures/portal.ts'

let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())

/** Replies that the tests look into piece by piece. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON; every look is an expectation, which fails when it is not there.
const json = async (reply: Response | Promise<Response>): Promise<any> => (await reply).json()
const minute = 60_000

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  test('a person signs in, and is who the catalog says', async () => {
    const portal = await signInPortal({ provider, database })
    const browser = new Browser()
    const { origin, response } = await portal.signIn(browser)
    expect(origin).toBe(portal.url)
    expect(response).toEqual({
      profile: { email: 'ada@acme.test', displayName: 'Ada Lovelace' },
      providerInfo: {
        accessToken: expect.any(String),
        idToken: expect.any(String),
        scope: 'openid profile email offline_access',
        expiresInSeconds: 3600,
      },
      backstageIdentity: {
        token: expect.any(String),
        expiresInSeconds: 3600,
        identity: {
          type: 'user',
          userEntityRef: 'user:default/ada',
          ownershipEntityRefs: ['user:default/ada', 'group:default/crew'],
        },
      },
    })
    const me = await portal.fetch('/api/auth/v1/userinfo', { as: { token: response?.backstageIdentity?.token ?? '' } })
    expect((await json(me)).claims).toMatchObject({
      sub: 'user:default/ada',
      ent: expect.arrayContaining(['group:default/crew']),
    })
  })

  test('a session is renewed in silence, and the provider is asked again', async () => {
    const { portal, browser } = await signedIn({ provider, database })
    portal.clock.advance(10 * minute)
    const before = provider.requests.get('POST /token')
    const cookie = browser.cookie('oidc-refresh-token')
    const reply = await portal.refresh(browser)
    expect(reply.status).toBe(200)
    expect((await json(reply)).backstageIdentity.identity.userEntityRef).toBe('user:default/ada')
    expect(provider.requests.get('POST /token')).toBe(Number(before) + 1)
    expect(browser.cookie('oidc-refresh-token')).not.toBe(cookie)
  })

  test('tabs that renew at the same time all succeed, and the provider is asked once', async () => {
    const { portal, browser } = await signedIn({ provider, database })
    portal.clock.advance(10 * minute)
    const before = Number(provider.requests.get('POST /token'))
    const replies = await Promise.all(Array.from({ length: 6 }, () => portal.refresh(browser.copy())))
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect(provider.requests.get('POST /token')).toBe(before + 1)
  })

  test('signing out ends session and tokens at once', async () => {
    const { portal, browser, token } = await signedIn({ provider, database })
    const whoAmI = () => portal.fetch('/api/auth/v1/userinfo', { as: { token } })
    expect((await whoAmI()).status).toBe(200)
    const stolen = browser.copy()
    const reply = await portal.logout(browser)
    expect([reply.status, await reply.text()]).toEqual([200, ''])
    expect(browser.cookie('oidc-refresh-token')).toBeUndefined()
    expect((await whoAmI()).status).toBe(401)
    expect((await portal.refresh(stolen)).status).toBe(401)
  })

  test('a session of a made-up id is over, and the portal has nothing to say of it', async () => {
    const lines: string[] = []
    const { portal, browser } = await signedIn({ provider, database, onLog: (line) => void lines.push(line) })
    browser.setCookie('oidc-refresh-token', '%00.secret')
    const reply = await portal.refresh(browser)
    expect([reply.status, await reply.text()]).toEqual([401, expect.stringContaining('The session is over.')])
    expect(lines.filter((line) => JSON.parse(line).level === 'error')).toEqual([])
  })

  test('signing out everywhere ends all sessions of the person, and nobody else’s', async () => {
    const { portal, browser, token } = await signedIn({ provider, database })
    const second = new Browser()
    await portal.signIn(second)
    const list = (as: string) => json(portal.fetch('/api/auth/v1/sessions', { as: { token: as } }))
    expect((await list(token)).sessions).toHaveLength(2)
    const other = await portal.tokens.user('user:default/bob')
    expect((await list(other)).sessions).toEqual([])
    const ended = await portal.fetch('/api/auth/v1/sessions', { method: 'DELETE', as: { token } })
    expect(ended.status).toBe(204)
    for (const left of [browser, second]) expect((await portal.refresh(left)).status).toBe(401)
    expect((await portal.fetch('/api/auth/v1/userinfo', { as: { token } })).status).toBe(401)
    expect((await portal.fetch('/api/auth/v1/userinfo', { as: { token: other } })).status).toBe(200)
    expect((await portal.signIn(new Browser())).response).toBeDefined()
  })

  test('one session is ended, and its tokens with it, while the others go on', async () => {
    const { portal, browser, token } = await signedIn({ provider, database })
    portal.clock.advance(2_000)
    const second = new Browser()
    const own = (await portal.signIn(second)).response?.backstageIdentity?.token ?? ''
    const { sessions } = await json(portal.fetch('/api/auth/v1/sessions', { as: { token: own } }))
    expect(sessions.map((session: { isCurrent: boolean }) => session.isCurrent)).toEqual([true, false])
    const end = (id: string, as: string) =>
      portal.fetch(`/api/auth/v1/sessions/${id}`, { method: 'DELETE', as: { token: as } })
    expect((await end(sessions[1].id, await portal.tokens.user('user:default/bob'))).status).toBe(404)
    expect((await end(sessions[1].id, own)).status).toBe(204)
    expect((await portal.refresh(browser)).status).toBe(401)
    expect((await portal.fetch('/api/auth/v1/userinfo', { as: { token } })).status).toBe(401)
    expect((await portal.refresh(second)).status).toBe(200)
  })
})

test('the redirect flow comes back to its page, with the session in place', async () => {
  const portal = await signInPortal({ provider })
  const browser = new Browser()
  const redirectUrl = `${portal.url}/catalog?kind=api`
  const start = portal.startUrl({ flow: 'redirect', redirectUrl, scope: 'repo' })
  const last = await signInBy(browser, start, {
    login: 'ada',
    stopAt: (url) => url.startsWith(`${portal.url}/catalog`),
  })
  expect([last.status, last.headers.get('location')]).toEqual([302, redirectUrl])
  const { providerInfo } = await json(portal.refresh(browser, { scope: 'repo' }))
  expect(providerInfo.scope).toContain('repo')
})

test('what was granted is asked for again in the next sign-in', async () => {
  const portal = await signInPortal({ provider })
  const browser = new Browser()
  await portal.signIn(browser, { scope: 'repo' })
  const { response } = await portal.signIn(browser)
  expect(response?.providerInfo.scope).toContain('repo')
})

test('a provider that ends somebody’s account ends the session', async () => {
  await using own = await startOidcProvider()
  const { portal, browser } = await signedIn({ provider: own })
  portal.clock.advance(10 * minute)
  own.remove('ada')
  expect((await portal.refresh(browser)).status).toBe(401)
  const again = await json(portal.refresh(browser))
  expect(again.error.message).toBe('Refresh failed; caused by AuthenticationError: The session is over. Sign in again.')
})
test('a provider that cannot be asked does not end the session', async () => {
  await using away = await startOidcProvider()
  const { portal, browser } = await signedIn({ provider: away })
  portal.clock.advance(10 * minute)
  await away.stop()
  const failed = await portal.refresh(browser)
  expect([failed.status, (await json(failed)).error.message]).toEqual([
    401,
    expect.stringMatching(/^Refresh failed; caused by ServiceUnavailableError/),
  ])
  const { sessions } = await json(
    portal.fetch('/api/auth/v1/sessions', { as: { token: await portal.tokens.user('user:default/ada') } }),
  )
  expect(sessions).toHaveLength(1)
})

test('without a refresh token the session lasts a working day', async () => {
  const { portal, browser } = await signedIn({ provider, block: { additionalScopes: '' } })
  portal.clock.advance(7 * 60 * minute)
  const later = await portal.refresh(browser)
  expect(later.status).toBe(200)
  const body = await json(later)
  expect(body.providerInfo.accessToken).toBeUndefined()
  portal.clock.advance(61 * minute)
  expect((await portal.refresh(browser)).status).toBe(401)
})

test('a catalog that cannot be asked for a while does not end the session', async () => {
  let isAway = false
  const person = { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }
  const forgetful = definePlugin({
    id: 'people',
    use: { people },
    setup: (context) => context.people.add({ find: async () => (isAway ? [] : [person]) }),
  })
  const { portal, browser } = await signedIn({ provider, people: forgetful })
  isAway = true
  portal.clock.advance(60_000)
  expect((await portal.refresh(browser)).status).toBe(401)
  isAway = false
  portal.clock.advance(60_000)
  expect((await portal.refresh(browser)).status).toBe(200)
})

test('sessionDuration ends a session, however often it is renewed', async () => {
  const { portal, browser } = await signedIn({ provider, block: { sessionDuration: '1h' } })
  for (let i = 0; i < 3; i++) {
    portal.clock.advance(19 * minute)
    expect((await portal.refresh(browser)).status).toBe(200)
  }
  portal.clock.advance(4 * minute)
  expect((await portal.refresh(browser)).status).toBe(401)
})

test('signing out at the provider, too, is where the browser is sent', async () => {
  const { portal, browser } = await signedIn({ provider, block: { federatedLogout: true } })
  const { logoutUrl } = await json(portal.logout(browser))
  expect(logoutUrl).toMatch(`${provider.issuer}/session/end?`)
  expect(new URL(logoutUrl).searchParams.get('post_logout_redirect_uri')).toBe(portal.url)
  expect((await browser.fetch(logoutUrl)).status).toBe(200)
})

test('somebody whom the catalog does not know is told so, in the popup', async () => {
  const portal = await signInPortal({ provider })
  const { response, error } = await portal.signIn(new Browser(), {}, 'bob')
  expect(response).toBeUndefined()
  expect(error).toEqual({
    name: 'NotAllowedError',
    message: expect.stringMatching(/^Failed to sign-in, unable to resolve user identity/),
  })
})

test('who says no at the provider is told what it said', async () => {
  const portal = await signInPortal({ provider })
  const page = await signInBy(new Browser(), portal.startUrl(), { login: '' })
  expect((await popupAnswer(page)).error?.message).toBe('access_denied: said no')
})

test('a provider without resolvers gives tokens, and no identity', async () => {
  const portal = await signInPortal({ provider, block: { signIn: undefined } })
  const browser = new Browser()
  const { response } = await portal.signIn(browser)
  expect(response?.providerInfo.accessToken).toBeDefined()
  expect(response?.backstageIdentity).toBeUndefined()
  expect((await portal.refresh(browser)).status).toBe(200)
})

test('two replicas share sign-ins, sessions and their ends', async () => {
  // As behind a balancer: one address for both, which this test resolves by hand.
  const baseUrl = 'http://127.0.0.1:9'
  const backend = { baseUrl, database: { client: 'pg', connection: await testPostgres() } }
  const clock = fakeClock(new Date().toISOString())
  const one = await signInPortal({ provider, clock, config: { backend } })
  const two = await signInPortal({ provider, clock, config: { backend } })
  const browser = new Browser()
  const isBack = (url: string) => url.startsWith(baseUrl)
  const last = await signInBy(browser, one.startUrl(), { login: 'ada', stopAt: isBack })
  const callback = String(last.headers.get('location'))
  const { response } = await popupAnswer(await browser.fetch(callback.replace(baseUrl, two.url)))
  const token = response?.backstageIdentity?.token ?? ''
  const replayed = await popupAnswer(await browser.copy().fetch(callback.replace(baseUrl, one.url)))
  expect(replayed.error?.name).toBe('NotAllowedError')

  clock.advance(10 * minute)
  const before = Number(provider.requests.get('POST /token'))
  const replies = await Promise.all([one, two, one, two].map((portal) => portal.refresh(browser.copy())))
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(provider.requests.get('POST /token')).toBe(before + 1)

  await one.refresh(browser)
  expect((await two.logout(browser.copy())).status).toBe(200)
  expect((await one.refresh(browser)).status).toBe(401)
  for (const portal of [one, two])
    await eventually(async () => (await portal.fetch('/api/auth/v1/userinfo', { as: { token } })).status === 401)
})
