import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HostedPlugin, loadConfig } from '@callboard/kernel'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolvePlugins } from './resolve-plugins.ts'

/** Every route of plugins and kernel that answers nobody, and why it may. Another one fails this test until it is listed. */
const publicRoutes: Record<string, string> = {
  'GET /api/auth/.well-known/jwks.json': 'public keys',
  'GET /api/auth/.well-known/openid-configuration': 'where keys and endpoints are',
  'GET /api/auth/v1/providers': 'the sign-in page is made of it',
  'GET /api/auth/guest/refresh': 'signing in comes before being signed in',
  'POST /api/auth/guest/refresh': 'signing in comes before being signed in',
  'GET /api/auth/:provider/start': 'signing in comes before being signed in',
  'POST /api/auth/:provider/login': 'name and password are the credentials',
  'GET /api/auth/:provider/handler/frame': 'state and nonce cookie are the credentials',
  'POST /api/auth/:provider/handler/frame': 'state and nonce cookie are the credentials',
  'GET /api/auth/:provider/refresh': 'the cookie of the session, or the proxy’s header, is the credential',
  'POST /api/auth/:provider/refresh': 'the cookie of the session, or the proxy’s header, is the credential',
  'POST /api/auth/:provider/logout': 'the cookie of the session is the credential',
  'GET /api/saml/metadata': 'identity providers read it; it holds what they must know of us',
  'POST /api/events/http/:topic': 'senders of webhooks prove themselves by their signatures',
  'GET /api/permission/health': 'says only that it is there',
  'GET /api/signals/health': 'says only that it is there',
  'GET /api/*/.backstage/auth/v1/jwks.json': 'public keys',
  'DELETE /api/*/.backstage/auth/v1/cookie': 'takes a cookie away from the browser that asks',
}
/** What is served beside them: files of the web app, which hold nothing of the portal's data, and what monitors ask for. */
const rootRoutes = ['/metrics', '/static/*', '/favicon.svg']
/** Routes about the caller, who must be a person: they refuse services themselves. Parameters as they are called below. */
const forPeople = [
  'GET /api/auth/v1/userinfo',
  'GET /api/auth/v1/sessions',
  'DELETE /api/auth/v1/sessions',
  'DELETE /api/auth/v1/sessions/:id',
  'GET /api/auth/v1/tokens',
  'POST /api/auth/v1/tokens',
  'DELETE /api/auth/v1/tokens/:id',
  'GET /api/user-settings/buckets/:bucket/keys/*',
  'PUT /api/user-settings/buckets/:bucket/keys/*',
  'DELETE /api/user-settings/buckets/:bucket/keys/*',
  'POST /api/user-settings/multiget',
  'GET /api/search/recent',
  'POST /api/search/recent',
  'DELETE /api/search/recent',
  'POST /api/permission/authorize',
]
const bodies: Record<string, object> = {
  'POST /api/auth/v1/tokens': { name: 'a', scopes: ['read'] },
  'PUT /api/user-settings/buckets/:bucket/keys/*': { value: 1 },
  'POST /api/user-settings/multiget': { items: [] },
  'POST /api/search/recent': { keep: true },
  'POST /api/permission/authorize': { items: [] },
}

