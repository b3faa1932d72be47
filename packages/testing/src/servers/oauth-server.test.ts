import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApiServer } from './api-server.ts'
import { oauthOnServer } from './oauth-server.ts'

const verifier = 'a verifier that only the application knows'
const redirectUri = 'http://127.0.0.1/callback'

async function start() {
  const oauth = oauthOnServer({ authorizePath: '/authorize', tokenPath: '/token', hasRefreshTokens: true })
  oauth.person = 'ada'
  const notFound = { status: 404, body: 'not found' }
  const server = await startApiServer({ routes: oauth.routes, authorize: () => undefined, notFound })
  const client = { client_id: oauth.client.clientId, client_secret: oauth.client.clientSecret }
  async function authorize(changes: Record<string, string> = {}) {
    const query = {
      client_id: client.client_id,
      ...{ response_type: 'code', redirect_uri: redirectUri, state: 's', scope: 'read write' },
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    }
    return fetch(`${server.url}/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' })
  }
  const codeOf = (reply: Response) => new URL(reply.headers.get('location') ?? '').searchParams.get('code') ?? ''
  async function token(changes: Record<string, string>) {
    const form = { ...client, grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier }
    const reply = await fetch(`${server.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, ...changes }),
    })
    // One of the two shapes; each test looks at what it expects.
    return (await reply.json()) as { access_token?: string; refresh_token?: string; scope?: string; error?: string }
  }
  return { oauth, authorize, codeOf, token, [Symbol.asyncDispose]: server.stop }
}

interface Row {
  why: string
  changes: Record<string, string>
  error: string
}

test('a code becomes tokens, and a refresh token new ones, once', async () => {
  await using server = await start()
  const first = await server.token({ code: server.codeOf(await server.authorize()) })
  expect(server.oauth.tokens.get(first.access_token ?? '')).toEqual({ login: 'ada', scopes: ['read', 'write'] })
  expect(first.scope).toBe('read write')
  const renew = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' }
  expect((await server.token(renew)).access_token).toBeDefined()
  expect(await server.token(renew)).toMatchObject({ error: 'invalid_grant' })
})

test('a code that comes a second time takes its tokens along', async () => {
  await using server = await start()
  const code = server.codeOf(await server.authorize())
  await server.token({ code })
  expect(await server.token({ code })).toMatchObject({ error: 'invalid_grant' })
  expect([server.oauth.tokens.size, server.oauth.refreshTokens.size]).toEqual([0, 0])
})

test.each<Row>([
  { why: 'another verifier', changes: { code_verifier: 'guessed' }, error: 'invalid_grant' },
  { why: 'no verifier', changes: { code_verifier: '' }, error: 'invalid_grant' },
  { why: 'another redirect URI', changes: { redirect_uri: 'http://127.0.0.1/evil' }, error: 'invalid_grant' },
  { why: 'another secret', changes: { client_secret: 'guessed' }, error: 'invalid_client' },
  { why: 'another code', changes: { code: 'guessed' }, error: 'invalid_grant' },
])('$why: no token', async ({ changes, error }) => {
  await using server = await start()
  const code = server.codeOf(await server.authorize())
  expect(await server.token({ code, ...changes })).toMatchObject({ error })
  expect((await server.token({ code })).access_token).toBeDefined()
})

test.each<Row>([
  { why: 'without PKCE', changes: { code_challenge_method: 'plain' }, error: 'invalid_request' },
  { why: 'for a token instead of a code', changes: { response_type: 'token' }, error: 'invalid_request' },
])('$why: sent back with an error, and with the state', async ({ changes, error }) => {
  await using server = await start()
  const location = new URL((await server.authorize(changes)).headers.get('location') ?? '')
  expect(Object.fromEntries(location.searchParams)).toEqual({ state: 's', error })
})

test('an unknown application is sent nowhere', async () => {
  await using server = await start()
  expect((await server.authorize({ client_id: 'other' })).status).toBe(404)
})
