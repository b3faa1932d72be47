import { definePlugin } from '@callboard/kernel'
import { type PersonQuery, people } from '@callboard/plugin-auth'
import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import { fakeClock, startPortal } from '@callboard/testing'
import { signInBrowser, startGiteaServer } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import gitea from './index.ts'

const ada = { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }

/** A portal that knows whom `isKnown` says, and a Gitea on which Ada owns Acme. */
async function start(signIn: object, isKnown = (query: PersonQuery) => 'name' in query && query.name === 'ada') {
  const server = await startGiteaServer()
  server.org({
    name: 'acme',
    users: [{ login: 'ada', fullName: 'Ada', email: 'ada@example.com' }, { login: 'bob' }],
    teams: [{ name: 'Owners', members: ['ada'] }],
  })
  server.oauth.person = 'ada'
  const directory = definePlugin({
    id: 'people',
    use: { people },
    setup: (context) => context.people.add({ find: async (query) => (isKnown(query) ? [ada] : []) }),
  })
  const clock = fakeClock()
  const portal = await startPortal({
    clock,
    plugins: [auth, catalog, events, gitea, directory],
    config: {
      auth: { providers: { gitea: { development: { ...server.oauth.client, audience: server.url, signIn } } } },
    },
  })
  const stop = async () => {
    await portal.stop()
    await server.stop()
  }
  return { server, clock, browser: signInBrowser(portal.url), [Symbol.asyncDispose]: stop }
}

test.each([
  { resolver: 'usernameMatchingUserEntityName', query: { name: 'ada' } },
  { resolver: 'usernameMatchingUserEntityAnnotation', query: { annotation: 'gitea.com/user-login', value: 'ada' } },
  { resolver: 'emailMatchingUserEntityProfileEmail', query: { email: 'ada@example.com' } },
])('$resolver: a person signs in and is renewed', async ({ resolver, query }) => {
  await using set = await start(
    { resolvers: [{ resolver }] },
    (asked) => JSON.stringify(asked) === JSON.stringify(query),
  )
  expect((await set.browser.signIn('gitea')).response).toMatchObject({
    profile: { displayName: 'Ada', email: 'ada@example.com' },
    providerInfo: { scope: 'read:user read:organization' },
    backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } },
  })
  set.clock.advance(60_000)
  expect((await set.browser.refresh('gitea')).status).toBe(200)
  set.server.oauth.refreshTokens.clear()
  set.clock.advance(60_000)
  expect((await set.browser.refresh('gitea')).status).toBe(401)
})

test.each([
  { claim: 'organizations', anyOf: ['acme'], isLetIn: true },
  { claim: 'teams', anyOf: ['acme/Owners'], isLetIn: true },
  { claim: 'teams', anyOf: ['Owners'], isLetIn: false },
  { claim: 'organizations', anyOf: ['other'], isLetIn: false },
])('a rule that wants $anyOf in "$claim": let in $isLetIn', async ({ claim, anyOf, isLetIn }) => {
  const resolvers = [{ resolver: 'usernameMatchingUserEntityName' }]
  await using set = await start({ resolvers, allow: { claim, anyOf } })
  const { response, error } = await set.browser.signIn('gitea')
  expect(response?.backstageIdentity?.identity.userEntityRef).toBe(isLetIn ? 'user:default/ada' : undefined)
  expect(error?.name).toBe(isLetIn ? undefined : 'NotAllowedError')
})
