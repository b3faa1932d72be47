import type { JWTHeaderParameters, JWTPayload, JWTVerifyGetKey } from 'jose'
import { proxyErrors } from '../../model/proxy-errors.ts'

/** What must be true of a token. */
export interface TokenRule {
  /** Where it was found, for messages. */
  header: string
  key: JWTVerifyGetKey
  /** Named, never taken from the token: or "none" and a public key used as a shared secret would pass. */
  algorithm: 'ES256' | 'RS256'
  /** Absent: not looked at. */
  issuer?: string | string[] | undefined
  audience?: string | undefined
  nowMs: number
}

/** How far the clocks of the proxy and the portal may be apart. */
const clockToleranceSeconds = 30

/**
 * Checks the signature, the times and the names of a token.
 *
 * @throws AuthenticationError that says what is wrong, without the token.
 */
export async function checkToken(
  token: string,
  rule: TokenRule,
): Promise<{ claims: JWTPayload; head: JWTHeaderParameters }> {
  const { jwtVerify } = await import('jose')
  try {
    const { payload, protectedHeader } = await jwtVerify(token, rule.key, {
      algorithms: [rule.algorithm],
      requiredClaims: ['exp'],
      currentDate: new Date(rule.nowMs),
      clockTolerance: clockToleranceSeconds,
      ...(rule.issuer !== undefined && { issuer: rule.issuer }),
      ...(rule.audience !== undefined && { audience: rule.audience }),
    })
    return { claims: payload, head: protectedHeader }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw proxyErrors.proofInvalid({ header: rule.header, reason }, { cause })
  }
}

/** Keys of a provider, read when the first token comes, and again for a key that is not among them. */
export function keysAt(url: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined
  return async (head, token) => {
    keys ??= import('jose').then(({ createRemoteJWKSet }) => createRemoteJWKSet(new URL(url)))
    return (await keys)(head, token)
  }
}
