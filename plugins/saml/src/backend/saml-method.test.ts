import { selfSignedCertificate } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attempt, callbackUrl, issuer, type SamlBench, startBench } from './fixtures/bench.ts'
import { samlMethod } from './saml-method.ts'

let bench: SamlBench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench[Symbol.asyncDispose]())

test('the identity provider is asked for this portal, under its name and with the state', async () => {
  const { asked, keep, url } = await bench.start(await bench.create())
  expect(asked).toEqual({ id: keep.requestId, callbackUrl, issuer, relayState: 'the state' })
  expect(new URL(url).searchParams.has('Signature')).toBe(false)
})

test('the request is signed where there is a key for it', async () => {
  const { privateKey } = selfSignedCertificate('portal.example')
  const { url } = await bench.start(await bench.create({ privateKey }))
  expect(new URL(url).searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256')
})

describe('somebody is signed in', () => {
  test('with the claims of the assertion', async () => {
    expect(await bench.signIn({})).toEqual({
      profile: { email: 'ada@acme.example', displayName: 'Ada Lovelace' },
      claims: {
        sub: 'ada@acme.example',
        issuer: bench.idp.entityId,
        preferred_username: 'ada',
        email: 'ada@acme.example',
        groups: ['crew', 'captains'],
        attributes: { displayName: ['Ada Lovelace'], uid: ['ada'], groups: ['crew', 'captains'] },
      },
    })
  })

  test('with the attributes that the config names', async () => {
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
    const attributes = { address: 'ada@acme.example', roles: 'captain', displayName: 'Ada' }
    const config = { attributes: { email: 'address', groups: 'roles', displayName: 'missing' } }
    const { profile, claims } = await bench.signIn({
      config,
      answer: { person: { nameId: '42', nameIdFormat, attributes } },
    })
    expect(profile).toEqual({ email: 'ada@acme.example' })
    expect(claims).toMatchObject({ sub: '42', groups: ['captain'] })
  })

  test.each<Attempt & { why: string }>([
    { why: 'a signed assertion', answer: { signed: 'assertion' } },
    { why: 'a signed response', answer: { signed: 'response' } },
    {
      why: 'both signed, when both are wanted',
      answer: { signed: 'both' },
      config: { wantAssertionsSigned: true, wantAuthnResponseSigned: true },
    },
    { why: 'clocks that differ by half a minute', answer: { atMs: Date.now() + 30_000 } },
    { why: 'an audience of its own', answer: { audience: 'urn:portal' }, config: { audience: 'urn:portal' } },
  ])('by $why', async ({ why: _why, ...attempt }) => {
    expect((await bench.signIn(attempt)).claims.sub).toBe('ada@acme.example')
  })

  test('by an assertion that is encrypted for the portal', async () => {
    const { certificate, privateKey } = selfSignedCertificate('portal.example')
    const attempt = { config: { decryptionPvk: privateKey }, answer: { encryptFor: certificate } }
    const seen: string[] = []
    const onTheWay = (xml: string) => {
      seen.push(xml)
      return xml
    }
    expect((await bench.signIn({ ...attempt, onTheWay })).claims.sub).toBe('ada@acme.example')
    expect(seen.join('')).toContain('EncryptedAssertion')
    expect(seen.join('')).not.toContain('ada@acme.example')
  })

  test('by either of two certificates', async () => {
    const config = { cert: [bench.stranger.certificate, bench.idp.certificate.replace(/-----[^-]+-----|\s/g, '')] }
    expect((await bench.signIn({ config })).claims.sub).toBe('ada@acme.example')
  })
})

test.each([
  { why: 'one', cert: 'nonsense', says: 'auth.providers.saml.cert is no certificate' },
  {
    why: 'one of two',
    cert: () => [bench.idp.certificate, 'x'],
    says: 'auth.providers.saml.cert[1] is no certificate',
  },
])('a broken certificate is told at the start: $why', async ({ cert, says }) => {
  await expect(bench.create({ cert: typeof cert === 'function' ? cert() : cert })).rejects.toThrow(says)
})

test.each([
  { resolver: 'nameIdMatchingUserEntityName', claims: { sub: 'ada' }, query: { name: 'ada' } },
  { resolver: 'usernameMatchingUserEntityName', claims: { preferred_username: 'ada' }, query: { name: 'ada' } },
  { resolver: 'usernameMatchingUserEntityName', claims: {}, query: { missing: expect.any(String) } },
])('$resolver looks for $query', ({ resolver, claims, query }) => {
  expect(samlMethod(() => {}).resolvers?.[resolver]?.query({ profile: {}, claims })).toEqual(query)
})
