import { parseDuration } from '@callboard/model'
import type { Clock } from '../clock/clock.ts'
import type { RootConfig } from '../config/root-config.ts'
import type { Database } from '../database/database.ts'
import type { Events } from '../events/events.ts'
import type { Logger } from '../logs/logger.ts'
import type { AccessRestrictions, Auth, Credentials, NonePrincipal, ServicePrincipal } from './auth.ts'
import { authErrors } from './auth-errors.ts'
import type { BearerIdentity, BearerTokens } from './bearer-tokens.ts'
import { createExternalAccess } from './external-access.ts'
import { signPluginToken, signUserToken } from './issue-token.ts'
import { maxUserTokenMs, openRevocations, type Revocations } from './revocations.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'
import { createTokenCache } from './token-cache.ts'
import { decodeToken } from './token-formats.ts'
import { createUserInfoStore } from './user-info.ts'
import { limitedTokenOf, type VerifiedToken, verifyToken } from './verify-token.ts'

/** The identity services of the portal. */
export interface Authority {
  forPlugin(pluginId: string): PluginAuth
  /** Whether callers without credentials are let through: `backend.auth.dangerouslyDisableDefaultAuthPolicy`. */
  readonly isOpen: boolean
  /** No longer listens to other replicas. */
  close(): void
}

/** {@link Auth}, and what the HTTP layer needs beyond it. */
export interface PluginAuth extends Auth {
  /**
   * The credentials of a token that was verified before, at once.
   *
   * @returns undefined when it must be verified with `authenticateAs` first.
   */
  known(token: string): Credentials | undefined
  /** Like `authenticate`; `limited` also takes limited tokens, `cookie` takes nothing else. */
  authenticateAs(token: string, accept: Accepted): Promise<Credentials>
  /** Whether the token of these credentials has ended before its time. */
  isRevoked(credentials: Credentials): Promise<boolean>
  /** The limited token of a person, for a cookie; undefined for everybody else. */
  limitedToken(credentials: Credentials): { token: string; expiresAtMs: number } | undefined
}

/** Which forms of a token count. */
export type Accepted = 'full' | 'limited' | 'cookie'

const nobody: Credentials<NonePrincipal> = { principal: { type: 'none' } }
const hourMs = 3_600_000
/** Ownership may be read again from the database this long after it was, for a caller whose token did not change. */
const userInfoTtlMs = 10_000

/** Opens the identity services on the kernel's own database. */
export async function createAuth(options: {
  config: RootConfig
  db: Database
  events: Events
  clock: Clock
  log: Logger
  issuer: string
  /** Asked with every token, because plugins add them while they start. */
  bearerTokens(): readonly BearerTokens[]
}): Promise<Authority> {
  const { config, db, clock } = options
  const lifetimeMs = tokenLifetimeMs(config)
  // Plugin tokens live an hour; keys must not be shorter lived than any token (spec/platform.md 6.2).
  const keys = createSigningKeys({ db, clock, lifetimeMs: Math.max(lifetimeMs, hourMs) })
  const core: Core = {
    clock,
    keys,
    revocations: await openRevocations(options),
    lifetimeMs,
    issuer: options.issuer,
    verifier: { keys, external: createExternalAccess(config), nowMs: clock.nowMs },
    users: createUserInfoStore({ db, clock }),
    isOpen: config.getOptionalBoolean('backend.auth.dangerouslyDisableDefaultAuthPolicy') ?? false,
    omitOwnership: config.getOptionalBoolean('auth.omitIdentityTokenOwnershipClaim') ?? true,
    cache: createTokenCache<VerifiedToken>(10_000),
    infoCache: new WeakMap(),
    bearerTokens: options.bearerTokens,
    bearers: new WeakMap(),
    restricted: new WeakMap(),
  }
  return {
    isOpen: core.isOpen,
    forPlugin: (pluginId) => authOf(core, pluginId),
    close: () => core.revocations.close(),
  }
}

