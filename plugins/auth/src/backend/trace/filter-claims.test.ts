import { expect, test } from 'vitest'
import { filterClaims } from './filter-claims.ts'

test.each([
  ...[
    'access_token',
    'refresh_token',
    'id_token',
    'client_secret',
    'password',
    'nonce',
    'at_hash',
    'c_hash',
    'code',
    'sid',
    'apiKey_key',
  ].map((name) => ({ why: `the claim ${name}`, claims: { [name]: 'hush-hush' } })),
  { why: 'a secret in a nested claim', claims: { custom: [{ inner: { token: 'hush-hush' } }] } },
  { why: 'a JWT under a harmless name', claims: { proof: 'eyJhbGciOiJub25lIn0.hush-hush.x' } },
  { why: 'a token of GitHub under a harmless name', claims: { note: 'gho_hush-hush' } },
  { why: 'a long random text', claims: { note: `hush-hush${'a1B2'.repeat(20)}` } },
])('$why is not shown in the sign-in trace', ({ claims }) => {
  expect(JSON.stringify(filterClaims(claims))).not.toContain('hush-hush')
})

test('what rules look at is shown', () => {
  const claims = {
    sub: '0f6f1a4c-0b0a-4a9f-9d8e-2f1f2b3c4d5e',
    email: 'ada@acme.test',
    email_verified: true,
    preferred_username: 'ada',
    groups: ['crew', '/org/team'],
    realm_access: { roles: ['dev'] },
    'https://acme.test/team': 'x',
  }
  expect(filterClaims(claims)).toEqual(claims)
})

test('what is too much is cut', () => {
  const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } }
  const shown = JSON.stringify(filterClaims({ deep, long: 'word '.repeat(1000), many: Array(1000).fill(1) }))
  expect(shown.length).toBeLessThan(1000)
  expect(shown).toContain('(more)')
})
