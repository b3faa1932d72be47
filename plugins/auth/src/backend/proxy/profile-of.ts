import type { Authenticated } from '../../model/sign-in-method.ts'

/** The profile in the usual claims. An address that the provider calls unverified may be anybody's: it is left out. */
export function profileOf(claims: Record<string, unknown>): Authenticated['profile'] {
  const isUnverified = claims.email_verified === false || claims.email_verified === 'false'
  const email = isUnverified ? undefined : textOf(claims.email)
  const displayName = textOf(claims.name)
  const picture = textOf(claims.picture)
  return { ...(email && { email }), ...(displayName && { displayName }), ...(picture && { picture }) }
}

/** A claim that is text. */
export const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim !== '' ? claim : undefined