/** Routes that ask although they are no GET. */
const questions = [
  'POST /api/catalog/entities/by-query',
  'POST /api/catalog/entities/by-refs',
  'POST /api/catalog/entity-facets',
  'POST /api/catalog/locations/by-query',
  // Asks a source code host with a token that the person brings along.
  'POST /api/scaffolder/v2/autocomplete/:provider/:resource',
]
/** Who may call these is said by the thing itself: a template names who approves its tasks. */
const allowedByThing = ['POST /api/scaffolder/v2/tasks/:taskId/approval']
/** What a person sends who may do nothing, to every route that changes something which is not the person's own. */
const attempts: Record<string, object> = {
  'POST /api/catalog/refresh': { entityRef: 'component:default/a' },
  'DELETE /api/catalog/entities/by-uid/:uid': {},
  'POST /api/catalog/validate-entity': { entity: {}, location: 'url:https://example.com/a.yaml' },
  'POST /api/catalog/locations': { type: 'url', target: 'https://example.com/a.yaml' },
  'PUT /api/catalog/locations/:id': { type: 'url', target: 'https://example.com/a.yaml' },
  'DELETE /api/catalog/locations/:id': {},
  'POST /api/catalog/analyze-location': { location: { type: 'url', target: 'https://example.com/a.yaml' } },
  'POST /api/catalog/sources/:id/refresh': {},
  'DELETE /api/catalog/entities/unprocessed/delete/:id': {},
  'POST /api/scaffolder/v2/tasks': { templateRef: 'template:default/a', values: {} },
  'POST /api/scaffolder/v2/tasks/:taskId/cancel': {},
  'POST /api/scaffolder/v2/tasks/:taskId/retry': {},
  'POST /api/scaffolder/v2/drift/update': { entityRef: 'component:default/a' },
  'POST /api/search/index/:type': {},
  'POST /api/scaffolder/v2/dry-run': { template: {}, values: {}, directoryContents: [] },
}

const clock = fakeClock()
let plugins: HostedPlugin[]
let portal: TestPortal
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-routes-'))
  const webRoot = join(folder, 'web')
  await mkdir(join(webRoot, 'static'), { recursive: true })
  for (const name of ['app-config.yaml', 'web/index.html', 'web/favicon.svg']) await writeFile(join(folder, name), '')
  const config = await loadConfig({ configFiles: [], cwd: folder, env: {} })
  const { plugins: found, unloaded } = await resolvePlugins(config)
  plugins = found
  expect(unloaded).toEqual([])
  portal = await startPortal({
    ...{ plugins, clock, webRoot },
    config: { auth: { providers: { guest: {} } }, permission: { enabled: true } },
  })
  const failed = portal.host.plugins().filter(({ state }) => state !== 'started')
  expect(failed).toEqual([])
})
afterAll(async () => {
  await portal.stop()
  await rm(folder, { recursive: true })
})

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
/** The routes that every plugin has are listed once. */
const generalNameOf = (route: { method: string; path: string }) =>
  nameOf(route).replace(/\/api\/[\w-]+\/\.backstage\/auth/, '/api/*/.backstage/auth')
const declared = () => portal.host.routes().filter(({ access }) => access !== undefined)
const closed = () => declared().filter(({ access }) => access !== 'public')

async function call(route: { method: string; path: string }, init: RequestInit & { as: 'nobody' | { token: string } }) {
  const path = route.path.replaceAll(/:\w+|\*/g, 'x')
  const body =
    route.method === 'GET' || route.method === 'HEAD' ? undefined : JSON.stringify(bodies[nameOf(route)] ?? {})
  const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...init.headers }
  return (await portal.fetch(path, { ...init, headers, method: route.method, ...(body !== undefined && { body }) }))
    .status
}
/** The statuses other than the wanted one, by route: empty when all are as they should be. */
async function exceptions(
  routes: readonly { method: string; path: string }[],
  wanted: number,
  init: (route: { path: string }) => RequestInit & { as: 'nobody' | { token: string } },
) {
  const others: string[] = []
  for (const route of routes) {
    const status = await call(route, init(route))
    if (status !== wanted) others.push(`${nameOf(route)}: ${status}`)
  }
  return others
}
const pluginOf = (path: string) => path.split('/')[2] ?? ''
const illegal = 401
const limitedOf = async (token: string) => {
  const auth = portal.host.services().authority.forPlugin('auth')
  return auth.limitedToken(await auth.authenticate(token))?.token ?? ''
}

