import { describe, expect, test } from 'vitest'
import { nowSeconds, requestWith, running, startTokenSigner } from './fixtures/token-signer.ts'
import { oauth2Proxy } from './oauth2-proxy.ts'

const forwarded = {
  'x-forwarded-user': '117',
  'x-forwarded-preferred-username': 'ada',
  'x-forwarded-email': 'ada@example.com',
  'x-forwarded-groups': 'crew,leads',
}

test('whom the proxy names is signed in, with the groups that it tells', async () => {
  const method = await running(oauth2Proxy, {})
  expect(await method.identify(requestWith(forwarded))).toEqual({
    profile: { email: 'ada@example.com' },
    claims: { user: '117', preferredUsername: 'ada', email: 'ada@example.com', groups: ['crew', 'leads'] },
  })
})

describe('past the proxy', () => {
  test.each([
    { peer: '10.1.2.3', config: {}, isTrusted: false },
    { peer: '127.0.0.1', config: {}, isTrusted: true },
    { peer: '::1', config: {}, isTrusted: true },
    { peer: '::ffff:127.0.0.1', config: {}, isTrusted: true },
    { peer: '::ffff:10.1.2.3', config: {}, isTrusted: false },
    { peer: '', config: {}, isTrusted: false },
    { peer: '10.1.2.3', config: { trustedProxies: ['10.1.0.0/16'] }, isTrusted: true },
    { peer: '10.2.2.3', config: { trustedProxies: ['10.1.0.0/16'] }, isTrusted: false },
    { peer: '127.0.0.1', config: { trustedProxies: ['10.1.2.3'] }, isTrusted: false },
    { peer: 'fd00::7', config: { trustedProxies: ['fd00::/8'] }, isTrusted: true },
    { peer: 'fe00::7', config: { trustedProxies: ['fd00::/8'] }, isTrusted: false },
    { peer: '127.0.0.1', config: { trustedProxies: [] }, isTrusted: false },
  ])('a request from "$peer" with $config: trusted $isTrusted', async ({ peer, config, isTrusted }) => {
    const method = await running(oauth2Proxy, config)
    const answer = method.identify(requestWith(forwarded, peer))
    if (isTrusted) await expect(answer).resolves.toBeDefined()
    else await expect(answer).rejects.toMatchObject({ name: 'AuthenticationError', code: 'auth/not-through-proxy' })
  })

  test('a request that only claims to come from the proxy is refused', async () => {
    const method = await running(oauth2Proxy, {})
    const claims = { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' }
    const request = { ...requestWith({ ...forwarded, ...claims }, '10.1.2.3'), ip: '127.0.0.1' }
    await expect(method.identify(request)).rejects.toThrow('10.1.2.3, which is no trusted proxy')
  })

  test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'proxy.example.com', '10.0.0', '10.0.0.0/-1', ''])(
    'trustedProxies: "%s" is refused at the start',
    async (entry) => {
      await expect(running(oauth2Proxy, { trustedProxies: [entry] })).rejects.toThrow(`"${entry}" is no address`)
    },
  )
})

describe('the shared secret', () => {
  const sharedSecret = 'a long enough secret'
  const secretHeader = 'x-callboard-proxy-secret'

  test.each([
    { attack: 'without it', headers: {} },
    { attack: 'with an empty one', headers: { [secretHeader]: '' } },
    { attack: 'with a part of it', headers: { [secretHeader]: sharedSecret.slice(0, -1) } },
    { attack: 'with more than it', headers: { [secretHeader]: `${sharedSecret}x` } },
    { attack: 'with it twice', headers: { [secretHeader]: `${sharedSecret}, ${sharedSecret}` } },
    { attack: 'with underscores', headers: { x_callboard_proxy_secret: sharedSecret } },
  ])('a request $attack is refused, also from this machine', async ({ headers }) => {
    const method = await running(oauth2Proxy, { sharedSecret })
    const refused = await method.identify(requestWith({ ...forwarded, ...headers })).catch((error: Error) => error)
    expect(refused).toMatchObject({ name: 'AuthenticationError' })
    expect(String(refused)).not.toContain(sharedSecret)
    const good = requestWith({ ...forwarded, [secretHeader]: sharedSecret }, '10.1.2.3')
    await expect(method.identify(good)).resolves.toBeDefined()
  })

  test('does not replace the addresses where both are set', async () => {
    const method = await running(oauth2Proxy, { sharedSecret, trustedProxies: ['10.1.2.3'] })
    const headers = { ...forwarded, [secretHeader]: sharedSecret }
    await expect(method.identify(requestWith(headers, '10.1.2.4'))).rejects.toThrow('no trusted proxy')
    await expect(method.identify(requestWith(headers, '10.1.2.3'))).resolves.toBeDefined()
  })
})

