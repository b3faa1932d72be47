import type { Configuration, TokenEndpointResponse } from 'openid-client'
import type { Authenticated, ProviderSession, RedirectMethod, SignInRequest } from '../../model/sign-in-method.ts'
import { openidClient, refuseAnswer } from './client.ts'

/** What a provider answered to a code or a refresh token. */
export interface TokenReply {
  session: ProviderSession
  /** Of the ID token, checked; undefined without one. */
  idClaims: Record<string, unknown> | undefined
}

/** Where in its life a flow is. */
export interface FlowContext {
  request: SignInRequest
  /** What `keep` kept; empty in a refresh. */
  kept: Record<string, string>
  /** What was known before; undefined in a sign-in. */
  previous: Authenticated | undefined
}

/** What differs between providers that speak OAuth. */
export interface CodeFlowOptions {
  callbackUrl: string
  /** Scopes always asked for, space-separated. */
  scope: string
  persistsScopes: boolean
  /** Between scopes in the authorization URL; default a space. */
  scopeSeparator?: string
  /** The scopes that are really asked for, when some go only alone. */
  adjustScope?(scope: string): string
  /** Whether the reply must hold an ID token, with our nonce. */
  isOpenId: boolean
  /** Added to the authorization URL. */
  authorizationParams?(request: SignInRequest): Record<string, string>
  /** `idTokenOf`: what `configuration` took out of the reply, where it is not ours to check. */
  configuration(): Promise<{ configuration: Configuration; idTokenOf?(): string | undefined }>
  /** Asks who it is. */
  identify(reply: TokenReply, context: FlowContext): Promise<Authenticated>
  /** Whether refresh tokens are thrown away. */
  disableRefresh?: boolean
  /** Whether the access token is kept as if it were a refresh token. */
  accessTokenIsLasting?: boolean
  /** What must reach the end of the sign-in from its start. */
  keep?(request: SignInRequest): Record<string, string>
  logout?: RedirectMethod['logout']
}

/** How a lasting access token is told from a refresh token (spec/platform.md 5.6). */
const lastingPrefix = 'access-token-v2.'

/** Runs the authorization code flow with PKCE (spec/platform.md 5.2). */
export function codeFlow(options: CodeFlowOptions): RedirectMethod {
  const { callbackUrl, isOpenId, identify, adjustScope = (scope) => scope, scopeSeparator = ' ' } = options

  function sessionOf(
    reply: TokenEndpointResponse,
    asked: { scope: string; idToken?: string | undefined; refreshToken?: string | undefined },
  ) {
    const idToken = reply.id_token ?? asked.idToken
    const refreshToken = options.accessTokenIsLasting
      ? (reply.refresh_token ?? `${lastingPrefix}${reply.access_token}`)
      : (reply.refresh_token ?? asked.refreshToken)
    const session: ProviderSession = {
      accessToken: reply.access_token,
      scope: (reply.scope ?? asked.scope).split(/[ ,]+/).filter(Boolean).join(' '),
      ...(idToken !== undefined && { idToken }),
      ...(refreshToken !== undefined && !options.disableRefresh && { refreshToken }),
      ...(reply.expires_in !== undefined && { expiresInSeconds: reply.expires_in }),
    }
    return session
  }

  return {
    type: 'redirect',
    scope: options.scope,
    persistsScopes: options.persistsScopes,
    ...(options.logout && { logout: options.logout }),

    async start({ scope, state, request }) {
      const { configuration } = await options.configuration()
      const client = await openidClient()
      const verifier = client.randomPKCECodeVerifier()
      const nonce = client.randomNonce()
      const asked = adjustScope(scope)
      const url = client.buildAuthorizationUrl(configuration, {
        ...options.authorizationParams?.(request),
        redirect_uri: callbackUrl,
        response_type: 'code',
        ...(asked !== '' && { scope: asked.split(' ').join(scopeSeparator) }),
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        ...(isOpenId && { nonce }),
      })
      return { url: url.href, keep: { ...options.keep?.(request), verifier, nonce, scope: asked } }
    },

    async finish({ keep, request }) {
      const { configuration, idTokenOf } = await options.configuration()
      const client = await openidClient()
      const url = new URL(callbackUrl)
      url.search = new URLSearchParams([...request.query, ...request.form]).toString()
      // A server that is only known by two addresses has no issuer that could be compared.
      if (!isOpenId) url.searchParams.delete('iss')
      const reply = await client
        .authorizationCodeGrant(configuration, url, {
          pkceCodeVerifier: keep.verifier ?? '',
          // It was compared by whoever calls this.
          expectedState: client.skipStateCheck,
          ...(isOpenId && { expectedNonce: keep.nonce ?? '', idTokenExpected: true }),
        })
        .catch((error: unknown) => refuseAnswer(error, 'sign-in'))
      const session = sessionOf(reply, { scope: keep.scope ?? '', idToken: idTokenOf?.() })
      return identify({ session, idClaims: reply.claims() }, { request, kept: keep, previous: undefined })
    },

    async refresh(session, { scope, request, previous }) {
      const { refreshToken } = session
      const context = { request, kept: {}, previous }
      if (refreshToken === undefined) return previous
      if (refreshToken.startsWith(lastingPrefix)) return identify({ session, idClaims: undefined }, context)
      const { configuration, idTokenOf } = await options.configuration()
      const client = await openidClient()
      const granted = session.scope.split(' ').filter(Boolean)
      const isMore = scope.split(' ').some((one) => one !== '' && !granted.includes(one))
      const asked = adjustScope([...new Set([...granted, ...scope.split(' ')])].filter(Boolean).join(' '))
      const reply = await client
        .refreshTokenGrant(configuration, refreshToken, isMore ? { scope: asked.split(' ').join(scopeSeparator) } : {})
        .catch(refuseAnswer)
      const renewed = sessionOf(reply, {
        scope: isMore ? asked : session.scope,
        idToken: idTokenOf?.() ?? session.idToken,
        refreshToken,
      })
      return identify({ session: renewed, idClaims: reply.claims() }, context)
    },
  }
}
