import { definePlugin } from '@callboard/kernel'
import { type PersonQuery, people } from '@callboard/plugin-auth'
import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import { fakeClock, startPortal } from '@callboard/testing'
import { signInBrowser, startGithubServer } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import github from './index.ts'

const byName = [{ resolver: 'usernameMatchingUserEntityName' }]
const nodeIdOfAda = `U_${Buffer.from('ada').toString('base64url')}`

/** Knows whom `isKnown` says. */
const directory = (isKnown: (query: PersonQuery) => boolean) =>
  definePlugin({
    id: 'people',
    use: { people },
    setup: (context) =>
      context.people.add({
        async find(query) {
          const person = {
            userEntityRef: 'user:default/ada',
            ownershipEntityRefs: ['user:default/ada', 'group:default/crew'],
          }
          return isKnown(query) ? [person] : []
        },
      }),
  })

/** A portal, and a GitHub on which Ada is of the organisation Acme. */
async function start(
  block: object,
  options: { isKnown?: (query: PersonQuery) => boolean; signsInBy?: 'oauth-app' | 'github-app' } = {},
) {
  const { isKnown = (query) => 'name' in query, signsInBy = 'oauth-app' } = options
  const server = await startGithubServer({ signsInBy })
  server.org({
    login: 'acme',
    users: [{ login: 'ada', name: 'Ada', email: 'ada@example.com' }],
    teams: [{ slug: 'crew', name: 'Crew', members: ['ada'] }],
  })
  server.oauth.person = 'ada'
  const config = { ...server.oauth.client, enterpriseInstanceUrl: server.url, ...block }
  const clock = fakeClock()
  const log: string[] = []
  const portal = await startPortal({
    clock,
    onLog: (line) => void log.push(line),
    plugins: [auth, catalog, events, github, directory(isKnown)],
    config: { auth: { providers: { github: { development: config } } } },
  })
  const stop = async () => {
    await portal.stop()
    await server.stop()
  }
  return { server, portal, clock, log, browser: signInBrowser(portal.url), [Symbol.asyncDispose]: stop }
}

test('a person signs in, and the token of GitHub is renewed without another page', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  const { response } = await set.browser.signIn('github')
  expect(response).toMatchObject({
    profile: { displayName: 'Ada', picture: `${set.server.url}/avatars/u/ada` },
    providerInfo: { accessToken: [...set.server.oauth.tokens.keys()][0], scope: 'read:user' },
    backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } },
  })
  const me = await set.portal.fetch('/api/auth/v1/userinfo', { as: { token: response.backstageIdentity.token } })
  expect(await me.json()).toMatchObject({ claims: { ent: ['user:default/ada', 'group:default/crew'] } })

  set.clock.advance(60_000)
  const renewed = await set.browser.refresh('github')
  expect(await renewed.json()).toMatchObject({
    providerInfo: { accessToken: response.providerInfo.accessToken, scope: 'read:user' },
    backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } },
  })
  set.server.oauth.tokens.clear()
  set.clock.advance(60_000)
  expect((await set.browser.refresh('github')).status).toBe(401)
})

test('people are found by their node id, whatever they are called', async () => {
  await using set = await start(
    { signIn: { resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }] } },
    {
      isKnown: (query) =>
        'annotation' in query && query.annotation === 'github.com/user-id' && query.value === nodeIdOfAda,
    },
  )
  const { response } = await set.browser.signIn('github')
  expect(response.backstageIdentity.identity.userEntityRef).toBe('user:default/ada')
})

test.each([
  { scopes: '', email: undefined },
  { scopes: 'user:email', email: 'ada@example.com' },
])('with the additional scopes "$scopes" the email address is $email', async ({ scopes, email }) => {
  await using set = await start({ additionalScopes: scopes, signIn: { resolvers: byName } })
  expect((await set.browser.signIn('github')).response.profile.email).toBe(email)
})

