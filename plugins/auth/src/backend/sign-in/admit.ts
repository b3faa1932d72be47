import type { Audit, Auth, Contributions, RequestContext } from '@callboard/kernel'
import type { Static } from '@callboard/model'
import type { PeopleDirectory, Person } from '../../model/people.ts'
import type { ProviderResult } from '../../model/routes.ts'
import type { Authenticated, SignInRequest } from '../../model/sign-in-method.ts'
import { resolvePerson } from '../resolve/resolve-person.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { SignInTrace } from '../trace/sign-in-trace.ts'
import type { RunningProvider } from './running-providers.ts'

/** What a browser gets. */
export type SignInReply = Static<typeof ProviderResult>

/** Any request of a browser. */
export type BrowserRequest = Pick<
  RequestContext<unknown, unknown, unknown>,
  'headers' | 'rawQuery' | 'ip' | 'peerIp' | 'requestId' | 'url' | 'method' | 'setCookies'
>

/** What admitting people needs. */
export interface Reception {
  auth: Auth
  audit: Audit
  directories: Contributions<PeopleDirectory>
  trace: SignInTrace
  sessions: Sessions
}

/** Somebody whom a provider has authenticated. */
interface Arrival {
  provider: RunningProvider
  authenticated: Authenticated
  request: BrowserRequest
  /** A renewal is no news: only its failure is written down. */
  isRenewal: boolean
}

/**
 * Finds out who it is, and writes down how that went.
 *
 * @returns undefined when the provider does not say who people are.
 * @throws what the resolvers said.
 */
export async function admit(arrival: Arrival, { directories, trace, audit }: Reception): Promise<Person | undefined> {
  const { provider, authenticated, request, isRenewal } = arrival
  const { profile, claims } = authenticated
  if (!provider.rules) return undefined
  const resolution = await resolvePerson(authenticated, { rules: provider.rules, directories: directories.all() })
  const { steps } = resolution
  const { email, displayName } = profile
  const seen = {
    provider: provider.id,
    profile: { ...(email !== undefined && { email }), ...(displayName !== undefined && { displayName }) },
    claims,
    steps,
  }
  const event = {
    ...whence(request),
    eventId: 'sign-in',
    severityLevel: 'medium' as const,
    meta: { provider: provider.id },
  }
  if ('error' in resolution) {
    const { error } = resolution
    await trace.add(
      { ...seen, outcome: 'refused', error: error instanceof Error ? error.message : String(error) },
      request.ip,
    )
    audit.record({ ...event, ...(email !== undefined && { meta: { ...event.meta, email } }) }, 'denied', error)
    throw error
  }
  const { person } = resolution
  if (!isRenewal) {
    await trace.add({ ...seen, outcome: 'signed-in', userEntityRef: person.userEntityRef }, request.ip)
    audit.record({ ...event, actorId: person.userEntityRef }, 'succeeded')
  }
  return person
}

/** What a browser is told: profile, the provider's tokens, and the identity. */
export async function reply(options: {
  authenticated: Authenticated
  person: Person | undefined
  expiresInSeconds: number | undefined
  auth: Auth
}): Promise<SignInReply> {
  const { authenticated, person, expiresInSeconds, auth } = options
  const { session } = authenticated
  const isGood = expiresInSeconds === undefined || expiresInSeconds > 0
  const providerInfo: SignInReply['providerInfo'] = session
    ? {
        ...(isGood && { accessToken: session.accessToken }),
        ...(session.idToken !== undefined && { idToken: session.idToken }),
        scope: session.scope,
        ...(isGood && expiresInSeconds !== undefined && { expiresInSeconds }),
      }
    : {}
  const { email, displayName, picture } = { ...person, ...authenticated.profile }
  const profile = {
    ...(email !== undefined && { email }),
    ...(displayName !== undefined && { displayName }),
    ...(picture !== undefined && { picture }),
  }
  if (!person) return { profile, providerInfo }
  const { userEntityRef, ownershipEntityRefs } = person
  const issued = await auth.issueUserToken({ userEntityRef, ownershipEntityRefs })
  const identity = { type: 'user' as const, userEntityRef, ownershipEntityRefs }
  return { profile, providerInfo, backstageIdentity: { ...issued, identity } }
}

/** Where a request came from, for the audit. Its query stays out: codes and states are in it. */
export function whence({ ip, headers, requestId, method, url }: BrowserRequest) {
  const userAgent = headers['user-agent']
  return {
    ip,
    requestId,
    request: { method, url: url.split('?', 1)[0] ?? '' },
    // Whoever calls may write anything there.
    ...(typeof userAgent === 'string' && { userAgent: userAgent.slice(0, 300) }),
  }
}

/** A request as methods see it. */
export function signInRequest(request: BrowserRequest, form = new URLSearchParams()): SignInRequest {
  const { rawQuery, headers, ip, peerIp } = request
  return { query: new URLSearchParams(rawQuery), headers, form, ip, peerIp }
}
