import { definePlugin } from '@callboard/kernel'
import {
  authPermissions,
  defineSignInMethod,
  people,
  redirectKeys,
  type SignInMethod,
  signInMethods,
} from '@callboard/plugin-auth'
import { fakeClock, startPortal, type TestPortalOptions } from '@callboard/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Browser, popupAnswer } from './fixtures/browser.ts'
import auth from './index.ts'

/** Replies that the tests look into piece by piece. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON; every look is an expectation, which fails when it is not there.
const json = async (reply: Response | Promise<Response>): Promise<any> => (await reply).json()

const resolvers = {
  byName: { query: ({ claims }: { claims: Record<string, unknown> }) => ({ name: String(claims.sub) }) },
}
const signIn = { resolvers: [{ resolver: 'byName' }] }
const keys = { resolvers, hasEnvironments: false, config: {} }

const methods: SignInMethod[] = [
  defineSignInMethod({
    ...{ ...keys, id: 'form', title: 'Form' },
    create: () => ({
      type: 'form',
      async check({ username, password }) {
        if (username === 'broken') throw new Error('The directory is at 10.1.2.3.')
        return password === `${username}-secret` ? { profile: {}, claims: { sub: username } } : undefined
      },
    }),
  }),
  defineSignInMethod({
    ...{ ...keys, id: 'proxied', title: 'Proxy' },
    create: () => ({
      type: 'proxy',
      async identify({ headers }) {
        if (typeof headers['x-user'] !== 'string') throw new Error('No header.')
        return { profile: {}, claims: { sub: headers['x-user'], id_token: 'hush-hush' } }
      },
    }),
  }),
  defineSignInMethod({
    ...{ ...keys, id: 'posting', title: 'Posting', config: redirectKeys },
    create: () => ({
      type: 'redirect',
      ...{ scope: '', persistsScopes: false },
      start: async ({ state }) => ({ url: `https://idp.test/?state=${state}`, keep: { secret: 'kept' } }),
      async finish({ keep, request }) {
        if (keep.secret !== 'kept') throw new Error('Nothing was kept.')
        return { profile: {}, claims: { sub: request.form.get('answer') } }
      },
    }),
  }),
  defineSignInMethod({
    ...{ ...keys, id: 'tenant', title: 'Tenant', hasEnvironments: true },
    create: () => {
      throw new Error('"tenantId" is no tenant.')
    },
  }),
]
const plugin = definePlugin({
  id: 'vendor',
  use: { people, signInMethods },
  setup(context) {
    for (const method of methods) context.signInMethods.add(method)
    context.people.add({
      find: async (query) =>
        'name' in query && query.name === 'ada'
          ? [{ userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }]
          : [],
    })
  },
})

async function open(providers: object, options: TestPortalOptions = {}) {
  const portal = await startPortal({ plugins: [auth, plugin], config: { auth: { providers } }, ...options })
  onTestFinished(() => portal.stop())
  return portal
}
const script = { 'x-requested-with': 'XMLHttpRequest' }
const post = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

describe('name and password', () => {
  test('sign somebody in, with a session that is renewed', async () => {
    const clock = fakeClock()
    const portal = await open({ form: { signIn } }, { clock })
    const browser = new Browser()
    const url = `${portal.url}/api/auth/form`
    const reply = await browser.fetch(`${url}/login`, post({ username: 'ada', password: 'ada-secret' }))
    expect([reply.status, (await json(reply)).backstageIdentity.identity.userEntityRef]).toEqual([
      200,
      'user:default/ada',
    ])
    clock.advance(3_600_000)
    const renewed = await browser.fetch(`${url}/refresh`, { headers: script })
    expect((await json(renewed)).backstageIdentity.identity.userEntityRef).toBe('user:default/ada')
    clock.advance(8 * 3_600_000)
    expect((await browser.fetch(`${url}/refresh`, { headers: script })).status).toBe(401)
  })

  test.each([
    { why: 'a wrong password', username: 'ada', password: 'x' },
    { why: 'an unknown name', username: 'nobody', password: 'x' },
    { why: 'an empty password', username: 'ada', password: '' },
  ])('with $why say always the same', async ({ username, password }) => {
    const portal = await open({ form: { signIn } })
    const reply = await fetch(`${portal.url}/api/auth/form/login`, post({ username, password }))
    expect([reply.status, (await json(reply)).error.message]).toEqual([401, 'The name or the password is wrong.'])
  })

  test('are slowed down alike, whether the name exists or not', async () => {
    const portal = await open({ form: { signIn } }, { clock: fakeClock() })
    const answers = async (username: string) => {
      const replies = []
      for (let i = 0; i < 7; i++) {
        const reply = await fetch(`${portal.url}/api/auth/form/login`, post({ username, password: 'x' }))
        replies.push([reply.status, (await json(reply)).error.message])
      }
      return replies
    }
    const known = await answers('ada')
    expect(known.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect(await answers('nobody')).toEqual(known)
    const right = await fetch(`${portal.url}/api/auth/form/login`, post({ username: 'ada', password: 'ada-secret' }))
    expect(right.status).toBe(429)
  })

  test('from the page of another site are refused (login CSRF)', async () => {
    const portal = await open({ form: { signIn } })
    const login = { username: 'ada', password: 'ada-secret' }
    const send = (origin: string) => fetch(`${portal.url}/api/auth/form/login`, post(login, { origin }))
    expect((await send('https://evil.test')).status).toBe(403)
    expect((await send('null')).status).toBe(403)
    expect((await send(portal.url)).status).toBe(200)
  })

  test('that cannot be checked tell nothing of why', async () => {
    const portal = await open({ form: { signIn } })
    const reply = await fetch(`${portal.url}/api/auth/form/login`, post({ username: 'broken', password: 'x' }))
    expect(reply.status).toBe(503)
    expect(await reply.text()).not.toContain('10.1.2.3')
  })

  test('are no way in at a provider of another kind', async () => {
    const portal = await open({ proxied: { signIn } })
    expect((await fetch(`${portal.url}/api/auth/proxied/login`, post({ username: 'ada', password: 'x' }))).status).toBe(
      501,
    )
  })
})

describe('a proxy', () => {
  test('signs in whom it names, and keeps no session', async () => {
    const portal = await open({ proxied: { signIn } })
    const url = `${portal.url}/api/auth/proxied/refresh`
    const reply = await fetch(url, { headers: { ...script, 'x-user': 'ada' } })
    expect((await json(reply)).backstageIdentity.identity.userEntityRef).toBe('user:default/ada')
    expect(reply.headers.getSetCookie()).toEqual([])
    expect((await fetch(url, { headers: script })).status).toBe(401)
    expect((await fetch(url, { headers: { 'x-user': 'ada' } })).status).toBe(401)
  })

  test.each(['start?env=development', 'handler/frame?env=development'])('has no %s', async (step) => {
    const portal = await open({ proxied: { signIn } })
    expect((await fetch(`${portal.url}/api/auth/proxied/${step}`)).status).toBe(501)
  })
})

test('an answer that another site posts is posted once more from our own, where cookies go with it', async () => {
  const portal = await open({ posting: { signIn } })
  const browser = new Browser()
  const start = await browser.fetch(`${portal.url}/api/auth/posting/start?env=development`)
  const state = new URL(String(start.headers.get('location'))).searchParams.get('state') ?? ''
  const form = new URLSearchParams({ RelayState: state, answer: 'ada' })
  const url = `${portal.url}/api/auth/posting/handler/frame`
  const first = await fetch(url, { method: 'POST', body: form })
  const html = await first.text()
  expect(html).toContain('<input type="hidden" name="answer" value="ada">')
  expect(first.headers.get('content-security-policy')).toContain("form-action 'self'")
  form.set('callboard-again', '1')
  const { response } = await popupAnswer(await browser.fetch(url, { method: 'POST', body: form }))
  expect(response?.backstageIdentity?.identity.userEntityRef).toBe('user:default/ada')
  expect((await popupAnswer(await fetch(url, { method: 'POST', body: form }))).error?.message).toBe(
    'Auth response is missing cookie nonce',
  )
})

test('what is posted cannot break out of the page that posts it again', async () => {
  const portal = await open({ posting: { signIn } })
  const body = new URLSearchParams({ state: '656e763d64', answer: '"><script>alert(1)</script>' })
  const page = await fetch(`${portal.url}/api/auth/posting/handler/frame`, { method: 'POST', body })
  expect(await page.text()).not.toContain('<script>alert(1)')
})

test('the sign-in page is told what there is, in the order of the config', async () => {
  const portal = await open({ proxied: { signIn }, guest: {}, posting: {}, form: { signIn }, unknown: {} })
  expect(await json(portal.fetch('/api/auth/v1/providers', { as: 'nobody' }))).toEqual({
    environment: 'development',
    providers: [
      { id: 'proxied', title: 'Proxy', type: 'proxy', signsIn: true },
      { id: 'guest', title: 'Guest', type: 'guest', signsIn: true },
      { id: 'posting', title: 'Posting', type: 'redirect', signsIn: false },
      { id: 'form', title: 'Form', type: 'form', signsIn: true },
    ],
  })
})

describe('a config that is wrong', () => {
  const oidc = { metadataUrl: 'https://id.test', clientId: 'x', clientSecret: 'y' }
  const rows = [
    {
      why: 'a resolver that nobody knows',
      providers: { oidc: { production: { ...oidc, signIn: { resolvers: [{ resolver: 'magic' }] } } } },
      told: "auth.providers.oidc.production.signIn.resolvers.0.resolver: Sign-in resolver 'magic' is not available. Known are",
    },
    {
      why: 'a missing secret',
      providers: { oidc: { production: { ...oidc, clientSecret: undefined } } },
      told: 'auth.providers.oidc.production.clientSecret',
    },
    {
      why: 'the key scope',
      providers: { oidc: { production: { ...oidc, scope: 'email' } } },
      told: 'auth.providers.oidc.production: The key "scope" is not supported; use "additionalScopes" instead.',
    },
    {
      why: 'a provider that only signs in, without resolvers',
      providers: { form: {} },
      told: 'auth.providers.form.signIn.resolvers: this provider only signs people in, so it needs resolvers.',
    },
    {
      why: 'what the provider itself refuses',
      providers: { tenant: { production: {} } },
      told: 'auth.providers.tenant.production: "tenantId" is no tenant.',
    },
  ]
  const failing = async (providers: object, isDevelopment: boolean) => {
    const lines: string[] = []
    const portal = await open(providers, {
      isDevelopment,
      onLog: (line) => void lines.push(line),
      config: { auth: { environment: 'production', providers } },
    })
    const status = (await portal.fetch('/api/auth/v1/providers', { as: 'nobody' })).status
    return { status, log: lines.join('\n').replaceAll('\\"', '"') }
  }

  test.each(rows)(
    '$why is told with its key at the start, and ends sign-in in production',
    async ({ providers, told }) => {
      const { status, log } = await failing(providers, false)
      expect(log).toContain(told)
      expect(status).toBe(503)
    },
  )

  test.each(rows)('$why only leaves the provider out in development', async ({ providers, told }) => {
    const { status, log } = await failing(providers, true)
    expect(log).toContain(told)
    expect(status).toBe(200)
  })

  test('for another environment leaves that one out', async () => {
    const providers = { oidc: { production: oidc, development: { metadataUrl: 'https://id.test' } } }
    expect((await failing(providers, false)).status).toBe(200)
  })
})

describe('the sign-in trace', () => {
  const policy = {
    decide: async ({ permission }: { permission: { name: string } }, user: { userEntityRef: string } | undefined) =>
      ({
        result:
          permission.name === authPermissions[0]?.name && user?.userEntityRef === 'user:default/admin'
            ? 'ALLOW'
            : 'DENY',
      }) as const,
  }
  const refresh = (url: string, user: string) =>
    fetch(`${url}/api/auth/proxied/refresh`, { headers: { ...script, 'x-user': user } })

  test('shows administrators which rule matched or why not, and no secret', async () => {
    const portal = await open({ proxied: { signIn } }, { policy, clock: fakeClock() })
    await refresh(portal.url, 'ada')
    await refresh(portal.url, 'eve')
    const admin = { token: await portal.tokens.user('user:default/admin') }
    const { attempts } = await json(portal.fetch('/api/auth/v1/sign-in-trace', { as: admin }))
    const byOutcome = Object.fromEntries(attempts.map((attempt: { outcome: string }) => [attempt.outcome, attempt]))
    expect(byOutcome['signed-in']).toMatchObject({
      provider: 'proxied',
      userEntityRef: 'user:default/ada',
      claims: { sub: 'ada', id_token: '(not shown)' },
      steps: [{ resolver: 'byName', outcome: 'matched', reason: 'user:default/ada has the name "ada".' }],
    })
    expect(byOutcome.refused).toMatchObject({
      error: expect.stringMatching(/^Failed to sign-in/),
      steps: [{ resolver: 'byName', outcome: 'no-match', reason: 'Nobody in the catalog has the name "eve".' }],
    })
    expect(JSON.stringify(attempts)).not.toContain('hush-hush')
    const other = { token: await portal.tokens.user('user:default/ada') }
    expect((await portal.fetch('/api/auth/v1/sign-in-trace', { as: other })).status).toBe(403)
    expect((await portal.fetch('/api/auth/v1/sign-in-trace', { as: 'nobody' })).status).toBe(401)
  })

  test.each([false, true])('is closed while nobody decides who may see it; permission.enabled: %s', async (enabled) => {
    const config = { permission: { enabled }, auth: { providers: { proxied: { signIn } } } }
    const portal = await open({}, { config })
    expect((await portal.fetch('/api/auth/v1/sign-in-trace')).status).toBe(403)
  })
})

test('every sign-in, refusal and sign-out is audited', async () => {
  const lines: string[] = []
  const portal = await open({ form: { signIn } }, { onLog: (line) => void lines.push(line) })
  const browser = new Browser()
  const url = `${portal.url}/api/auth/form`
  for (const password of ['wrong', 'ada-secret'])
    await browser.fetch(`${url}/login`, post({ username: 'ada', password }))
  await browser.fetch(`${url}/login`, post({ username: 'eve', password: 'eve-secret' }))
  await browser.fetch(`${url}/logout`, { method: 'POST', headers: script })
  const events = lines.map((line) => JSON.parse(line)).filter(({ eventId }) => /^sign-/.test(eventId))
  expect(events.map(({ eventId, status, actor }) => [eventId, status, actor.actorId])).toEqual([
    ['sign-in', 'denied', undefined],
    ['sign-in', 'succeeded', 'user:default/ada'],
    ['sign-in', 'denied', undefined],
    ['sign-out', 'succeeded', 'user:default/ada'],
  ])
  expect(events[0].actor).toMatchObject({ ip: '127.0.0.1' })
  expect(lines.join('')).not.toContain('ada-secret')
})
