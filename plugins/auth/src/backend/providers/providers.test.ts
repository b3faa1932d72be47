import { definePlugin } from '@callboard/kernel'
import { people, type SignInMethod, signInMethods } from '@callboard/plugin-auth'
import { startPortal } from '@callboard/testing'
import { type OidcProvider, startOidcProvider } from '@callboard/testing/oidc-provider'
import { type ApiServer, startApiServer } from '@callboard/testing/servers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Browser, popupAnswer, signInBy } from '../fixtures/browser.ts'
import { type ForgingProvider, startForgingProvider } from '../fixtures/forging-provider.ts'
import auth from '../index.ts'
import { atlassianAt } from './atlassian.ts'
import { googleAt } from './google.ts'
import { microsoftAt } from './microsoft.ts'

let real: OidcProvider
let entra: ForgingProvider
let plain: ForgingProvider
let supervisor: ForgingProvider
let api: ApiServer
beforeAll(async () => {
  real = await startOidcProvider()
  entra = await startForgingProvider({ path: '/tenant/v2.0' })
  entra.userInfo = { sub: 'ada' }
  plain = await startForgingProvider()
  plain.idToken = (claims, { sign }) => sign({ ...claims, preferred_username: 'ada' })
  supervisor = await startForgingProvider({ algorithm: 'ES256' })
  api = await startApiServer({
    authorize: ({ headers }) => (headers.authorization?.startsWith('Bearer ') ? undefined : { status: 401 }),
    notFound: { status: 404 },
    routes: [
      [
        'GET',
        '/graph/me',
        () => ({ body: { id: 'oid-1', displayName: 'Ada', mail: 'ada@acme.test', userPrincipalName: 'ada@x.test' } }),
      ],
      ['GET', '/me', () => ({ body: { account_id: '1', email: 'ada@acme.test', name: 'Ada', nickname: 'ada' } })],
      [
        'GET',
        '/apis/user.openshift.io/v1/users/~',
        () => ({ body: { metadata: { name: 'ada', uid: 'u1' }, groups: ['crew'] } }),
      ],
    ],
  })
})
afterAll(async () => {
  await Promise.all([
    real.stop(),
    api.stop(),
    entra[Symbol.asyncDispose](),
    plain[Symbol.asyncDispose](),
    supervisor[Symbol.asyncDispose](),
  ])
})

/** Who is found, by which text. */
const known = [
  'ada',
  'ada@acme.test',
  'google.com/email ada@acme.test',
  'okta.com/email ada@acme.test',
  'graph.microsoft.com/user-id oid-1',
]

async function portalWith(id: string, block: object, methods: SignInMethod[] = []) {
  const vendor = definePlugin({
    id: 'vendor',
    use: { people, signInMethods },
    setup(context) {
      for (const method of methods) context.signInMethods.add(method)
      context.people.add({
        find: async (query) =>
          known.includes(Object.values(query).join(' '))
            ? [{ userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }]
            : [],
      })
    },
  })
  const lines: string[] = []
  const portal = await startPortal({
    plugins: [auth, vendor],
    config: { auth: { providers: { [id]: { development: block } } } },
    onLog: (line) => void lines.push(line),
  })
  onTestFinished(() => portal.stop())
  return { portal, lines }
}

/** A provider, how it is configured, and what must be in its authorization URL. */
interface Row {
  id: string
  block(): object
  method?(): SignInMethod
  resolver: string
  asks: Record<string, string>
}
const clientOf = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => ({
  clientId,
  clientSecret,
})

const rows: Row[] = [
  {
    id: 'google-here',
    method: () => ({ ...googleAt(plain.config.metadataUrl), id: 'google-here' }),
    block: () => clientOf(plain.config),
    resolver: 'emailMatchingUserEntityAnnotation',
    asks: { access_type: 'offline', prompt: 'consent', scope: expect.stringContaining('userinfo.email') },
  },
  {
    id: 'okta',
    block: () => ({ ...clientOf(real), audience: `${real.issuer}/`, idp: 'hr' }),
    resolver: 'emailMatchingUserEntityAnnotation',
    asks: { idp: 'hr', scope: 'openid email profile offline_access' },
  },
  {
    id: 'auth0',
    block: () => ({
      ...clientOf(real),
      domain: real.issuer,
      connection: 'db',
      organization: 'acme',
      federatedLogout: true,
    }),
    resolver: 'emailMatchingUserEntityProfileEmail',
    asks: { connection: 'db', organization: 'acme', prompt: 'consent' },
  },
  {
    id: 'onelogin',
    block: () => ({ ...clientOf(plain.config), issuer: plain.config.metadataUrl, additionalScopes: 'profile' }),
    resolver: 'usernameMatchingUserEntityName',
    asks: { scope: 'openid' },
  },
  {
    id: 'oauth2',
    block: () => ({
      ...clientOf(plain.config),
      ...{
        authorizationUrl: `${plain.config.metadataUrl}/auth`,
        tokenUrl: `${plain.config.metadataUrl}/token`,
        includeBasicAuth: true,
      },
      additionalScopes: ['openid'],
    }),
    resolver: 'usernameMatchingUserEntityName',
    asks: { scope: 'openid' },
  },
  {
    id: 'atlassian-here',
    method: () => ({ ...atlassianAt({ authUrl: plain.config.metadataUrl, apiUrl: api.url }), id: 'atlassian-here' }),
    block: () => clientOf(plain.config),
    resolver: 'usernameMatchingUserEntityName',
    asks: { audience: 'api.atlassian.com', scope: expect.stringContaining('read:me') },
  },
  {
    id: 'openshift',
    block: () => ({
      ...clientOf(plain.config),
      ...{
        authorizationUrl: `${plain.config.metadataUrl}/auth`,
        tokenUrl: `${plain.config.metadataUrl}/token`,
        openshiftApiServerUrl: api.url,
      },
    }),
    resolver: 'displayNameMatchingUserEntityName',
    asks: { scope: 'user:full' },
  },
  {
    id: 'microsoft-here',
    method: () => ({
      ...microsoftAt({ loginUrl: new URL(entra.config.metadataUrl).origin, graphUrl: `${api.url}/graph` }),
      id: 'microsoft-here',
    }),
    block: () => ({ ...clientOf(entra.config), tenantId: 'tenant', domainHint: 'acme.test' }),
    resolver: 'userIdMatchingUserEntityAnnotation',
    asks: { domain_hint: 'acme.test', scope: 'email openid offline_access user.read' },
  },
]

