import { describe, expect, test } from 'vitest'
import type { SignInRequest } from '../../model/sign-in-method.ts'
import { cloudflareAccess } from './cloudflare-access.ts'
import { nowSeconds, requestWith, running, startTokenSigner } from './fixtures/token-signer.ts'

const header = 'cf-access-jwt-assertion'

async function start(config: object = {}) {
  const server = await startTokenSigner('RS256')
  server.says({ email: 'ada@example.com', name: 'Ada', groups: ['crew'] })
  const method = await running(cloudflareAccess, {
    ...{ teamName: 'acme', audience: 'portal', teamUrl: server.url },
    ...config,
  })
  const token = (changes: object = {}) =>
    server.sign({
      ...{ iss: server.url, aud: ['portal'], type: 'app', sub: 'u1', email: 'ada@example.com' },
      ...{ exp: nowSeconds() + 60, ...changes },
    })
  const identify = (headers: SignInRequest['headers']) => method.identify(requestWith(headers))
  return { server, token, identify, [Symbol.asyncDispose]: server.stop }
}

describe('the cookie', () => {
  test('counts where the header is missing', async () => {
    await using access = await start()
    const cookie = `theme=dark; CF_Authorization=${await access.token()}; other=1`
    await expect(access.identify({ cookie })).resolves.toMatchObject({ profile: { displayName: 'Ada' } })
  })

  test('may be an older token of the same person', async () => {
    await using access = await start()
    const older = await access.token({ exp: nowSeconds() + 5 })
    const request = { [header]: await access.token(), cookie: `CF_Authorization=${older}` }
    await expect(access.identify(request)).resolves.toMatchObject({ profile: { email: 'ada@example.com' } })
  })

  test.each([
    { attack: 'a cookie of somebody else beside the header', changes: { sub: 'u2', email: 'eve@example.com' } },
    { attack: 'a cookie for another application beside the header', changes: { aud: ['another'] } },
    { attack: 'an expired cookie beside the header', changes: { exp: nowSeconds() - 60 } },
  ])('$attack is refused', async ({ changes }) => {
    await using access = await start()
    const good = await access.token()
    const request = { [header]: good, cookie: `CF_Authorization=${await access.token(changes)}` }
    await expect(access.identify(request)).rejects.toMatchObject({ name: 'AuthenticationError' })
    await expect(access.identify({ [header]: good, cookie: `CF_Authorization=${good}` })).resolves.toBeDefined()
  })

  test('sent twice is refused', async () => {
    await using access = await start()
    const good = await access.token()
    const cookie = `CF_Authorization=${good}; CF_Authorization=${good}`
    await expect(access.identify({ cookie })).rejects.toThrow('the cookie CF_Authorization more than once')
  })

  test('of another name that ends alike is not taken for it', async () => {
    await using access = await start()
    const cookie = `x-CF_Authorization=${await access.token()}`
    await expect(access.identify({ cookie })).rejects.toThrow(`lacks ${header}`)
  })

  test('and the header may have other names', async () => {
    await using access = await start({ jwtHeaderName: 'X-Assertion', authorizationCookieName: 'auth' })
    const token = await access.token()
    await expect(access.identify({ 'x-assertion': token })).resolves.toBeDefined()
    await expect(access.identify({ cookie: `auth=${token}` })).resolves.toBeDefined()
    await expect(access.identify({ [header]: token })).rejects.toThrow('lacks x-assertion')
  })
})

describe('tokens', () => {
  test('a token of the team’s own pages is refused', async () => {
    await using access = await start()
    await expect(access.identify({ [header]: await access.token({ type: 'org' }) })).rejects.toThrow(
      'not for an application',
    )
  })

  test('a token of a person who is somebody else to Cloudflare is refused', async () => {
    await using access = await start()
    access.server.says({ email: 'eve@example.com' })
    await expect(access.identify({ [header]: await access.token() })).rejects.toThrow('under another address')
  })

  test('a session that Cloudflare has ended is refused', async () => {
    await using access = await start()
    access.server.says({ err: 'no app token set' }, 400)
    await expect(access.identify({ [header]: await access.token() })).rejects.toThrow('did not say who this is')
  })

  test.each([
    { groups: ['crew', 'leads'], names: ['crew', 'leads'] },
    { groups: [{ id: '1', name: 'crew', email: 'crew@example.com' }], names: ['crew'] },
    { groups: [{ email: 'crew@example.com' }, { id: '1' }, 7, null], names: ['crew@example.com'] },
    { groups: undefined, names: [] },
  ])('groups $groups are the claim $names', async ({ groups, names }) => {
    await using access = await start()
    access.server.says({ email: 'ada@example.com', groups })
    const { claims } = await access.identify({ [header]: await access.token() })
    expect(claims.groups).toEqual(names)
  })
})

describe('service tokens', () => {
  const serviceTokens = [{ token: 'abc.access', subject: 'robot@example.com' }]
  const service = { common_name: 'abc.access', sub: '', email: undefined }

  test('sign in as the subject of the config, and nobody is asked', async () => {
    await using access = await start({ serviceTokens })
    const { profile } = await access.identify({ [header]: await access.token(service) })
    expect(profile).toEqual({ email: 'robot@example.com' })
    expect(access.server.requests.filter((line) => line.includes('get-identity'))).toEqual([])
  })

  test.each([
    { attack: 'a service token that is not in the config', config: { serviceTokens }, common_name: 'xyz.access' },
    { attack: 'a service token where the config has none', config: {}, common_name: 'abc.access' },
    { attack: 'a service token without a name', config: { serviceTokens }, common_name: '' },
  ])('$attack is refused', async ({ config, common_name }) => {
    await using access = await start(config)
    const token = await access.token({ ...service, common_name })
    await expect(access.identify({ [header]: token })).rejects.toThrow('no such service token')
  })
})
