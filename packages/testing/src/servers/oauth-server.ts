import { createHash, randomUUID } from 'node:crypto'
import type { ApiReply, ApiRequest, ApiRoute } from './api-server.ts'

/** What somebody has allowed an application. */
export interface OAuthGrant {
  login: string
  scopes: string[]
}

/** The sign-in of a server: one application is registered at it. */
export interface OAuthOnServer {
  /** What belongs into the block of the provider. */
  client: { clientId: string; clientSecret: string }
  /** Who sits in front of the browser; undefined: somebody who refuses. */
  person: string | undefined
  /** By access token; a test may take some away. */
  tokens: Map<string, OAuthGrant>
  /** By refresh token. */
  refreshTokens: Map<string, OAuthGrant>
  /** The grant of a request with an access token. */
  grantOf(request: ApiRequest): OAuthGrant | undefined
  routes: ApiRoute[]
}

/** How the sign-in of a vendor differs from that of others. */
export interface OAuthServerOptions {
  authorizePath: string
  tokenPath: string
  hasRefreshTokens: boolean
  /** Between the granted scopes of an answer. */
  scopeSeparator?: ',' | ' '
  /** The status of an answer with an error; GitHub says 200. */
  errorStatus?: number
  /** Others are not granted, as if the person had unticked them. Default: all. */
  grants?(scope: string): boolean
}

interface Code extends OAuthGrant {
  redirectUri: string
  challenge: string
  /** The tokens that were made from it. */
  used?: { accessToken: string; refreshToken?: string }
}

const client = { clientId: 'callboard', clientSecret: 'client secret' }

/**
 * Makes the sign-in page, which redirects at once, and the token endpoint of a server. Codes work once and with their
 * PKCE verifier only; a code that comes a second time takes its tokens along (RFC 6749, 4.1.2).
 */
export function oauthOnServer(options: OAuthServerOptions): OAuthOnServer {
  const codes = new Map<string, Code>()
  const { scopeSeparator = ' ', errorStatus = 400, grants = () => true } = options

  function authorize({ query }: ApiRequest): ApiReply {
    const redirectUri = query.get('redirect_uri')
    // Nobody is sent back to an address that is not known to be the application's.
    if (query.get('client_id') !== client.clientId || !redirectUri) return { status: 404, body: 'unknown application' }
    const back = new URL(redirectUri)
    if (query.has('state')) back.searchParams.set('state', query.get('state') ?? '')
    const challenge = query.get('code_challenge')
    const isComplete =
      query.get('response_type') === 'code' && query.get('code_challenge_method') === 'S256' && challenge !== null
    if (!isComplete) back.searchParams.set('error', 'invalid_request')
    else if (oauth.person === undefined) back.searchParams.set('error', 'access_denied')
    else {
      const scopes = (query.get('scope') ?? '').split(/[ ,]/).filter((scope) => scope !== '' && grants(scope))
      const code = randomUUID()
      codes.set(code, { login: oauth.person, scopes, redirectUri, challenge })
      back.searchParams.set('code', code)
    }
    return { status: 302, headers: { location: back.href } }
  }

  function token({ body, headers }: ApiRequest): ApiReply {
    const form = new URLSearchParams(body)
    if (!isClient(form, headers.authorization)) return refusal('invalid_client')
    if (form.get('grant_type') === 'refresh_token') return renew(form.get('refresh_token') ?? '')
    const code = codes.get(form.get('code') ?? '')
    if (code?.used) {
      oauth.tokens.delete(code.used.accessToken)
      oauth.refreshTokens.delete(code.used.refreshToken ?? '')
    }
    const verifier = form.get('code_verifier') ?? ''
    const isProved = code?.challenge === createHash('sha256').update(verifier).digest('base64url')
    if (!code || code.used || !isProved || form.get('redirect_uri') !== code.redirectUri)
      return refusal('invalid_grant')
    const made = issue({ login: code.login, scopes: code.scopes })
    code.used = made
    return replyWith(made, code.scopes)
  }

  function renew(refreshToken: string): ApiReply {
    const grant = oauth.refreshTokens.get(refreshToken)
    if (!grant) return refusal('invalid_grant')
    oauth.refreshTokens.delete(refreshToken)
    return replyWith(issue(grant), grant.scopes)
  }

  function issue(grant: OAuthGrant) {
    const accessToken = randomUUID()
    oauth.tokens.set(accessToken, grant)
    if (!options.hasRefreshTokens) return { accessToken }
    const refreshToken = randomUUID()
    oauth.refreshTokens.set(refreshToken, grant)
    return { accessToken, refreshToken }
  }

  const replyWith = (made: { accessToken: string; refreshToken?: string }, scopes: string[]): ApiReply => ({
    body: {
      access_token: made.accessToken,
      token_type: 'bearer',
      scope: scopes.join(scopeSeparator),
      ...(made.refreshToken ? { refresh_token: made.refreshToken, expires_in: 7200 } : {}),
    },
  })
  const refusal = (error: string): ApiReply => ({
    status: errorStatus,
    body: { error, error_description: `The request was refused: ${error}.` },
  })

  const oauth: OAuthOnServer = {
    client,
    person: undefined,
    tokens: new Map(),
    refreshTokens: new Map(),
    grantOf: ({ headers }) => oauth.tokens.get(headers.authorization?.replace(/^(Bearer|token) /, '') ?? ''),
    routes: [
      ['GET', options.authorizePath, authorize],
      ['POST', options.tokenPath, token],
    ],
  }
  return oauth
}

/** By the form, or by the header. */
function isClient(form: URLSearchParams, authorization = ''): boolean {
  const [id = '', secret = ''] = authorization.startsWith('Basic ')
    ? Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':').map(formDecoded)
    : [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  return id === client.clientId && secret === client.clientSecret
}

/** Both parts are encoded like a form before they are joined (RFC 6749, 2.3.1). */
const formDecoded = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
