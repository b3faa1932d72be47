import { definePlugin } from '@callboard/kernel'
import { fakeClock, startPortal } from '@callboard/testing'
import {
  type BitbucketServer,
  signInBrowser,
  startBitbucketCloud,
  startBitbucketDataCenter,
} from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import { type PersonQuery, people } from '../../model/people.ts'
import { providerConfig } from '../../model/provider-config.ts'
import { signInMethods } from '../../model/sign-in-method.ts'
import auth from '../index.ts'
import { bitbucketAt } from './bitbucket.ts'

const ada = { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }

/** A portal with the two kinds of Bitbucket. The one in the cloud has another id here, because its address is fixed. */
async function start(options: { server: BitbucketServer; signIn: object; isKnown: (query: PersonQuery) => boolean }) {
  const { server, signIn, isKnown } = options
  const cloud = { ...bitbucketAt({ url: server.url, apiUrl: server.url }), id: 'cloud' }
  const vendor = definePlugin({
    id: 'vendor',
    otherConfig: providerConfig(cloud),
    use: { people, signInMethods },
    setup(context) {
      context.signInMethods.add(cloud)
      context.people.add({ find: async (query) => (isKnown(query) ? [ada] : []) })
    },
  })
  const block = { ...server.oauth.client, signIn }
  const clock = fakeClock()
  const portal = await startPortal({
    clock,
    plugins: [auth, vendor],
    config: {
      auth: {
        providers: {
          cloud: { development: block },
          bitbucketServer: { development: { ...block, host: server.url, additionalScopes: 'REPO_READ' } },
        },
      },
    },
  })
  server.oauth.person = 'ada'
  server.user({ username: 'ada', displayName: 'Ada', email: 'ada@example.com' })
  server.user({ username: 'eve', displayName: 'Eve', email: 'ada@example.com', isConfirmed: false })
  const stop = async () => {
    await portal.stop()
    await server.stop()
  }
  return { clock, browser: signInBrowser(portal.url), [Symbol.asyncDispose]: stop }
}

const kinds = [
  {
    kind: 'Bitbucket Cloud',
    provider: 'cloud',
    startServer: startBitbucketCloud,
    scope: 'account',
    found: [
      {
        resolver: 'userIdMatchingUserEntityAnnotation',
        query: { annotation: 'bitbucket.org/user-id', value: '{ada-uuid}' },
      },
      {
        resolver: 'usernameMatchingUserEntityAnnotation',
        query: { annotation: 'bitbucket.org/username', value: 'ada' },
      },
    ],
  },
  {
    kind: 'Bitbucket Server',
    provider: 'bitbucketServer',
    startServer: startBitbucketDataCenter,
    scope: 'REPO_READ',
    found: [
      { resolver: 'userIdMatchingUserEntityAnnotation', query: { annotation: '127.0.0.1/user-id', value: '117' } },
      { resolver: 'usernameMatchingUserEntityAnnotation', query: { annotation: '127.0.0.1/username', value: 'ada' } },
    ],
  },
].flatMap(({ found, ...kind }) =>
  [...found, { resolver: 'emailMatchingUserEntityProfileEmail', query: { email: 'ada@example.com' } }].map((way) => ({
    ...kind,
    ...way,
  })),
)

test.each(kinds)('$kind, $resolver: a person signs in and is renewed', async (row) => {
  const { provider, startServer, scope, resolver, query } = row
  const server = await startServer()
  const isKnown = (asked: PersonQuery) => JSON.stringify(asked) === JSON.stringify(query)
  await using set = await start({ server, isKnown, signIn: { resolvers: [{ resolver }] } })
  expect((await set.browser.signIn(provider)).response).toMatchObject({
    profile: { displayName: 'Ada', email: 'ada@example.com', picture: `${server.url}/avatars/ada` },
    providerInfo: { scope },
    backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } },
  })
  set.clock.advance(60_000)
  expect((await set.browser.refresh(provider)).status).toBe(200)
  server.oauth.refreshTokens.clear()
  set.clock.advance(60_000)
  expect((await set.browser.refresh(provider)).status).toBe(401)
})

test('an address that nobody has confirmed finds nobody', async () => {
  const server = await startBitbucketCloud()
  const signIn = { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] }
  await using set = await start({ server, signIn, isKnown: (query) => 'email' in query })
  expect((await set.browser.signIn('cloud')).response?.backstageIdentity).toBeDefined()
  server.oauth.person = 'eve'
  expect((await set.browser.signIn('cloud')).error?.message).toContain('email address')
})