describe('every route of a portal with all bundled plugins', () => {
  test('is closed, or is listed here as public with a reason', () => {
    const open = declared().filter(({ access, method }) => access === 'public' && method !== 'HEAD')
    expect(new Set(open.map(generalNameOf))).toEqual(new Set(Object.keys(publicRoutes)))
    const other = portal.host.routes().filter(({ access, method }) => access === undefined && method !== 'HEAD')
    expect(new Set(other.map(({ path }) => path).filter((path) => !path.startsWith('/plugins/')))).toEqual(
      new Set(rootRoutes),
    )
    expect(closed().length).toBeGreaterThan(100)
  })

  test('answers nobody without credentials', async () => {
    expect(await exceptions(closed(), 401, () => ({ as: 'nobody' }))).toEqual([])
  })

  test('answers no expired token', async () => {
    const token = await portal.tokens.user()
    clock.advance(3_600_001)
    expect(await exceptions(closed(), illegal, () => ({ as: { token } }))).toEqual([])
  })

  test('answers no revoked token', async () => {
    const token = await portal.tokens.user('user:default/leaver')
    await portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/leaver' })
    expect(await exceptions(closed(), illegal, () => ({ as: { token } }))).toEqual([])
  })

  test('answers no limited token as bearer, unless it takes cookies', async () => {
    const token = await limitedOf(await portal.tokens.user())
    const routes = closed().filter(({ access }) => access !== 'user-cookie')
    expect(await exceptions(routes, illegal, () => ({ as: { token } }))).toEqual([])
  })

  test('answers no cookie, unless it takes cookies', async () => {
    const cookie = `backstage-auth=${await limitedOf(await portal.tokens.user())}`
    const routes = closed().filter(({ access }) => access !== 'user-cookie')
    expect(await exceptions(routes, 401, () => ({ as: 'nobody', headers: { cookie } }))).toEqual([])
  })

  test('that takes cookies changes nothing', () => {
    const changing = declared().filter(({ access, method }) => access === 'user-cookie' && method !== 'GET')
    expect(changing.filter(({ method }) => method !== 'HEAD')).toEqual([])
  })

  test('answers no plugin whose token is for another plugin', async () => {
    const tokens = new Map<string, string>()
    for (const { path } of closed()) {
      const pluginId = pluginOf(path)
      tokens.set(pluginId, await portal.tokens.plugin(pluginId, pluginId === 'catalog' ? 'auth' : 'catalog'))
    }
    expect(
      await exceptions(closed(), illegal, ({ path }) => ({ as: { token: tokens.get(pluginOf(path)) ?? '' } })),
    ).toEqual([])
  })

  test('that is about the caller as a person answers no service', async () => {
    const routes = declared().filter((route) => forPeople.includes(nameOf(route)))
    expect(new Set(routes.map(nameOf))).toEqual(new Set(forPeople))
    const tokens = new Map<string, string>()
    for (const { path } of routes) tokens.set(pluginOf(path), await portal.tokens.plugin('search', pluginOf(path)))
    expect(await exceptions(routes, 403, ({ path }) => ({ as: { token: tokens.get(pluginOf(path)) ?? '' } }))).toEqual(
      [],
    )
  })

  test('that is for services answers no person', async () => {
    const token = await portal.tokens.user()
    const routes = declared().filter(({ access }) => access === 'service')
    expect(routes.length).toBeGreaterThan(0)
    expect(await exceptions(routes, 403, () => ({ as: { token } }))).toEqual([])
  })

  test('that changes something asks for a permission first', async () => {
    await using guarded = await startPortal({
      // The plugin that decides gives its place to a policy that denies everything.
      plugins: plugins.filter(({ plugin }) => plugin.id !== 'permission'),
      policy: { decide: async () => ({ result: 'DENY' }) },
    })
    const others = new Set([...questions, ...forPeople, ...allowedByThing])
    const changing = guarded.host
      .routes()
      .filter(({ access, method }) => access === 'signed-in' && !['GET', 'HEAD', 'OPTIONS'].includes(method))
      .filter((route) => !others.has(nameOf(route)) && !route.path.endsWith('/apply-conditions'))
    expect(new Set(changing.map(nameOf))).toEqual(new Set(Object.keys(attempts)))
    const statuses: string[] = []
    for (const route of changing) {
      const answer = await guarded.fetch(route.path.replaceAll(/:\w+|\*/g, '1'), {
        ...{ method: route.method, headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(attempts[nameOf(route)]),
      })
      statuses.push(`${answer.status} ${nameOf(route)}`)
    }
    expect(statuses.filter((status) => !status.startsWith('403 '))).toEqual([])
  })
})
