import { extensionPoint, type TSchema } from '@callboard/model'
import type { PersonQuery } from './people.ts'

/** What a provider says of somebody who has proved who they are. */
export interface Authenticated {
  profile: { email?: string; displayName?: string; picture?: string }
  /**
   * Every claim the provider gave, for resolvers and for the sign-in trace: `{ sub, preferred_username, groups … }`.
   * No secrets: they are shown to administrators.
   */
  claims: Record<string, unknown>
  /** Tokens of the provider, for providers that give them (spec/platform.md 5.2, `providerInfo`). */
  session?: ProviderSession
}

/** Tokens of a provider. */
export interface ProviderSession {
  accessToken: string
  idToken?: string
  /** Kept on the server, encrypted; never sent to the browser. */
  refreshToken?: string
  /** Space-separated. */
  scope: string
  expiresInSeconds?: number
}

/** What the browser's request to a sign-in route brings along. Names of headers are lower case. */
export interface SignInRequest {
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Fields of a posted form; empty otherwise. */
  form: URLSearchParams
  ip: string
  /** Who is at the other end of the connection, whatever headers say: the browser, or a proxy. */
  peerIp: string
}

/** What a provider is told when somebody signs out. */
export interface LogoutOptions {
  /** Where the browser may come back to: `app.baseUrl`. */
  returnTo: string
}

/** The provider shows its own page, in a popup or instead of the portal: OAuth, OpenID Connect, SAML. */
export interface RedirectMethod {
  type: 'redirect'
  /**
   * Begins a sign-in.
   * @param attempt.state - Must come back unchanged, as `state` or `RelayState`.
   * @returns Where the browser goes, and what `finish` needs again; it is kept in a cookie that only this server can read and make.
   */
  start(attempt: {
    scope: string
    state: string
    request: SignInRequest
  }): Promise<{ url: string; keep: Record<string, string> }>
  /**
   * Ends it: `state` has been checked already.
   * @throws Error whose message may be shown; it is delivered through the page.
   */
  finish(attempt: { keep: Record<string, string>; request: SignInRequest }): Promise<Authenticated>
  /**
   * Absent: the portal's own session is renewed without asking the provider again.
   * @throws AuthenticationError when the session is over at the provider: it is ended here, too.
   */
  refresh?(
    session: ProviderSession,
    /** `previous`: what was known before, this session included. */
    options: { scope: string; request: SignInRequest; previous: Authenticated },
  ): Promise<Authenticated>
  /** Ends the session at the provider, too. `logoutUrl` is where the browser goes then. */
  logout?(session: ProviderSession, options: LogoutOptions): Promise<{ logoutUrl?: string }>
  /** Scopes always asked for, space-separated. */
  scope: string
  /** Whether granted scopes are remembered and asked for again (spec/platform.md 5.3, *persist*). */
  persistsScopes: boolean
}

/**
 * OAuth 2.0 with authorization code and PKCE, told as data: `@callboard/plugin-auth` runs the flow, so that no vendor
 * writes one of its own.
 */
export interface OAuthMethod {
  type: 'oauth'
  authorizationUrl: string
  tokenUrl: string
  clientId: string
  clientSecret: string
  /** Default `client_secret_post`. */
  clientAuthentication?: 'client_secret_basic' | 'client_secret_post'
  /** Added to the authorization URL. */
  authorizationParams?: Record<string, string>
  /** Scopes always asked for, space-separated. */
  scope: string
  /** Between scopes; default a space. */
  scopeSeparator?: string
  /** Whether granted scopes are remembered and asked for again (spec/platform.md 5.3, *persist*). */
  persistsScopes: boolean
  /** Whether the access token itself is good for longer, where there is no refresh token (GitHub's OAuth apps). */
  accessTokenIsLasting?: boolean
  /** Asks the provider who it is. */
  identify(session: ProviderSession): Promise<Omit<Authenticated, 'session'>>
}

/** Name and password, on the portal's own page. */
export interface FormMethod {
  type: 'form'
  /** @returns undefined when the two do not fit, whatever the reason: nobody may learn which names exist. */
  check(login: { username: string; password: string }): Promise<Authenticated | undefined>
}

/** A proxy in front of the portal has signed the person in (spec/platform.md 5.7). */
export interface ProxyMethod {
  type: 'proxy'
  /** @throws AuthenticationError when the request carries no proof, or one that does not hold. */
  identify(request: SignInRequest): Promise<Authenticated>
}

/** Finds somebody by what the provider said; part of the sign-in trace. */
export interface ProviderResolver {
  /** Undefined: the profile lacks what the rule needs; the text says what. */
  query(authenticated: Authenticated): PersonQuery | { missing: string }
  /** The name of a person whom the catalog does not know, for `dangerouslyAllowSignInWithoutUserInCatalog`. */
  fallbackName?(authenticated: Authenticated): string | undefined
}

/** What a method is made from, once per configured provider. */
export interface MethodContext<C> {
  /** The block `auth.providers.<id>`, of the environment where the method has environments; checked by `config`. */
  config: C
  /** `oidc`, or the name under which the block is configured. */
  providerId: string
  /** Where the provider sends the browser back to. */
  callbackUrl: string
  /** Ms since the epoch. */
  nowMs(): number
  isDevelopment: boolean
}

/** A way to sign in, offered by a plugin. Declare it by `defineSignInMethod`. */
export interface SignInMethod<C = never> {
  /** The key below `auth.providers`: `github`. */
  id: string
  /** What the button says: `GitHub`. */
  title: string
  /** Whether the block has a level for `auth.environment` (spec/platform.md 5.1). */
  hasEnvironments: boolean
  /**
   * The keys of its block beside the common ones: `{ ...oauthKeys, tenantId: … }`. Its plugin declares the block:
   * `otherConfig: providerConfig(method)`.
   */
  config: Record<string, TSchema>
  /** Beside the common ones (spec/platform.md 5.4), by name. */
  resolvers?: Record<string, ProviderResolver>
  create(context: MethodContext<C>): RunningMethod | Promise<RunningMethod>
}

/** A configured way to sign in, of one of four types. */
export type RunningMethod = RedirectMethod | OAuthMethod | FormMethod | ProxyMethod

/** Where plugins add ways to sign in. */
export const signInMethods = extensionPoint<SignInMethod>(
  'auth.sign-in-methods',
  'Ways to sign in: one per kind of provider.',
)