interface Core {
  clock: Clock
  keys: SigningKeys
  revocations: Revocations
  lifetimeMs: number
  issuer: string
  verifier: Parameters<typeof verifyToken>[1]
  users: ReturnType<typeof createUserInfoStore>
  isOpen: boolean
  omitOwnership: boolean
  cache: ReturnType<typeof createTokenCache<VerifiedToken>>
  infoCache: WeakMap<Credentials, { info: UserInfo; untilMs: number }>
  bearerTokens(): readonly BearerTokens[]
  /** Credentials by the identity that a keeper of tokens told, so that they stay the same objects as long as it does. */
  bearers: WeakMap<BearerIdentity, Credentials>
  /** All restrictions of an external caller, by its credentials for one plugin. */
  restricted: WeakMap<Credentials, ReadonlyMap<string, AccessRestrictions>>
}
type UserInfo = { userEntityRef: string; ownershipEntityRefs: string[] }

function authOf(core: Core, pluginId: string): PluginAuth {
  const own: Credentials<ServicePrincipal> = { principal: { type: 'service', subject: `plugin:${pluginId}` } }
  /** Credentials of restricted callers differ by plugin, and must be the same object each time. */
  const narrowed = new WeakMap<VerifiedToken, Credentials>()

  function accept(verified: VerifiedToken, accepted: Accepted): Credentials {
    if (verified.kind === 'limited' && accepted === 'full') throw authErrors.illegalLimitedToken({})
    if (verified.kind !== 'limited' && accepted === 'cookie') throw authErrors.illegalToken({})
    if (verified.kind === 'user' || verified.kind === 'limited') return verified.credentials
    if (verified.kind === 'plugin') {
      if (verified.audience !== pluginId) throw authErrors.illegalToken({})
      return verified.credentials
    }
    const { restrictions, subject } = verified.caller
    if (!restrictions) return verified.credentials
    const known = narrowed.get(verified)
    if (known) return known
    const accessRestrictions = restrictions.get(pluginId)
    if (!accessRestrictions) throw authErrors.pluginNotListed({ subject, pluginId })
    const credentials: Credentials = {
      ...verified.credentials,
      principal: { type: 'service', subject, accessRestrictions },
    }
    narrowed.set(verified, credentials)
    core.restricted.set(credentials, restrictions)
    return credentials
  }

  /** What is remembered of a token, unless its time is over. */
  function remembered(token: string): VerifiedToken | undefined {
    const verified = core.cache.get(token)
    if (!verified) return undefined
    const { expiresAtMs } = verified.credentials
    if ((expiresAtMs === undefined || expiresAtMs > core.clock.nowMs()) && !hasEnded(verified)) return verified
    core.cache.delete(token)
    return undefined
  }
  const hasEnded = ({ person }: VerifiedToken) => person !== undefined && core.revocations.isRevoked(person)

  const authenticateAs = async (token: string, accepted: Accepted) => {
    const keeper = core.bearerTokens().find(({ prefix }) => token.startsWith(prefix))
    if (keeper && accepted !== 'cookie') return bearerCredentials(core, { keeper, token })
    let verified = remembered(token)
    if (!verified) {
      verified = await verifyToken(token, core.verifier)
      if (hasEnded(verified)) throw authErrors.illegalToken({})
      core.cache.set(token, verified)
    }
    return accept(verified, accepted)
  }

  return {
    authenticate: (token) => authenticateAs(token, 'full'),
    authenticateAs,
    known(token) {
      const verified = remembered(token)
      return verified?.kind === 'user' ? verified.credentials : undefined
    },
    async isRevoked({ token, expiresAtMs = Number.POSITIVE_INFINITY }) {
      if (token === undefined) return false
      const payload = decodeToken(token)?.payload
      // It was verified while it was good. That it has run out is not what is asked.
      if (payload && expiresAtMs <= core.clock.nowMs())
        return core.revocations.isRevoked({ userEntityRef: String(payload.sub), issuedAt: Number(payload.iat) })
      return authenticateAs(token, 'full').then(
        () => false,
        (error: unknown) => authErrors.illegalToken.is(error),
      )
    },
    ownCredentials: () => own,
    noCredentials: () => nobody,
    limitedToken: limitedTokenOf,
    pluginToken: ({ onBehalfOf, targetPluginId }) =>
      pluginToken(core, { caller: pluginId, onBehalfOf, targetPluginId }),
    issueUserToken: ({ userEntityRef, ownershipEntityRefs }) =>
      issueUserToken(core, { userEntityRef, ownershipEntityRefs }),
    revokeTokens: ({ userEntityRef, issuedAt }) => core.revocations.revoke(userEntityRef.toLowerCase(), issuedAt),
    userInfo: (credentials) => userInfo(core, credentials),
    jwks: () => core.keys.jwks(),
  }
}

