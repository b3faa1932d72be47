import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** A secret that nobody can guess. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** The secret that follows another one. Whoever has only the salt cannot make it. */
export const nextSecret = (secret: string, salt: string): string =>
  createHmac('sha256', secret).update(`next ${salt}`).digest('base64url')

/** What the database knows of a secret. */
export const hashSecret = (secret: string): string => createHash('sha256').update(`hash ${secret}`).digest('base64url')

/**
 * Encrypts a value so that only whoever has the secret can read or change it.
 *
 * @param purpose - What it is for; the same text opens it, and no other.
 */
export function seal(value: unknown, secret: string, purpose: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), iv)
  const bytes = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), bytes]).toString('base64url')
}

/** @throws Error when it was sealed by another secret, for another purpose, or was changed. */
export function unseal(text: string, secret: string, purpose: string): unknown {
  const bytes = Buffer.from(text, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), bytes.subarray(0, 12), { authTagLength: 16 })
  decipher.setAuthTag(bytes.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString())
}

const keyOf = (secret: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', `callboard ${purpose}`, 32))
