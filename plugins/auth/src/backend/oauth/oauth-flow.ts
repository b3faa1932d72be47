import type { CustomFetch } from 'openid-client'
import type { OAuthMethod, RedirectMethod } from '../../model/sign-in-method.ts'
import { type ClientSurroundings, clockSkewOf, openidClient, prepare } from './client.ts'
import { codeFlow } from './code-flow.ts'

/** Runs the flow of a provider that is told as data. */
export function oauthFlow(
  method: OAuthMethod & { disableRefresh?: boolean },
  options: ClientSurroundings & { callbackUrl: string },
): RedirectMethod {
  const { authorizationUrl, tokenUrl, clientId, clientSecret } = method
  return codeFlow({
    callbackUrl: options.callbackUrl,
    scope: method.scope,
    persistsScopes: method.persistsScopes,
    isOpenId: false,
    ...(method.scopeSeparator !== undefined && { scopeSeparator: method.scopeSeparator }),
    ...(method.accessTokenIsLasting && { accessTokenIsLasting: true }),
    ...(method.disableRefresh && { disableRefresh: true }),
    authorizationParams: () => method.authorizationParams ?? {},
    async configuration() {
      const client = await openidClient()
      const server = {
        issuer: new URL(authorizationUrl).origin,
        authorization_endpoint: authorizationUrl,
        token_endpoint: tokenUrl,
      }
      const authentication =
        method.clientAuthentication === 'client_secret_basic'
          ? client.ClientSecretBasic(clientSecret)
          : client.ClientSecretPost(clientSecret)
      const metadata = { [client.clockSkew]: clockSkewOf(options) }
      const configuration = new client.Configuration(server, clientId, metadata, authentication)
      const reading = tokenReader(tokenUrl)
      configuration[client.customFetch] = reading.fetch
      return { configuration: await prepare(configuration, options), idTokenOf: reading.idToken }
    },
    async identify({ session }) {
      return { ...(await method.identify(session)), session }
    },
  })
}

/**
 * Reads what plain OAuth servers answer: some report an error with the status 200, and some add an ID token, which nobody
 * could check without knowing the issuer; it is set aside for `providerInfo`.
 */
function tokenReader(tokenUrl: string): { fetch: CustomFetch; idToken(): string | undefined } {
  let idToken: string | undefined
  return {
    idToken: () => idToken,
    async fetch(url, init) {
      // The types of openid-client allow bodies that fetch's own do not name; ours is a form.
      const reply = await fetch(url, init as RequestInit)
      if (url !== new URL(tokenUrl).href || !reply.ok) return reply
      const body: unknown = await reply.json().catch(() => undefined)
      if (typeof body !== 'object' || body === null) return new Response(undefined, { status: 502 })
      const { id_token, ...rest } = body as Record<string, unknown>
      if (typeof id_token === 'string') idToken = id_token
      return Response.json(rest, { status: 'error' in rest ? 400 : 200 })
    },
  }
}
