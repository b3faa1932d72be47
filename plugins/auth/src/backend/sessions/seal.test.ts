import { expect, test } from 'vitest'
import { hashSecret, newSecret, nextSecret, seal, unseal } from './seal.ts'

const secret = newSecret()
const sealed = seal({ refreshToken: 'r' }, secret, 'session 1')

test('what was sealed comes back by the same secret and purpose', () => {
  expect(unseal(sealed, secret, 'session 1')).toEqual({ refreshToken: 'r' })
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('refreshToken')
})

test.each([
  { why: 'another secret', open: () => unseal(sealed, newSecret(), 'session 1') },
  { why: 'what the database keeps of the secret', open: () => unseal(sealed, hashSecret(secret), 'session 1') },
  { why: 'another row', open: () => unseal(sealed, secret, 'session 2') },
  { why: 'a changed byte', open: () => unseal(`${sealed.slice(0, -2)}AA`, secret, 'session 1') },
  { why: 'a cut text', open: () => unseal(sealed.slice(0, 20), secret, 'session 1') },
])('$why opens nothing', ({ open }) => {
  expect(open).toThrow()
})

test('the next secret follows from the one before, and not from its hash', () => {
  const salt = newSecret()
  expect(nextSecret(secret, salt)).toBe(nextSecret(secret, salt))
  expect(nextSecret(hashSecret(secret), salt)).not.toBe(nextSecret(secret, salt))
})
