import { expect, test } from 'vitest'
import { safeLogoutUrl, signInServer } from './sign-in-server.ts'

test.each([
  { reply: { logoutUrl: 'https://sso.example/bye?a=b' }, url: 'https://sso.example/bye?a=b' },
  { reply: { logoutUrl: 'http://localhost:9000/bye' }, url: 'http://localhost:9000/bye' },
  { reply: { logoutUrl: 'http://sso.example/bye' }, url: undefined },
  { reply: { logoutUrl: 'http://localhost.evil.example/' }, url: undefined },
  { reply: { logoutUrl: 'javascript:alert(1)' }, url: undefined },
  { reply: { logoutUrl: '//evil.example' }, url: undefined },
  { reply: { logoutUrl: 7 }, url: undefined },
  { reply: {}, url: undefined },
  { reply: null, url: undefined },
])('after signing out $reply leads to $url', ({ reply, url }) => {
  expect(safeLogoutUrl(reply)).toBe(url)
})

const answering = (...answers: Response[]) => answeringBeside(undefined, ...answers)
const answeringBeside = (listed: unknown, ...answers: Response[]) => {
  const asked: { url: string; init: RequestInit | undefined }[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push({ url: String(input), init })
    return answers.shift() ?? new Response(null, { status: 500 })
  }
  return { asked, server: signInServer({ fetch, environment: 'prod/eu', listed }) }
}
const signedIn = {
  profile: { displayName: 'Ada' },
  backstageIdentity: {
    token: 't',
    expiresInSeconds: 60,
    identity: { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] },
  },
}

test('requests say which environment is meant, and that they come from the portal’s own page', async () => {
  const { asked, server } = answering(Response.json(signedIn), Response.json(signedIn), new Response(''))
  expect(await server.refresh('github')).toMatchObject({ token: 't', lifeMs: 60_000, identity: { displayName: 'Ada' } })
  await server.login('ldap', { username: 'ada', password: 'p' })
  expect(await server.logout('github')).toEqual({ logoutUrl: undefined })
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/auth/github/refresh?optional&env=prod%2Feu',
    '/api/auth/ldap/login',
    '/api/auth/github/logout?env=prod%2Feu',
  ])
  for (const { init } of asked) expect(new Headers(init?.headers).get('x-requested-with')).toBe('XMLHttpRequest')
})

test('the ways to sign in are asked for once, and again after a failure', async () => {
  const { asked, server } = answering(new Response(null, { status: 503 }), Response.json({ providers: [] }))
  await expect(server.options()).rejects.toMatchObject({ statusCode: 503 })
  expect(await Promise.all([server.options(), server.options()])).toEqual([[], []])
  expect(asked).toHaveLength(2)
})

test('the ways to sign in that the page has brought are not asked for', async () => {
  const guest = { id: 'guest', title: 'Guest', type: 'guest', signsIn: true }
  const { asked, server } = answeringBeside({ environment: 'prod/eu', providers: [guest] })
  expect(await server.options()).toEqual([guest])
  expect(asked).toEqual([])
})

test('a reply without an identity is no sign-in', async () => {
  const { server } = answering(Response.json({ profile: {}, providerInfo: { accessToken: 'a' } }))
  await expect(server.refresh('gitlab')).rejects.toMatchObject({ code: 'web/no-identity' })
})

test.each([404, 501])('a provider that has nothing to end (%i) is signed out of', async (status) => {
  const { server } = answering(new Response(null, { status }))
  expect(await server.logout('guest')).toEqual({ logoutUrl: undefined })
})
