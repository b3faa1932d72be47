/** A person. */
export interface UserPrincipal {
  type: 'user'
  /** `user:default/ada` */
  userEntityRef: string
  /** The service that acts for the person, if one does: `plugin:scaffolder`. */
  actor?: { type: 'service'; subject: string }
  /** Set where a personal access token limits what may be done for the person: `read`, `catalog:write`. */
  tokenScopes?: readonly string[]
}

/** What a principal from `backend.auth.externalAccess` may do (spec/platform.md 6.5). */
export interface AccessRestrictions {
  permissionNames?: string[]
  permissionAttributes?: { action?: string[] }
}

/** A plugin (`plugin:catalog`) or an external caller. */
export interface ServicePrincipal {
  type: 'service'
  subject: string
  accessRestrictions?: AccessRestrictions
}

/** Nobody: an unauthenticated caller. */
export interface NonePrincipal {
  type: 'none'
}

/** Who asks, checked. */
export interface Credentials<
  P extends UserPrincipal | ServicePrincipal | NonePrincipal = UserPrincipal | ServicePrincipal | NonePrincipal,
> {
  readonly principal: P
  /** When the proof ends, ms since the epoch. */
  readonly expiresAtMs?: number
  /** The bearer token it came from; kept out of logs. */
  readonly token?: string
}

/** The identity of callers and of the plugin itself (spec/platform.md 6). */
export interface Auth {
  /**
   * Credentials of a bearer token.
   * @throws AuthenticationError `Illegal token` when it is forged, expired, or for someone else.
   */
  authenticate(token: string): Promise<Credentials>
  /** The plugin's own credentials: service `plugin:<id>`. */
  ownCredentials(): Credentials<ServicePrincipal>
  /** Nobody's credentials. */
  noCredentials(): Credentials<NonePrincipal>
  /** A token with which this plugin may call `targetPluginId` on behalf of `onBehalfOf`. */
  pluginToken(options: { onBehalfOf: Credentials; targetPluginId: string }): Promise<{ token: string }>
  /** Signs an identity token for a person (spec/platform.md 6.1), and remembers the ownership refs for `userInfo`. */
  issueUserToken(claims: {
    userEntityRef: string
    ownershipEntityRefs: string[]
  }): Promise<{ token: string; expiresInSeconds: number }>
  /**
   * Ends identity tokens of a person before their time, on every replica: those with these `iat` (seconds), or without
   * them every one that was issued until now. Cookies made of them end too, and calls of plugins that act for the person.
   * A token that is issued afterwards works at once, even within the same second. Personal access tokens are not touched.
   */
  revokeTokens(which: { userEntityRef: string; issuedAt?: readonly number[] }): Promise<void>
  /** The refs a person owns through: own ref and groups. */
  userInfo(credentials: Credentials): Promise<{ userEntityRef: string; ownershipEntityRefs: string[] }>
  /** The public keys, as a JWK set. */
  jwks(): Promise<{ keys: Record<string, unknown>[] }>
}
