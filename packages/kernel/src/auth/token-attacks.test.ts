import { createPublicKey, type webcrypto } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { definePlugin, Type } from '@callboard/kernel'
import { get } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSigningKeys } from './signing-keys.ts'
import { limitToken, tokenTypes } from './token-formats.ts'

const reply = Type.Unknown()
const demo = definePlugin({
  id: 'demo',
  setup({ http }) {
    http.serve(get('/closed', { summary: 'Who calls.', reply }), ({ credentials }) => credentials.principal)
    const cookie = { summary: 'Who calls.', reply, access: 'user-cookie' as const }
    http.serve(get('/cookie', cookie), ({ credentials }) => credentials.principal)
  },
})

const clock = fakeClock()
const admin = 'user:default/admin'
/** What the attacker runs: whoever fetches keys from it has believed a token. */
const evil = createServer()
const asked: string[] = []
const mine = await generateKeyPair('ES256')
let mineJwk: object
let evilUrl: string
let portal: TestPortal
/** A key of another replica: what is signed with it has a good signature, and only its claims may be wrong. */
let replica: { kid: string; privateKey: webcrypto.CryptoKey }
beforeAll(async () => {
  mineJwk = { ...(await exportJWK(mine.publicKey)), kid: 'mine', alg: 'ES256' }
  evil.on('request', (request, answer) => {
    asked.push(request.url ?? '')
    answer.end(JSON.stringify({ keys: [mineJwk] }))
  })
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/jwks.json` // it listens on an address
  portal = await startPortal({ plugins: [demo], clock })
  const db = portal.host.services().databases.forPlugin('kernel')
  replica = await createSigningKeys({ db, clock, lifetimeMs: 100 * 3_600_000 }).current()
})
afterAll(async () => {
  await portal.stop()
  evil.close()
})

const seconds = () => Math.floor(clock.nowMs() / 1000)
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = (more: object = {}) => ({
  ...{ iss: 'x', sub: admin, aud: 'backstage', iat: seconds(), exp: seconds() + 600 },
  ...more,
})
const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name))
const header = (more: object = {}) => ({ typ: tokenTypes.user, alg: 'ES256', kid: replica.kid, ...more })
/** Signed as a replica would. Not by jose, which refuses to sign the odd headers that are tried here. */
async function signed(head: object, payload: object, key: webcrypto.CryptoKey = replica.privateKey): Promise<string> {
  const input = `${encode(head)}.${encode(payload)}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
const unsigned = (head: object, payload: object) => `${encode(head)}.${encode(payload)}.`
const user = () => portal.tokens.user(admin)
const limited = async (token?: string) => limitToken(token ?? (await user()))?.token ?? ''
const own = (more: object = {}) => signed(header(), claims(more))
const plugin = (payload: object) =>
  signed(header({ typ: tokenTypes.plugin }), {
    sub: 'catalog',
    aud: 'demo',
    iat: seconds(),
    exp: seconds() + 600,
    ...payload,
  })

async function call(token: string, path = 'closed') {
  const answer = await portal.fetch(`/api/demo/${path}`, { as: { token } })
  // A principal or an error.
  return { status: answer.status, body: (await answer.json()) as { error?: { name: string; message: string } } }
}
const illegal = { status: 401, body: { error: { name: 'AuthenticationError', message: 'Illegal token' } } }

test('what is signed as it should be passes, so that each refusal below has its own reason', async () => {
  for (const token of [await own(), await plugin({}), await plugin({ obo: await limited() }), await user()])
    expect((await call(token)).status).toBe(200)
})

type Attack = { attack: string; token: () => Promise<string> }
const refused = (attacks: Attack[]) =>
  test.each(attacks)('$attack is refused', async ({ token }) => {
    expect(await call(await token())).toMatchObject(illegal)
    expect(asked).toEqual([])
  })

describe('algorithms and keys', () => {
  const publicJwk = async () => {
    const { keys } = await portal.host.services().authority.forPlugin('demo').jwks()
    return keys.find(({ kid }) => kid === replica.kid) ?? {}
  }
  const hmac = async (secret: Uint8Array, alg = 'HS256') =>
    new SignJWT(claims()).setProtectedHeader(header({ alg })).sign(secret)
  const pem = async () => createPublicKey({ key: (await publicJwk()) as never, format: 'jwk' }) // as the portal publishes it
  refused([
    { attack: 'a token signed with alg none', token: async () => unsigned(header({ alg: 'none' }), claims()) },
    { attack: 'a token signed with alg nOnE', token: async () => unsigned(header({ alg: 'nOnE' }), claims()) },
    { attack: 'a token signed with an empty alg', token: async () => unsigned(header({ alg: '' }), claims()) },
    { attack: 'a token signed with alg none and a signature', token: () => signed(header({ alg: 'none' }), claims()) },
    {
      attack: 'a token signed by HS256 with the public key as JWK',
      token: async () => hmac(Buffer.from(JSON.stringify(await publicJwk()))),
    },
    {
      attack: 'a token signed by HS256 with the public key as PEM',
      token: async () => hmac(Buffer.from((await pem()).export({ type: 'spki', format: 'pem' }))),
    },
    {
      attack: 'a token signed by HS512 with the public key as DER',
      token: async () => hmac(Buffer.from((await pem()).export({ type: 'spki', format: 'der' })), 'HS512'),
    },
    { attack: 'a good signature under the name of ES384', token: () => signed(header({ alg: 'ES384' }), claims()) },
    { attack: 'a good signature under the name of RS256', token: () => signed(header({ alg: 'RS256' }), claims()) },
    { attack: 'a key of the attacker under a known kid', token: () => signed(header(), claims(), mine.privateKey) },
    { attack: 'an unknown kid', token: () => signed(header({ kid: 'mine' }), claims(), mine.privateKey) },
    { attack: 'a missing kid', token: () => signed(header({ kid: undefined }), claims(), mine.privateKey) },
    { attack: 'a kid that walks to a file', token: () => signed(header({ kid: '../../../../dev/null' }), claims()) },
    { attack: 'a kid that is SQL', token: () => signed(header({ kid: "' or '1'='1" }), claims()) },
    { attack: 'a kid that is a URL', token: () => signed(header({ kid: evilUrl }), claims(), mine.privateKey) },
    { attack: 'a kid named __proto__', token: () => signed(header({ kid: '__proto__' }), claims()) },
    { attack: 'a kid that is a list', token: () => signed(header({ kid: [replica.kid] }), claims()) },
    { attack: 'a kid with a NUL', token: () => signed(header({ kid: `${replica.kid}\u0000` }), claims()) },
    {
      attack: 'a jku to keys of the attacker',
      token: () => signed(header({ kid: 'mine', jku: evilUrl }), claims(), mine.privateKey),
    },
    {
      attack: 'an x5u to keys of the attacker',
      token: () => signed(header({ kid: 'mine', x5u: evilUrl }), claims(), mine.privateKey),
    },
    { attack: 'a jwk inside of the token', token: () => signed(header({ jwk: mineJwk }), claims(), mine.privateKey) },
    { attack: 'an x5c inside of the token', token: () => signed(header({ x5c: ['MIIB'] }), claims(), mine.privateKey) },
    { attack: 'an unknown critical header', token: () => signed(header({ crit: ['exp'], exp: 1 }), claims()) },
    {
      attack: 'an unencoded payload (b64 false)',
      token: () => signed(header({ crit: ['b64'], b64: false }), claims()),
    },
    {
      attack: 'a token of another portal',
      token: async () => {
        await using other = await startPortal({ plugins: [demo], clock })
        return await other.tokens.user(admin)
      },
    },
  ])
})

describe('times', () => {
  refused([
    { attack: 'an expired token', token: () => own({ iat: seconds() - 700, exp: seconds() - 1 }) },
    { attack: 'a token that expires now', token: () => own({ exp: seconds() }) },
    { attack: 'a token without exp', token: () => signed(header(), without('exp')) },
    { attack: 'a token whose exp is a text', token: () => own({ exp: String(seconds() + 600) }) },
    { attack: 'a token whose exp is null', token: () => own({ exp: null }) },
    { attack: 'a token without iat', token: () => signed(header(), without('iat')) },
    { attack: 'a token whose iat is a text', token: () => own({ iat: String(seconds()) }) },
    { attack: 'a token from the future (iat)', token: () => own({ iat: seconds() + 300 }) },
    { attack: 'a token that is not good yet (nbf)', token: () => own({ nbf: seconds() + 300 }) },
  ])
})

describe('audience, type and subject', () => {
  const plain = (typ: string | undefined, payload: object) => signed(header({ typ }), payload)
  refused([
    { attack: 'a token for another audience', token: () => own({ aud: 'other' }) },
    { attack: 'a token without audience', token: () => signed(header(), without('aud')) },
    { attack: 'an audience that only begins right', token: () => own({ aud: 'backstage-admin' }) },
    { attack: 'an audience in other letters', token: () => own({ aud: 'Backstage' }) },
    { attack: 'an audience nested in lists', token: () => own({ aud: [['backstage']] }) },
    { attack: 'an audience that is an object', token: () => own({ aud: { backstage: true } }) },
    { attack: 'an empty list of audiences', token: () => own({ aud: [] }) },
    { attack: 'a token without type and audience', token: () => plain(undefined, without('aud')) },
    { attack: 'a token without type for a plugin', token: () => plain(undefined, claims({ aud: 'demo' })) },
    { attack: 'an unknown type', token: () => plain('vnd.backstage.admin', claims()) },
    { attack: 'a type in other letters', token: () => plain('VND.BACKSTAGE.USER', claims({ aud: 'demo' })) },
    {
      attack: 'a limited token that calls itself a full one',
      token: async () => [encode(header()), ...(await limited()).split('.').slice(1)].join('.'),
    },
    {
      attack: 'a plugin token that calls itself a person',
      token: async () => [encode(header()), ...(await plugin({})).split('.').slice(1)].join('.'),
    },
    {
      attack: 'a user token that calls itself a plugin',
      token: async () => [encode(header({ typ: tokenTypes.plugin })), ...(await own()).split('.').slice(1)].join('.'),
    },
    {
      attack: 'a limited payload signed as a full token',
      token: () => signed(header(), { sub: admin, iat: seconds(), exp: seconds() + 60 }),
    },
    { attack: 'a subject that is no entity ref', token: () => own({ sub: 'admin' }) },
    { attack: 'a subject with a fourth part', token: () => own({ sub: 'user:default/admin/x' }) },
    { attack: 'a subject with a line break', token: () => own({ sub: 'user:default/ad\nmin' }) },
    { attack: 'a subject that is a list', token: () => own({ sub: [admin] }) },
    { attack: 'a token without subject', token: () => signed(header(), without('sub')) },
    { attack: 'scopes that are no list', token: () => own({ scopes: 'write' }) },
    { attack: 'a plugin token for another plugin', token: () => plugin({ aud: 'catalog' }) },
    { attack: 'a plugin token for a list of plugins', token: () => plugin({ aud: ['demo', 'catalog'] }) },
    { attack: 'a plugin token without audience', token: () => plugin({ aud: undefined }) },
  ])

  test('a limited token as bearer is refused where no cookie is taken', async () => {
    expect(await call(await limited())).toMatchObject({
      ...{ status: 401, body: { error: { message: 'Illegal limited user token' } } },
    })
    expect((await call(await limited(), 'cookie')).status).toBe(200)
  })

  test('older tokens without type are taken for those of people, and for nothing else', async () => {
    expect(await call(await plain(undefined, claims({ aud: ['other', 'backstage'] })))).toEqual({
      ...{ status: 200, body: { type: 'user', userEntityRef: admin } },
    })
  })
})

describe('the form', () => {
  const changed = async (change: (parts: string[]) => string[]) => change((await user()).split('.')).join('.')
  refused([
    {
      attack: 'a payload with another subject',
      token: () => changed(([h = '', , s = '']) => [h, encode(claims({ sub: 'user:default/root' })), s]),
    },
    {
      attack: 'a header with another key id',
      token: () => changed(([, p = '', s = '']) => [encode(header()), p, s]),
    },
    { attack: 'a token without signature', token: () => changed(([h = '', p = '']) => [h, p, '']) },
    { attack: 'a token with two parts', token: () => changed(([h = '', p = '']) => [h, p]) },
    { attack: 'a token with four parts', token: () => changed((parts) => [...parts, 'x']) },
    {
      attack: 'a token with the five parts of an encrypted one',
      token: () => changed((parts) => [...parts, 'x', 'y']),
    },
    {
      attack: 'a signature in zeros',
      token: () => changed(([h = '', p = '']) => [h, p, Buffer.alloc(64).toString('base64url')]),
    },
    { attack: 'a signature in DER', token: () => changed(([h = '', p = '', s = '']) => [h, p, derOf(s)]) },
    {
      attack: 'a signature with something behind it',
      token: () => changed(([h = '', p = '', s = '']) => [h, p, `${s}AAAA`]),
    },
    { attack: 'a payload that is no JSON', token: () => changed(([h = '', , s = '']) => [h, 'bm9wZQ', s]) },
    { attack: 'a payload that is a list', token: () => signed(header(), [claims()]) },
    { attack: 'a header that is null', token: async () => `${encode(null)}.${encode(claims())}.x` },
    {
      attack: 'a header nested 10,000 deep',
      token: async () => `${Buffer.from('['.repeat(10_000)).toString('base64url')}.e30.x`,
    },
    { attack: 'a token of 50,000 characters', token: async () => `${await own({ filler: 'a'.repeat(36_000) })}x` },
  ])

  test('a token that is larger than what headers may hold is refused before anybody reads it', async () => {
    const answer = await portal.fetch('/api/demo/closed', { as: { token: 'a'.repeat(70_000) } })
    expect(answer.status).toBe(431)
  })

  /** ES256 lets everybody mirror a signature: (r, s) and (r, n − s) are both good. The text differs, the token does not. */
  test('a mirrored signature makes no second token: it ends together with the first', async () => {
    const token = await portal.tokens.user('user:default/mirrored')
    const [h = '', p = '', s = ''] = token.split('.')
    const mirrored = `${h}.${p}.${mirror(s)}`
    expect(mirrored).not.toBe(token)
    expect([(await call(token)).status, (await call(mirrored)).status]).toEqual([200, 200])
    await portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/mirrored' })
    expect([(await call(token)).status, (await call(mirrored)).status]).toEqual([401, 401])
  })
})

describe('acting for a person', () => {
  const obo = (inner: string) => plugin({ obo: inner })
  refused([
    {
      attack: 'acting for a person whose token has run out',
      token: async () =>
        obo(
          await signed(header({ typ: tokenTypes.limited }), { sub: admin, iat: seconds() - 700, exp: seconds() - 1 }),
        ),
    },
    { attack: 'acting for a person by a full token', token: async () => obo(await user()) },
    { attack: 'acting for a person by another plugin token', token: async () => obo(await plugin({})) },
    { attack: 'acting for a person by their name alone', token: () => obo(admin) },
    {
      attack: 'acting for a person by a limited token that is not signed',
      token: async () =>
        obo(unsigned(header({ typ: tokenTypes.limited }), { sub: admin, iat: seconds(), exp: seconds() + 60 })),
    },
    {
      attack: 'acting for a person by a limited token that somebody else signed',
      token: async () =>
        obo(
          await signed(
            header({ typ: tokenTypes.limited }),
            { sub: admin, iat: seconds(), exp: seconds() + 60 },
            mine.privateKey,
          ),
        ),
    },
    { attack: 'acting for a person by an object', token: () => plugin({ obo: { sub: admin } }) },
    { attack: 'acting for nobody (obo null)', token: () => plugin({ obo: null }) },
    {
      attack: 'a call passed on by a plugin to which it was not addressed',
      token: async () => plugin({ aud: 'catalog', obo: await limited() }),
    },
    {
      attack: 'acting for a person who has signed out everywhere',
      token: async () => {
        const inner = await limited(await portal.tokens.user('user:default/gone'))
        await portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/gone' })
        return obo(inner)
      },
    },
  ])

  test('acting for a person does not outlive the person’s token', async () => {
    const inner = await signed(header({ typ: tokenTypes.limited }), { sub: admin, iat: seconds(), exp: seconds() + 30 })
    const token = await plugin({ obo: inner, exp: seconds() + 600 })
    expect((await call(token)).status).toBe(200)
    clock.advance(31_000)
    expect((await call(token)).status).toBe(401)
  })
})

test('a token that is unknown, revoked, expired or forged is refused in the same words', async () => {
  const token = await portal.tokens.user('user:default/words')
  await portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/words' })
  const bodies = [
    token,
    await own({ exp: seconds() - 1 }),
    `${await user()}x`,
    'unknown-token',
    await own({ aud: 'x' }),
  ]
  const texts = new Set<string>()
  for (const each of bodies) texts.add(await (await portal.fetch('/api/demo/closed', { as: { token: each } })).text())
  expect(texts.size).toBe(1)
})

/** The two numbers of a raw signature as DER, the form of X.509. */
function derOf(raw: string): string {
  const bytes = Buffer.from(raw, 'base64url')
  const integer = (part: Buffer) => Buffer.concat([Buffer.from([2, 33, 0]), part])
  return Buffer.concat([Buffer.from([0x30, 70]), integer(bytes.subarray(0, 32)), integer(bytes.subarray(32))]).toString(
    'base64url',
  )
}

function mirror(raw: string): string {
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
  const bytes = Buffer.from(raw, 'base64url')
  const s = order - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]).toString(
    'base64url',
  )
}
