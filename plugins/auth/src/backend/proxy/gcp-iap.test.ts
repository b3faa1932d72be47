import { afterEach, expect, test, vi } from 'vitest'
import { nowSeconds, requestWith, running, startTokenSigner } from './fixtures/token-signer.ts'
import { gcpIap } from './gcp-iap.ts'

const audience = '/projects/1/global/backendServices/2'
const claims = () => ({
  ...{ iss: 'https://cloud.google.com/iap', aud: audience, sub: 'accounts.google.com:117' },
  ...{ email: 'ada@example.com', exp: nowSeconds() + 60 },
})

afterEach(() => void vi.useRealTimers())

test('the token may come in another header, and then only in that one', async () => {
  await using server = await startTokenSigner('ES256')
  const method = await running(gcpIap, { audience, jwtHeader: 'X-Custom-Assertion', jwksUrl: `${server.url}/jwks` })
  const token = await server.sign(claims())
  await expect(method.identify(requestWith({ 'x-custom-assertion': token }))).resolves.toBeDefined()
  await expect(method.identify(requestWith({ 'x-goog-iap-jwt-assertion': token }))).rejects.toThrow(
    'x-custom-assertion',
  )
})

test('a new key of Google is read when a token names it, but not for every token that names any', async () => {
  // The library counts its pause between two reads by the machine's clock.
  vi.useFakeTimers({ toFake: ['Date'] })
  await using server = await startTokenSigner('ES256')
  const method = await running(gcpIap, { audience, jwksUrl: `${server.url}/jwks` })
  const identify = async (kid: string) =>
    method.identify(requestWith({ 'x-goog-iap-jwt-assertion': await server.sign(claims(), { kid }) }))
  await identify('key-1')
  await server.addKey('key-2')
  await expect(identify('key-2')).rejects.toThrow('no applicable key')
  expect(server.requests).toHaveLength(1)
  vi.setSystemTime(Date.now() + 31_000)
  await expect(identify('key-2')).resolves.toBeDefined()
  await expect(identify('key-1')).resolves.toBeDefined()
  expect(server.requests).toHaveLength(2)
})

test.each([
  {
    resolver: 'emailMatchingUserEntityAnnotation',
    claims: { email: 'ada@example.com' },
    query: { annotation: 'google.com/email', value: 'ada@example.com' },
  },
  {
    resolver: 'emailMatchingUserEntityAnnotation',
    claims: {},
    query: { missing: 'the user profile does not contain an email address' },
  },
  {
    resolver: 'idMatchingUserEntityAnnotation',
    claims: { sub: 'accounts.google.com:117' },
    query: { annotation: 'google.com/user-id', value: '117' },
  },
  { resolver: 'idMatchingUserEntityAnnotation', claims: {}, query: { missing: 'the token has no claim "sub"' } },
])('$resolver looks for $query', ({ resolver, claims: given, query }) => {
  const { email } = given as { email?: string }
  const authenticated = { profile: email ? { email } : {}, claims: given }
  expect(gcpIap.resolvers?.[resolver]?.query(authenticated)).toEqual(query)
})
