/** The `typ` headers of our tokens (spec/platform.md 6.1 and 6.3). */
export const tokenTypes = {
  user: 'vnd.backstage.user',
  limited: 'vnd.backstage.limited-user',
  plugin: 'vnd.backstage.plugin',
} as const

/** The algorithm of every key that we make. */
export const algorithm = 'ES256'

/** Header and payload of a token, not yet verified. */
export interface DecodedToken {
  header: { typ?: unknown; alg?: unknown; kid?: unknown }
  payload: Record<string, unknown>
}

/** Reads a token without believing it; undefined when it has not even the form of one. */
export function decodeToken(token: string): DecodedToken | undefined {
  const [header, payload, signature, ...rest] = token.split('.')
  if (!header || !payload || signature === undefined || rest.length > 0) return undefined
  try {
    const decoded = { header: decodePart(header), payload: decodePart(payload) }
    return isObject(decoded.header) && isObject(decoded.payload) ? (decoded as DecodedToken) : undefined // just compared
  } catch {
    return undefined
  }
}

/**
 * The part of a limited token that is signed. Byte-exact: any holder of a user token must be able to rebuild it, so
 * keys have a fixed order and there is no white space (spec/platform.md 6.1).
 */
export function limitedTokenInput(token: { kid: string; sub: string; iat: number; exp: number }): string {
  const { kid, sub, iat, exp } = token
  return `${encodePart({ typ: tokenTypes.limited, alg: algorithm, kid })}.${encodePart({ sub, iat, exp })}`
}

/**
 * Cuts a user token down to a limited one, without any key: the proof of identity inside it is the signature.
 *
 * @returns undefined when the token carries no proof.
 */
export function limitToken(userToken: string): { token: string; expiresAtMs: number } | undefined {
  const decoded = decodeToken(userToken)
  if (!decoded) return undefined
  const { kid } = decoded.header
  const { sub, iat, exp, uip } = decoded.payload
  if (typeof kid !== 'string' || typeof sub !== 'string' || typeof uip !== 'string') return undefined
  if (typeof iat !== 'number' || typeof exp !== 'number') return undefined
  return { token: `${limitedTokenInput({ kid, sub, iat, exp })}.${uip}`, expiresAtMs: exp * 1000 }
}

const encodePart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decodePart = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
