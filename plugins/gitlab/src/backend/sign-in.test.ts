import { definePlugin } from '@callboard/kernel'
import { type PersonQuery, people } from '@callboard/plugin-auth'
import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import { fakeClock, startPortal } from '@callboard/testing'
import { signInBrowser, startGitlabServer } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import gitlab from './index.ts'

const byName = [{ resolver: 'usernameMatchingUserEntityName' }]
const ada = { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }

/** A portal that knows whom `isKnown` says, and a GitLab on which Ada is of the group `acme/platform`. */
async function start(block: object, isKnown = (query: PersonQuery) => 'name' in query && query.name === 'ada') {
  const server = await startGitlabServer()
  server.user({ username: 'eve', name: 'Eve', email: 'ada@example.com', isUnconfirmed: true })
  server.user({ username: 'ada', name: 'Ada', email: 'ada@example.com' })
  server.group({ path: 'acme' })
  server.group({ path: 'acme/platform', members: ['ada'] })
  server.group({ path: 'acme/platform/api' })
  server.oauth.person = 'ada'
  const directory = definePlugin({
    id: 'people',
    use: { people },
    setup: (context) => context.people.add({ find: async (query) => (isKnown(query) ? [ada] : []) }),
  })
  const clock = fakeClock()
  const portal = await startPortal({
    clock,
    plugins: [auth, catalog, events, gitlab, directory],
    config: {
      auth: { providers: { gitlab: { development: { ...server.oauth.client, audience: server.url, ...block } } } },
    },
  })
  const stop = async () => {
    await portal.stop()
    await server.stop()
  }
  return { server, clock, browser: signInBrowser(portal.url), [Symbol.asyncDispose]: stop }
}

test('a person signs in, and is renewed by the refresh token, which works once', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  const { response } = await set.browser.signIn('gitlab')
  expect(response).toMatchObject({
    profile: { displayName: 'Ada', email: 'ada@example.com' },
    providerInfo: { accessToken: expect.any(String), scope: 'read_user' },
    backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } },
  })
  const [refreshToken] = set.server.oauth.refreshTokens.keys()
  set.clock.advance(60_000)
  const renewed = await (await set.browser.refresh('gitlab')).json()
  expect(renewed).toMatchObject({ backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } } })
  expect([...set.server.oauth.refreshTokens.keys()]).not.toContain(refreshToken)
  expect(JSON.stringify([response, renewed, [...set.browser.cookies]])).not.toContain(refreshToken)
})

test('people are found by their number at this very host', async () => {
  await using set = await start(
    { signIn: { resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }] } },
    (query) => 'annotation' in query && query.annotation === '127.0.0.1/user-id' && query.value === '2',
  )
  expect((await set.browser.signIn('gitlab')).response?.backstageIdentity).toBeDefined()
  set.server.oauth.person = 'eve'
  expect((await set.browser.signIn('gitlab')).error).toBeDefined()
})

test('an address that nobody has confirmed finds nobody', async () => {
  const resolvers = [{ resolver: 'emailMatchingUserEntityProfileEmail' }]
  await using set = await start({ signIn: { resolvers } }, (query) => 'email' in query)
  expect((await set.browser.signIn('gitlab')).response?.backstageIdentity).toBeDefined()
  set.server.oauth.person = 'eve'
  expect((await set.browser.signIn('gitlab')).error?.message).toContain('email address')
})

test.each([
  { anyOf: ['acme/platform'], scopes: 'openid', isLetIn: true },
  { anyOf: ['acme/platform/api'], scopes: 'openid', isLetIn: true },
  { anyOf: ['acme/platform'], scopes: 'read_api', isLetIn: true },
  { anyOf: ['acme'], scopes: 'openid', isLetIn: false },
  { anyOf: ['platform'], scopes: 'openid', isLetIn: false },
  { anyOf: ['acme/platform'], scopes: '', isLetIn: false },
])('a rule that wants a group of $anyOf, with the scopes "$scopes": let in $isLetIn', async (row) => {
  const { anyOf, scopes, isLetIn } = row
  const signIn = { resolvers: byName, allow: { claim: 'groups', anyOf } }
  await using set = await start({ additionalScopes: scopes, signIn })
  const { response, error } = await set.browser.signIn('gitlab')
  expect(response?.backstageIdentity?.identity.userEntityRef).toBe(isLetIn ? 'user:default/ada' : undefined)
  expect(error?.name).toBe(isLetIn ? undefined : 'NotAllowedError')
})

test('who leaves the group is out at the next renewal', async () => {
  const allow = { claim: 'groups', anyOf: ['acme/platform'] }
  await using set = await start({ additionalScopes: 'openid', signIn: { resolvers: byName, allow } })
  await set.browser.signIn('gitlab')
  set.clock.advance(60_000)
  expect((await set.browser.refresh('gitlab')).status).toBe(200)
  set.server.groupOf('acme/platform').members = []
  set.clock.advance(60_000)
  expect((await set.browser.refresh('gitlab')).status).toBe(401)
})