describe('smuggled headers', () => {
  test.each([
    { attack: 'x-forwarded-user twice', headers: { 'x-forwarded-user': '1, 117' } },
    { attack: 'x-forwarded-user as a list', headers: { 'x-forwarded-user': ['1', '117'] } },
    { attack: 'x-forwarded-email twice', headers: { 'x-forwarded-email': 'eve@example.com, ada@example.com' } },
    { attack: 'x-forwarded-preferred-username twice', headers: { 'x-forwarded-preferred-username': 'eve, ada' } },
    { attack: 'x-forwarded-groups twice', headers: { 'x-forwarded-groups': 'admins, crew' } },
    { attack: 'x-forwarded-groups as a list', headers: { 'x-forwarded-groups': ['admins', 'crew'] } },
    { attack: 'no x-forwarded-user', headers: { 'x-forwarded-user': undefined } },
    { attack: 'x_forwarded_user alone', headers: { 'x-forwarded-user': undefined, x_forwarded_user: '117' } },
  ])('$attack: refused', async ({ headers }) => {
    const method = await running(oauth2Proxy, {})
    await expect(method.identify(requestWith({ ...forwarded, ...headers }))).rejects.toMatchObject({
      name: 'AuthenticationError',
    })
    await expect(method.identify(requestWith(forwarded))).resolves.toBeDefined()
  })

  test('an underscore spelling beside the real header changes nothing', async () => {
    const method = await running(oauth2Proxy, {})
    const { claims } = await method.identify(
      requestWith({ ...forwarded, x_forwarded_user: '1', X_Forwarded_Email: 'e' }),
    )
    expect(claims).toMatchObject({ user: '117', email: 'ada@example.com' })
  })

  test('an id token that nobody checks gives no claims', async () => {
    const method = await running(oauth2Proxy, {})
    const payload = Buffer.from(JSON.stringify({ groups: ['admins'], email: 'eve@example.com' })).toString('base64url')
    const { claims } = await method.identify(
      requestWith({ ...forwarded, 'x-oauth2-proxy-id-token': `e30.${payload}.` }),
    )
    expect(claims).toMatchObject({ groups: ['crew', 'leads'], email: 'ada@example.com' })
  })
})

describe('the id token', () => {
  async function start() {
    const server = await startTokenSigner('RS256')
    const idToken = { issuer: 'https://login.example.com', audience: 'proxy', jwksUrl: `${server.url}/jwks` }
    const method = await running(oauth2Proxy, { idToken })
    const good = { iss: idToken.issuer, aud: 'proxy', sub: '117', email: 'ada@example.com', name: 'Ada' }
    const identify = async (changes: object, headers: Record<string, string> = forwarded) => {
      const token = await server.sign({ ...good, exp: nowSeconds() + 60, ...changes })
      return method.identify(requestWith({ ...headers, 'x-oauth2-proxy-id-token': token }))
    }
    return { server, method, identify, [Symbol.asyncDispose]: server.stop }
  }

  test('gives its claims, when its keys are known', async () => {
    await using proxy = await start()
    expect(await proxy.identify({ department: 'stage' })).toMatchObject({
      profile: { email: 'ada@example.com', displayName: 'Ada' },
      claims: { department: 'stage', user: '117' },
    })
  })

  test.each([
    { attack: 'of another issuer', changes: { iss: 'https://evil.example.com' } },
    { attack: 'for another application', changes: { aud: 'another' } },
    { attack: 'that has expired', changes: { exp: 1 } },
    { attack: 'of another address than the headers', changes: { email: 'eve@example.com' } },
  ])('one $attack is refused', async ({ changes }) => {
    await using proxy = await start()
    await expect(proxy.identify(changes)).rejects.toMatchObject({ name: 'AuthenticationError' })
    await expect(proxy.identify({})).resolves.toBeDefined()
  })

  test('is then wanted: headers alone are refused', async () => {
    await using proxy = await start()
    await expect(proxy.method.identify(requestWith(forwarded))).rejects.toThrow('lacks x-oauth2-proxy-id-token')
  })
})

test.each([
  { resolver: 'forwardedUserMatchingUserEntityName', claims: { user: 'ada' }, query: { name: 'ada' } },
  {
    resolver: 'forwardedPreferredUsernameMatchingUserEntityName',
    claims: { user: '117', preferredUsername: 'ada' },
    query: { name: 'ada' },
  },
  {
    resolver: 'forwardedPreferredUsernameMatchingUserEntityName',
    claims: { user: '117' },
    query: { missing: 'the provider told no user name' },
  },
])('$resolver with $claims looks for $query', ({ resolver, claims, query }) => {
  const found = oauth2Proxy.resolvers?.[resolver]
  expect(found?.query({ profile: {}, claims })).toEqual(query)
  expect(found?.fallbackName?.({ profile: {}, claims })).toBe('name' in query ? query.name : undefined)
})