describe('the authorization request', () => {
  test.each(rows)('of $id says what this provider wants to hear, with PKCE and state', async (row) => {
    const { portal } = await portalWith(row.id, row.block(), row.method ? [row.method()] : [])
    const reply = await fetch(`${portal.url}/api/auth/${row.id}/start?env=development`, { redirect: 'manual' })
    const url = new URL(String(reply.headers.get('location')))
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...row.asks,
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[0-9a-f]+$/),
      redirect_uri: `${portal.url}/api/auth/${row.id}/handler/frame`,
    })
  })
})

describe('somebody signs in', () => {
  test.each(rows)('with $id', async (row) => {
    const block = { ...row.block(), signIn: { resolvers: [{ resolver: row.resolver }] } }
    const { portal, lines } = await portalWith(row.id, block, row.method ? [row.method()] : [])
    const start = `${portal.url}/api/auth/${row.id}/start?env=development`
    const { response, error } = await popupAnswer(await signInBy(new Browser(), start, { login: 'ada' }))
    expect(error, lines.join('\n')).toBeUndefined()
    expect(response?.backstageIdentity?.identity.userEntityRef).toBe('user:default/ada')
  })
})

test('whoever signs out of the portal is sent to Auth0 to sign out there, too', async () => {
  const row = rows.find(({ id }) => id === 'auth0')
  const { portal } = await portalWith('auth0', {
    ...row?.block(),
    signIn: { resolvers: [{ resolver: row?.resolver }] },
  })
  const browser = new Browser()
  const url = `${portal.url}/api/auth/auth0`
  await signInBy(browser, `${url}/start?env=development`, { login: 'ada' })
  const headers = { 'x-requested-with': 'XMLHttpRequest' }
  const reply = await browser.fetch(`${url}/logout?env=development`, { method: 'POST', headers })
  const returnTo = encodeURIComponent(portal.url)
  expect(await reply.json()).toEqual({
    logoutUrl: `${real.issuer}/v2/logout?federated&client_id=${real.clientId}&returnTo=${returnTo}`,
  })
})

test('Pinniped gives a token for the cluster that is asked for, and no identity', async () => {
  const block = { ...clientOf(supervisor.config), federationDomain: supervisor.config.metadataUrl }
  const { portal } = await portalWith('pinniped', block)
  const start = `${portal.url}/api/auth/pinniped/start?env=development&audience=cluster-1`
  const { response } = await popupAnswer(await new Browser().open(start))
  expect(response?.providerInfo.idToken).toBe('for cluster-1')
  expect(response?.backstageIdentity).toBeUndefined()
})

describe('an ID token of a plain OAuth server', () => {
  test.each([
    { why: 'for another client', change: { aud: 'other' }, message: 'The ID token is for another client.' },
    { why: 'that has expired', change: { exp: 1 }, message: 'The ID token has expired.' },
  ])('$why is refused', async ({ change, message }) => {
    const row = rows.find(({ id }) => id === 'oauth2')
    const { portal } = await portalWith('oauth2', {
      ...row?.block(),
      signIn: { resolvers: [{ resolver: row?.resolver }] },
    })
    const right = plain.idToken
    onTestFinished(() => {
      plain.idToken = right
    })
    plain.idToken = (claims, { sign }) => sign({ ...claims, ...change })
    const start = `${portal.url}/api/auth/oauth2/start?env=development`
    expect((await popupAnswer(await new Browser().open(start))).error?.message).toBe(message)
  })
})

test('an address of Microsoft counts only with its owner’s word where every directory may come', async () => {
  const method = {
    ...microsoftAt({ loginUrl: new URL(entra.config.metadataUrl).origin, graphUrl: `${api.url}/graph` }),
    id: 'ms',
  }
  const signIn = { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] }
  const common = await startForgingProvider({ path: '/common/v2.0' })
  onTestFinished(() => common[Symbol.asyncDispose]())
  common.userInfo = { sub: 'ada' }
  const many = {
    ...microsoftAt({ loginUrl: new URL(common.config.metadataUrl).origin, graphUrl: `${api.url}/graph` }),
    id: 'ms',
  }
  const answer = async (of: SignInMethod, tenantId: string) => {
    const { portal } = await portalWith('ms', { ...clientOf(common.config), tenantId, signIn }, [of])
    return popupAnswer(await new Browser().open(`${portal.url}/api/auth/ms/start?env=development`))
  }
  expect((await answer(method, 'tenant')).response?.profile.email).toBe('ada@acme.test')
  expect((await answer(many, 'common')).error?.message).toMatch('does not contain an email address')
  common.idToken = (claims, { sign }) => sign({ ...claims, xms_edov: true })
  expect((await answer(many, 'common')).response?.profile.email).toBe('ada@acme.test')
})
