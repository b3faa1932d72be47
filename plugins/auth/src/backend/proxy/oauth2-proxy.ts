import { createHash, timingSafeEqual } from 'node:crypto'
import { Secret, type Static, Type } from '@callboard/kernel'
import { defineSignInMethod } from '../../model/provider-config.ts'
import { proxyErrors } from '../../model/proxy-errors.ts'
import type { SignInRequest } from '../../model/sign-in-method.ts'
import { profileOf } from '../oauth/oidc-flow.ts'
import { byUsername } from '../providers/annotations.ts'
import { checkToken, keysAt } from './check-token.ts'
import { requiredHeader, singleHeader } from './single-header.ts'
import { addressMatcher } from './trusted-proxies.ts'

const config = {
  trustedProxies: Type.Optional(
    Type.Array(Type.String(), {
      description:
        'Addresses and ranges from which the proxy connects. Default: this machine alone, or anywhere with "sharedSecret".',
    }),
  ),
  sharedSecret: Type.Optional(
    Secret({ description: 'What the proxy sends in the header x-callboard-proxy-secret, so that it is known by it.' }),
  ),
  idToken: Type.Optional(
    Type.Object(
      {
        issuer: Type.String({ description: 'The "iss" of the tokens.' }),
        audience: Type.String({ description: 'The "aud" of the tokens: the client id of the proxy.' }),
        jwksUrl: Type.String({ format: 'uri', description: 'Where the keys of the issuer are.' }),
      },
      { description: 'Wants the id token in x-oauth2-proxy-id-token, checks it, and takes its claims.' },
    ),
  ),
}

type Oauth2ProxyConfig = Static<ReturnType<typeof Type.Object<typeof config>>>

const idTokenHeader = 'x-oauth2-proxy-id-token'

/**
 * Sign-in by OAuth2 Proxy. Its headers are not signed: they count only from the proxy itself, which is known by its
 * address, by a secret, or by both. An id token is looked at only where its keys are known: a proxy that does not set
 * that header does not remove it from requests either.
 */
export const oauth2Proxy = defineSignInMethod({
  id: 'oauth2Proxy',
  title: 'OAuth2 Proxy',
  hasEnvironments: false,
  config,
  resolvers: {
    forwardedUserMatchingUserEntityName: byUsername('user'),
    forwardedPreferredUsernameMatchingUserEntityName: byUsername('preferredUsername'),
  },
  create({ config, nowMs }) {
    const { idToken } = config
    const assertProxy = proxyCheck(config)
    const key = idToken && keysAt(idToken.jwksUrl)
    return {
      type: 'proxy',
      async identify(request) {
        assertProxy(request)
        const forwarded = forwardedClaims(request)
        if (!idToken || !key) return { profile: profileOf(forwarded), claims: forwarded }
        const rule = { header: idTokenHeader, key, algorithm: 'RS256', nowMs: nowMs() } as const
        const token = requiredHeader(request, idTokenHeader)
        const { claims } = await checkToken(token, { ...rule, issuer: idToken.issuer, audience: idToken.audience })
        if (forwarded.email !== undefined && claims.email !== undefined && forwarded.email !== claims.email) {
          const reason = 'x-forwarded-email names another address.'
          throw proxyErrors.proofInvalid({ header: idTokenHeader, reason })
        }
        return { profile: profileOf({ ...claims, ...forwarded }), claims: { ...claims, ...forwarded } }
      },
    }
  },
})

/** Refuses whoever is not the proxy. */
function proxyCheck({ trustedProxies, sharedSecret }: Oauth2ProxyConfig): (request: SignInRequest) => void {
  const addresses = trustedProxies ?? (sharedSecret === undefined ? ['127.0.0.0/8', '::1'] : undefined)
  const isTrusted = addresses && addressMatcher(addresses)
  return (request) => {
    // Not `ip`: with backend.trustProxy that is what a header says.
    if (isTrusted && !isTrusted(request.peerIp)) throw proxyErrors.notThroughProxy({ ip: request.peerIp })
    if (sharedSecret !== undefined && !isSame(singleHeader(request, 'x-callboard-proxy-secret') ?? '', sharedSecret)) {
      throw proxyErrors.proxySecretWrong({})
    }
  }
}

/** Compares hashes, which are of one length, so that the time taken tells nothing. */
const isSame = (given: string, wanted: string) => timingSafeEqual(sha256(given), sha256(wanted))
const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** Who the proxy says it is. @throws AuthenticationError when it names nobody. */
function forwardedClaims(request: SignInRequest): Record<string, unknown> {
  const user = requiredHeader(request, 'x-forwarded-user')
  const preferredUsername = singleHeader(request, 'x-forwarded-preferred-username')
  const email = singleHeader(request, 'x-forwarded-email')
  const groups = forwardedGroups(request)
  return { user, ...(preferredUsername && { preferredUsername }), ...(email && { email }), ...(groups && { groups }) }
}

/** The proxy joins groups by a comma; a comma and a space is how Node joins two headers of one name. */
function forwardedGroups({ headers }: SignInRequest): string[] | undefined {
  const value = headers['x-forwarded-groups']
  if (value === undefined) return undefined
  if (Array.isArray(value) || value.includes(', ')) throw proxyErrors.proofRepeated({ header: 'x-forwarded-groups' })
  return value.split(',').filter((group) => group !== '')
}
