import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How personal access tokens begin, so that people and secret scanners know one when they see it. */
export const tokenPrefix = 'cbp_'

/** A token in its two halves: the id finds it, the secret proves it. */
export interface TokenText {
  id: string
  secret: string
}

/** A new token. */
export function makeToken(): TokenText & { text: string } {
  const id = randomBytes(9).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  return { id, secret, text: `${tokenPrefix}${id}_${secret}` }
}

/** Whether an id could be that of a token. PostgreSQL cannot even compare some texts, such as one with NUL. */
export const isTokenId = (id: string) => /^[0-9a-f]{18}$/.test(id)

/** The halves of `cbp_<id>_<secret>`; undefined when it has not that form. */
export function parseToken(text: string): TokenText | undefined {
  const [, id, secret] = /^cbp_([0-9a-f]{18})_([\w-]{43})$/.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** What is kept of a secret. It is random and long, so that a fast hash is as good as a slow one. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Compares in a time that tells nothing. */
export function hasHash(secret: string, hash: string): boolean {
  const own = Buffer.from(hashOf(secret))
  const kept = Buffer.from(hash)
  return own.length === kept.length && timingSafeEqual(own, kept)
}