test.each([
  { claim: 'organizations', anyOf: ['acme'], scopes: 'read:org', isLetIn: true },
  { claim: 'organizations', anyOf: ['other'], scopes: 'read:org', isLetIn: false },
  { claim: 'organizations', anyOf: ['acme'], scopes: '', isLetIn: false },
  { claim: 'teams', anyOf: ['other/crew', 'acme/crew'], scopes: 'read:org', isLetIn: true },
  { claim: 'teams', anyOf: ['crew'], scopes: 'read:org', isLetIn: false },
])('a rule that wants $anyOf in "$claim", with the scopes "$scopes": let in $isLetIn', async (row) => {
  const { claim, anyOf, scopes, isLetIn } = row
  await using set = await start({ additionalScopes: scopes, signIn: { resolvers: byName, allow: { claim, anyOf } } })
  const { response, error } = await set.browser.signIn('github')
  expect(response?.backstageIdentity?.identity.userEntityRef).toBe(isLetIn ? 'user:default/ada' : undefined)
  expect(error?.name).toBe(isLetIn ? undefined : 'NotAllowedError')
})

test('scopes that were granted once are asked for again', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  await set.browser.signIn('github', { scope: 'repo' })
  const { response } = await set.browser.signIn('github')
  expect(response.providerInfo.scope.split(' ').sort()).toEqual(['read:user', 'repo'])
})

test('somebody who refuses at GitHub is not signed in', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  set.server.oauth.person = undefined
  expect((await set.browser.signIn('github')).error?.message).toContain('access_denied')
})

test('a code that is used twice is refused, and so is one of somebody else', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  const callback = await set.browser.reachCallback('github')
  const attacker = signInBrowser(set.portal.url)
  await attacker.reachCallback('github')
  expect((await attacker.finish(callback)).error?.message).toContain('nonce')
  expect((await set.browser.finish(callback)).response.backstageIdentity).toBeDefined()
  expect((await set.browser.finish(callback)).error).toBeDefined()
})

test('a code without its PKCE verifier gives nothing', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  const code = new URL(await set.browser.reachCallback('github')).searchParams.get('code') ?? ''
  const { clientId, clientSecret } = set.server.oauth.client
  const form = { grant_type: 'authorization_code', code, client_id: clientId, client_secret: clientSecret }
  const body = new URLSearchParams({ ...form, redirect_uri: `${set.portal.url}/api/auth/github/handler/frame` })
  const reply = await fetch(`${set.server.url}/login/oauth/access_token`, { method: 'POST', body })
  expect(await reply.json()).toMatchObject({ error: 'invalid_grant' })
})

test('a GitHub App, whose tokens have no scopes, tells everything, and is renewed by the refresh token', async () => {
  const allow = { claim: 'teams', anyOf: ['acme/crew'] }
  await using set = await start({ signIn: { resolvers: byName, allow } }, { signsInBy: 'github-app' })
  const { response } = await set.browser.signIn('github')
  expect(response).toMatchObject({
    profile: { email: 'ada@example.com' },
    backstageIdentity: { identity: { userEntityRef: 'user:default/ada' } },
  })
  set.clock.advance(60_000)
  const renewed = (await (await set.browser.refresh('github')).json()) as { providerInfo: { accessToken: string } }
  expect(set.server.oauth.tokens.has(renewed.providerInfo.accessToken)).toBe(true)
  expect(renewed.providerInfo.accessToken).not.toBe(response.providerInfo.accessToken)
})

test('no code, no token and no secret is in the log, whether it ends well or not', async () => {
  await using set = await start({ signIn: { resolvers: byName } })
  const callback = await set.browser.reachCallback('github')
  const { response } = await set.browser.finish(callback)
  await set.browser.finish(callback)
  set.clock.advance(60_000)
  await set.browser.refresh('github')
  set.server.oauth.tokens.clear()
  set.clock.advance(60_000)
  await set.browser.refresh('github')
  const { code, state } = Object.fromEntries(new URL(callback).searchParams)
  const secrets = {
    ...{ code, state, clientSecret: set.server.oauth.client.clientSecret },
    accessToken: response.providerInfo.accessToken,
    identityToken: response.backstageIdentity.token,
    session: set.browser.cookies.get('github-refresh-token'),
  }
  expect(Object.values(secrets).map((secret) => typeof secret)).toEqual(Object.keys(secrets).map(() => 'string'))
  expect(set.log.length).toBeGreaterThan(0)
  const found = Object.entries(secrets).filter(([, secret]) => set.log.join('').includes(String(secret)))
  expect(found).toEqual([])
})
