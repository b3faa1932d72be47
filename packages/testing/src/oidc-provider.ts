import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Provider, { type Configuration } from 'oidc-provider'

/** Somebody who can sign in at the provider. */
export interface OidcUser {
  /** What is typed into the login form; also the `sub`. */
  login: string
  claims?: Record<string, unknown>
}

/** What a provider in a test is made of. */
export interface OidcProviderOptions {
  /** Default: `ada` and `bob` of `acme.test`, with verified addresses and a group each. */
  users?: readonly OidcUser[]
  /** How long tokens live. Default: an hour. */
  tokenSeconds?: number
  /** Port to listen on. Default: a free one. */
  port?: number
}

/** A real, certified OpenID Connect provider on this machine, with a login form of one field. */
export interface OidcProvider extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, also good as `metadataUrl`. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** The block `auth.providers.oidc.<environment>`, but for `signIn`. With `additionalScopes: offline_access` sessions are renewed. */
  readonly config: { metadataUrl: string; clientId: string; clientSecret: string; prompt: 'consent' }
  /** How often each endpoint was asked: `POST /token`. */
  readonly requests: Map<string, number>
  /** Takes somebody's account away: nothing of it is good for anything any more. */
  remove(login: string): void
  stop(): Promise<void>
}

const person = (login: string, name: string, group: string): OidcUser => ({
  login,
  claims: { email: `${login}@acme.test`, email_verified: true, name, preferred_username: login, groups: [group] },
})
const defaultUsers = [person('ada', 'Ada Lovelace', 'crew'), person('bob', 'Bob', 'guests')]

/** Starts the provider; it sends browsers back to any page on this machine. Stop it, or declare it with `await using`. */
export async function startOidcProvider(options: OidcProviderOptions = {}): Promise<OidcProvider> {
  const users = new Map((options.users ?? defaultUsers).map((user) => [user.login, user]))
  const requests = new Map<string, number>()
  const client = { clientId: 'callboard', clientSecret: randomBytes(24).toString('hex') }
  let listener: (request: IncomingMessage, response: ServerResponse) => unknown = () => {}
  const server = createServer((request, response) => {
    const endpoint = `${request.method} ${request.url?.split('?', 1)[0]}`
    requests.set(endpoint, (requests.get(endpoint) ?? 0) + 1)
    void listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // A server that listens on TCP has one.
  const provider = new Provider(issuer, configuration(users, { ...options, ...client }))
  // Portals in tests take whatever port is free, which a list of URLs cannot say.
  const isHere = (url: string) => URL.canParse(url) && ['localhost', '127.0.0.1'].includes(new URL(url).hostname)
  Object.assign(provider.Client.prototype, { redirectUriAllowed: isHere, postLogoutRedirectUriAllowed: isHere })
  const callback = provider.callback()
  listener = (request, response) =>
    request.url?.startsWith('/login/') ? logIn(provider, { request, response }) : callback(request, response)
  const stop = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    issuer,
    ...client,
    config: { metadataUrl: issuer, ...client, prompt: 'consent' },
    requests,
    remove: (login) => void users.delete(login),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function configuration(
  users: ReadonlyMap<string, OidcUser>,
  options: OidcProviderOptions & { clientId: string; clientSecret: string },
): Configuration {
  const seconds = options.tokenSeconds ?? 3600
  return {
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups'],
    },
    scopes: ['openid', 'email', 'profile', 'offline_access', 'repo'],
    findAccount(_, login) {
      const user = users.get(login)
      return user && { accountId: login, claims: () => ({ sub: login, ...user.claims }) }
    },
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: seconds,
      IdToken: seconds,
      AuthorizationCode: 60,
      Session: 86_400,
      Grant: 86_400,
      Interaction: 3600,
      RefreshToken: 86_400,
    },
    interactions: { url: (_, { uid }) => `/login/${uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      revocation: { enabled: true },
    },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    jwks: { keys: [{ ...rsaKey(), use: 'sig', alg: 'RS256' }] },
  }
}

/**
 * The login form, and what is typed into it. Without a name the person says no. To what the portal may do everybody says
 * yes without being asked: the portal under test is what tests are about.
 */
async function logIn(
  provider: Provider,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'consent') {
    const grant = new provider.Grant({ clientId: String(params.client_id), accountId: String(session?.accountId) })
    grant.addOIDCScope(String(params.scope))
    const consent = { grantId: await grant.save() }
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
  }
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="en"><title>Sign in</title><form method="post">
<label>Login <input name="login" autofocus></label> <button>Sign in</button></form></html>`)
    return
  }
  const login = new URLSearchParams(await text(request)).get('login')
  const result = login ? { login: { accountId: login } } : { error: 'access_denied', error_description: 'said no' }
  await provider.interactionFinished(request, response, result)
}

function rsaKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex') }
}
