import type { Credentials, ServicePrincipal, UserPrincipal } from './auth.ts'
import { authErrors } from './auth-errors.ts'
import type { ExternalAccess, ExternalCaller } from './external-access.ts'
import type { PersonalClaims } from './revocations.ts'
import type { SigningKeys } from './signing-keys.ts'
import { algorithm, type DecodedToken, decodeToken, limitToken, tokenTypes } from './token-formats.ts'

/** What a token turned out to be. */
export type VerifiedToken = { /** For whom it speaks, if for a person. */ person?: PersonalClaims } & (
  | PersonalToken<'user'>
  | PersonalToken<'limited'>
  | { kind: 'plugin'; credentials: Credentials<UserPrincipal | ServicePrincipal>; audience: string }
  | { kind: 'external'; credentials: Credentials<ServicePrincipal>; caller: ExternalCaller }
)

interface PersonalToken<K> {
  kind: K
  person: PersonalClaims
  credentials: Credentials<UserPrincipal>
  /** If the token itself says what the person owns. */
  ownershipEntityRefs?: string[]
}

/** What verifying needs. */
export interface TokenVerifier {
  keys: SigningKeys
  external: ExternalAccess
  nowMs(): number
}

/**
 * Finds out what a token is, and believes nothing that is not signed.
 *
 * @throws `auth/illegal-token` when it is malformed, forged, expired or of no kind that we know.
 */
export async function verifyToken(token: string, verifier: TokenVerifier): Promise<VerifiedToken> {
  const decoded = decodeToken(token)
  const typ = decoded?.header.typ
  if (decoded && typ === tokenTypes.plugin) return verifyPluginToken(token, verifier)
  if (decoded && typ === tokenTypes.limited) return verifyUserToken(token, 'limited', verifier)
  if (decoded && (typ === tokenTypes.user || isLegacyUserToken(decoded)))
    return verifyUserToken(token, 'user', verifier)
  const caller = await verifier.external(token, decoded, verifier.nowMs())
  if (!caller) throw authErrors.illegalToken({})
  const { subject, expiresAtMs } = caller
  return { kind: 'external', caller, credentials: { principal: { type: 'service', subject }, expiresAtMs, token } }
}

/** Tokens that travelled on behalf of a person, by the credentials they gave; needed to pass the call on. */
const limitedTokens = new WeakMap<Credentials, string>()

/** The limited token that speaks for the person of these credentials; undefined when there is no proof of them. */
export function limitedTokenOf(credentials: Credentials): { token: string; expiresAtMs: number } | undefined {
  const carried = limitedTokens.get(credentials)
  if (carried !== undefined) return { token: carried, expiresAtMs: credentials.expiresAtMs ?? 0 }
  return credentials.token === undefined ? undefined : limitToken(credentials.token)
}

async function verifyUserToken<K extends 'user' | 'limited'>(
  token: string,
  kind: K,
  verifier: TokenVerifier,
): Promise<PersonalToken<K>> {
  const payload = await verifySignature(token, verifier)
  const { sub, iat, exp, ent, aud, scopes } = payload
  if (typeof sub !== 'string' || !isFullRef(sub)) throw authErrors.illegalToken({})
  if (scopes !== undefined && !isStrings(scopes)) throw authErrors.illegalToken({})
  if (kind === 'user' && !includesAudience(aud, 'backstage')) throw authErrors.illegalToken({})
  const credentials: Credentials<UserPrincipal> = {
    principal: { type: 'user', userEntityRef: sub, ...(scopes && { tokenScopes: scopes }) },
    expiresAtMs: exp * 1000,
    token,
  }
  if (kind === 'limited') limitedTokens.set(credentials, token)
  const person = { userEntityRef: sub, issuedAt: iat }
  return { kind, person, credentials, ...(isStrings(ent) && { ownershipEntityRefs: ent }) }
}

async function verifyPluginToken(token: string, verifier: TokenVerifier): Promise<VerifiedToken> {
  const { sub, aud, exp, obo } = await verifySignature(token, verifier)
  if (typeof sub !== 'string' || typeof aud !== 'string') throw authErrors.illegalToken({})
  const subject = `plugin:${sub}`
  if (obo === undefined) {
    const principal: ServicePrincipal = { type: 'service', subject }
    return { kind: 'plugin', audience: aud, credentials: { principal, expiresAtMs: exp * 1000, token } }
  }
  if (typeof obo !== 'string' || decodeToken(obo)?.header.typ !== tokenTypes.limited) throw authErrors.illegalToken({})
  const person = await verifyUserToken(obo, 'limited', verifier)
  const credentials: Credentials<UserPrincipal> = {
    principal: { ...person.credentials.principal, actor: { type: 'service', subject } },
    expiresAtMs: Math.min(exp * 1000, person.credentials.expiresAtMs ?? 0),
    token,
  }
  limitedTokens.set(credentials, obo)
  return { kind: 'plugin', audience: aud, credentials, person: person.person }
}

/** Checks signature, algorithm and times; the key decides the algorithm, never the token. */
async function verifySignature(
  token: string,
  verifier: TokenVerifier,
): Promise<Record<string, unknown> & { iat: number; exp: number }> {
  const kid = decodeToken(token)?.header.kid
  const key = typeof kid === 'string' ? await verifier.keys.find(kid) : undefined
  if (!key) throw authErrors.illegalToken({})
  const { jwtVerify } = await import('jose')
  try {
    const options = { algorithms: [algorithm], currentDate: new Date(verifier.nowMs()) }
    const { payload } = await jwtVerify(token, key, options)
    const { iat, exp } = payload
    if (iat === undefined || exp === undefined || iat * 1000 > verifier.nowMs() + skewMs) throw new Error('wrong times')
    return { ...payload, iat, exp }
  } catch {
    // Without the cause: whoever tries tokens shall not learn from the reply what was wrong with one.
    throw authErrors.illegalToken({})
  }
}

/** The clocks of replicas may be this far apart. */
const skewMs = 60_000

/** Older tokens have no `typ`; their audience says what they are. */
const isLegacyUserToken = ({ header, payload }: DecodedToken) =>
  (header.typ === undefined || header.typ === 'JWT') &&
  typeof header.kid === 'string' &&
  includesAudience(payload.aud, 'backstage')

const includesAudience = (audience: unknown, wanted: string) =>
  audience === wanted || (Array.isArray(audience) && audience.includes(wanted))

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

/** Whether a text is a full entity ref: `kind:namespace/name`. */
export const isFullRef = (ref: string) => /^[^:/\s]+:[^:/\s]+\/[^:/\s]+$/.test(ref)
