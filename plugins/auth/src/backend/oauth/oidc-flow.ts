import type { Configuration } from 'openid-client'
import type { Authenticated, RedirectMethod, SignInRequest } from '../../model/sign-in-method.ts'
import { type ClientSurroundings, clockSkewOf, mayBePlain, openidClient, prepare, refuseAnswer } from './client.ts'
import { type CodeFlowOptions, codeFlow, type FlowContext, type TokenReply } from './code-flow.ts'

/** A provider that speaks OpenID Connect, told as data. */
export interface OidcProvider {
  /** The issuer, or its discovery document. */
  metadataUrl: string
  clientId: string
  clientSecret: string
  clientAuthentication?: 'client_secret_basic' | 'client_secret_post'
  /** With which algorithm ID tokens are signed; others are refused. Default RS256. */
  signedBy?: string
  scope: string
  persistsScopes: boolean
  adjustScope?(scope: string): string
  authorizationParams?(request: SignInRequest): Record<string, string>
  /** Whether email addresses count only when the provider says that it has verified them; else when it does not deny it. */
  wantsVerifiedEmail?: boolean
  /** Changes what was found out. */
  finish?(found: Authenticated, context: IdentifyContext): Promise<Authenticated> | Authenticated
  keep?(request: SignInRequest): Record<string, string>
  /** Whether whoever signs out here is sent to the provider to sign out there, too. */
  federatedLogout?: boolean
}

/** What is at hand when somebody is identified. */
export interface IdentifyContext extends FlowContext {
  reply: TokenReply
  configuration: Configuration
}

/** Runs the flow of a provider of OpenID Connect; signature, issuer, audience, times and nonce of its ID tokens are checked. */
export function oidcFlow(
  provider: OidcProvider,
  options: ClientSurroundings & { callbackUrl: string },
): RedirectMethod {
  const configuration = discovered(provider, options)
  const flow: CodeFlowOptions = {
    callbackUrl: options.callbackUrl,
    scope: provider.scope,
    persistsScopes: provider.persistsScopes,
    isOpenId: true,
    ...(provider.adjustScope && { adjustScope: provider.adjustScope }),
    ...(provider.authorizationParams && { authorizationParams: provider.authorizationParams }),
    ...(provider.keep && { keep: provider.keep }),
    configuration: async () => ({ configuration: await configuration() }),
    async identify(reply, context) {
      const held = { ...context, reply, configuration: await configuration() }
      const found = await identify(held, provider.wantsVerifiedEmail ?? false)
      return provider.finish ? provider.finish(found, held) : found
    },
  }
  if (!provider.federatedLogout) return codeFlow(flow)
  return codeFlow({
    ...flow,
    async logout({ idToken }, { returnTo }) {
      const known = await configuration()
      if (known.serverMetadata().end_session_endpoint === undefined) return {}
      const { buildEndSessionUrl } = await openidClient()
      const hint = idToken === undefined ? undefined : { id_token_hint: idToken }
      return { logoutUrl: buildEndSessionUrl(known, { post_logout_redirect_uri: returnTo, ...hint }).href }
    },
  })
}

/** Asks the provider about itself when it is needed first, and again only when that failed or the clock was moved. */
function discovered(provider: OidcProvider, options: ClientSurroundings): () => Promise<Configuration> {
  let known: { skew: number; configuration: Promise<Configuration> } | undefined
  return async () => {
    const skew = clockSkewOf(options)
    if (known?.skew === skew) return known.configuration
    const found = { skew, configuration: discover(provider, skew, options) }
    known = found
    found.configuration.catch(() => {
      if (known === found) known = undefined
    })
    return found.configuration
  }
}

async function discover(provider: OidcProvider, skew: number, options: ClientSurroundings): Promise<Configuration> {
  const client = await openidClient()
  const { metadataUrl, clientId, clientSecret, signedBy } = provider
  const authentication =
    provider.clientAuthentication === 'client_secret_post'
      ? client.ClientSecretPost(clientSecret)
      : client.ClientSecretBasic(clientSecret)
  const metadata = {
    [client.clockSkew]: skew,
    ...(signedBy !== undefined && { id_token_signed_response_alg: signedBy }),
  }
  const execute = [
    client.enableNonRepudiationChecks,
    ...(mayBePlain(metadataUrl, options.isDevelopment) ? [client.allowInsecureRequests] : []),
  ]
  try {
    const configuration = await client.discovery(new URL(metadataUrl), clientId, metadata, authentication, {
      execute,
      ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs / 1000 }),
    })
    return await prepare(configuration, options)
  } catch (error) {
    return refuseAnswer(error)
  }
}

/** Claims that speak about the token and not about the person. */
const aboutToken = new Set([
  'aud',
  'azp',
  'exp',
  'iat',
  'nbf',
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
  'jti',
  'sid',
  'auth_time',
])

async function identify(
  { reply, configuration, previous }: IdentifyContext,
  wantsVerifiedEmail: boolean,
): Promise<Authenticated> {
  const idClaims = reply.idClaims ?? previous?.claims ?? {}
  const sub = String(idClaims.sub)
  const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined
  const { fetchUserInfo } = await openidClient()
  const userInfo = hasUserInfo
    ? await fetchUserInfo(configuration, reply.session.accessToken, sub).catch(refuseAnswer)
    : {}
  const claims = Object.fromEntries(
    Object.entries({ ...idClaims, ...userInfo }).filter(([name]) => !aboutToken.has(name)),
  )
  return { profile: profileOf(claims, { wantsVerifiedEmail }), claims, session: reply.session }
}

/** The profile that standard claims tell. */
export function profileOf(
  claims: Record<string, unknown>,
  { wantsVerifiedEmail = false }: { wantsVerifiedEmail?: boolean | undefined } = {},
): Authenticated['profile'] {
  const { email, email_verified: verified, name, picture } = claims
  // Cognito, behind a load balancer of AWS, says so by a text.
  const isTrusted = wantsVerifiedEmail ? verified === true : verified !== false && verified !== 'false'
  return {
    ...(typeof email === 'string' && isTrusted && { email }),
    ...(typeof name === 'string' && { displayName: name }),
    ...(typeof picture === 'string' && { picture }),
  }
}