/** Who keeps such tokens is asked each time: they may end at any moment. */
async function bearerCredentials(core: Core, { keeper, token }: { keeper: BearerTokens; token: string }) {
  const identity = await keeper.verify(token)
  if (!identity) throw authErrors.illegalToken({})
  const known = core.bearers.get(identity)
  if (known) return known
  const { userEntityRef, ownershipEntityRefs, scopes: tokenScopes, expiresAtMs } = identity
  const credentials: Credentials = { principal: { type: 'user', userEntityRef, tokenScopes }, expiresAtMs, token }
  core.bearers.set(identity, credentials)
  if (ownershipEntityRefs) {
    const info = { userEntityRef, ownershipEntityRefs: [...ownershipEntityRefs] }
    core.infoCache.set(credentials, { info, untilMs: Number.POSITIVE_INFINITY })
  }
  return credentials
}

async function issueUserToken(core: Core, { userEntityRef, ownershipEntityRefs }: UserInfo) {
  const lifetimeSeconds = Math.floor(core.lifetimeMs / 1000)
  const ref = userEntityRef.toLowerCase()
  const claims = {
    userEntityRef: ref,
    issuedAt: core.revocations.issueTime(ref),
    issuer: core.issuer,
    lifetimeSeconds,
    ...(!core.omitOwnership && { ownershipEntityRefs }),
  }
  const token = await signUserToken(core.keys, claims)
  await core.users.save(ref, ownershipEntityRefs)
  return { token, expiresInSeconds: lifetimeSeconds }
}

async function pluginToken(core: Core, call: { caller: string; onBehalfOf: Credentials; targetPluginId: string }) {
  const { caller, onBehalfOf, targetPluginId } = call
  const { principal } = onBehalfOf
  const claims = { subject: caller, audience: targetPluginId }
  if (principal.type === 'none') {
    if (core.isOpen) return { token: '' }
    throw authErrors.noDelegationOfNobody({})
  }
  if (principal.type === 'user')
    return { token: await signPluginToken(core.keys, { ...claims, onBehalfOf }, core.clock.nowMs()) }
  const restrictions = core.restricted.get(onBehalfOf)
  if (restrictions) {
    const target = restrictions.get(targetPluginId)
    if (!target || target.permissionNames || target.permissionAttributes) {
      throw authErrors.cannotDelegate({ subject: principal.subject, pluginId: targetPluginId })
    }
  }
  return { token: await signPluginToken(core.keys, claims, core.clock.nowMs()) }
}

async function userInfo(core: Core, credentials: Credentials): Promise<UserInfo> {
  const { principal } = credentials
  if (principal.type !== 'user') throw authErrors.wrongCredentials({ type: principal.type })
  const now = core.clock.nowMs()
  const cached = core.infoCache.get(credentials)
  if (cached && cached.untilMs > now) return cached.info
  const { userEntityRef } = principal
  const verified = credentials.token === undefined ? undefined : core.cache.get(credentials.token)
  const claimed = verified?.kind === 'user' ? verified.ownershipEntityRefs : undefined
  const ownershipEntityRefs = claimed ?? (await core.users.find(userEntityRef)) ?? [userEntityRef]
  const info = { userEntityRef, ownershipEntityRefs }
  core.infoCache.set(credentials, { info, untilMs: now + userInfoTtlMs })
  return info
}

/** `auth.backstageTokenExpiration`, an hour if absent, held between ten minutes and a day (spec/platform.md 5.8). */
function tokenLifetimeMs(config: RootConfig): number {
  const configured = config.get('auth.backstageTokenExpiration')
  // The kernel's config schema has checked that it is a duration.
  const ms = configured === undefined ? hourMs : parseDuration(configured as Parameters<typeof parseDuration>[0])
  return Math.min(Math.max(ms, hourMs / 6), maxUserTokenMs)
}
