import type { Credentials } from './auth.ts'
import { authErrors } from './auth-errors.ts'
import type { SigningKeys } from './signing-keys.ts'
import { algorithm, limitedTokenInput, tokenTypes } from './token-formats.ts'
import { isFullRef, limitedTokenOf } from './verify-token.ts'

const pluginTokenSeconds = 3600
/** A personal access token may end at any moment; what is passed on for it does not hear of that, and must end soon. */
const scopedTokenSeconds = 300
const maxTokenLength = 32_768

/** What a user token is made of. */
export interface UserTokenClaims {
  userEntityRef: string
  /** Left out of the token unless given: most readers look it up instead (spec/platform.md 6.1). */
  ownershipEntityRefs?: readonly string[]
  /** Seconds since the epoch. */
  issuedAt: number
  issuer: string
  lifetimeSeconds: number
}

/** Signs an identity token that holds the proof of its limited form. */
export async function signUserToken(keys: SigningKeys, claims: UserTokenClaims): Promise<string> {
  const { userEntityRef: sub, issuedAt: iat, issuer, ownershipEntityRefs, lifetimeSeconds } = claims
  if (!isFullRef(sub)) throw authErrors.invalidUserRef({ ref: sub })
  const { SignJWT } = await import('jose')
  const { kid, privateKey } = await keys.current()
  const exp = iat + lifetimeSeconds
  const uip = await signText(limitedTokenInput({ kid, sub, iat, exp }), privateKey)
  const payload = {
    iss: issuer,
    sub,
    aud: 'backstage',
    iat,
    exp,
    ...(ownershipEntityRefs && { ent: [...ownershipEntityRefs] }),
    uip,
  }
  const token = await new SignJWT(payload)
    .setProtectedHeader({ typ: tokenTypes.user, alg: algorithm, kid })
    .sign(privateKey)
  if (token.length > maxTokenLength) throw authErrors.tokenTooLong({ length: token.length, ref: sub })
  return token
}

/** Signs a token with which the plugin `subject` may call the plugin `audience`, for a person if one is given. */
export async function signPluginToken(
  keys: SigningKeys,
  claims: { subject: string; audience: string; onBehalfOf?: Credentials },
  nowMs: number,
): Promise<string> {
  const { SignJWT } = await import('jose')
  const { kid, privateKey } = await keys.current()
  const iat = Math.floor(nowMs / 1000)
  let exp = iat + pluginTokenSeconds
  let obo: string | undefined
  if (claims.onBehalfOf) {
    const limited = limitedTokenOf(claims.onBehalfOf) ?? (await signScopedToken(keys, claims.onBehalfOf, iat))
    if (!limited) throw authErrors.illegalToken({})
    obo = limited.token
    exp = Math.min(exp, Math.floor(limited.expiresAtMs / 1000))
  }
  const payload = { sub: claims.subject, aud: claims.audience, iat, exp, ...(obo && { obo }) }
  return new SignJWT(payload).setProtectedHeader({ typ: tokenTypes.plugin, alg: algorithm, kid }).sign(privateKey)
}

/** A limited token that holds the scopes of a personal access token, so that the limits travel with the call. */
async function signScopedToken(keys: SigningKeys, { principal, expiresAtMs }: Credentials, iat: number) {
  if (principal.type !== 'user' || principal.tokenScopes === undefined) return undefined
  const { SignJWT } = await import('jose')
  const { kid, privateKey } = await keys.current()
  const exp = Math.min(iat + scopedTokenSeconds, Math.floor((expiresAtMs ?? Number.POSITIVE_INFINITY) / 1000))
  const payload = { sub: principal.userEntityRef, iat, exp, scopes: [...principal.tokenScopes] }
  const header = { typ: tokenTypes.limited, alg: algorithm, kid }
  return { token: await new SignJWT(payload).setProtectedHeader(header).sign(privateKey), expiresAtMs: exp * 1000 }
}

/** The signature alone, over text that is already in the form of a token's first two parts. */
async function signText(text: string, key: Awaited<ReturnType<SigningKeys['current']>>['privateKey']): Promise<string> {
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(text))
  return Buffer.from(signature).toString('base64url')
}
