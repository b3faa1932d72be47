import type { Auth, Contributions, CoreServices } from '@callboard/kernel'
import { errors } from '../model/errors.ts'
import type { OwnershipResolver } from '../model/ownership.ts'
import { guestRefresh, guestRefreshByPost } from '../model/routes.ts'

/** Who guests are. */
interface GuestConfig {
  userEntityRef: string
  ownershipEntityRefs?: string[] | undefined
  dangerouslyAllowOutsideDevelopment: boolean
}

/** Serves the sign-in of guests (spec/platform.md 5.5). */
export function serveGuest(options: {
  guest: GuestConfig | undefined
  http: CoreServices['http']
  auth: Auth
  /** Whether guests need no further leave. */
  isDevelopment: boolean
  resolvers: Contributions<OwnershipResolver>
}): void {
  const { guest, http, auth, resolvers, isDevelopment } = options

  async function signIn() {
    if (!guest) throw errors.guestNotConfigured({})
    if (!isDevelopment && !guest.dangerouslyAllowOutsideDevelopment) throw errors.guestOutsideDevelopment({})
    const userEntityRef = guest.userEntityRef.toLowerCase()
    const ownershipEntityRefs = (await resolveOwnership(userEntityRef, resolvers.all())) ??
      guest.ownershipEntityRefs ?? [userEntityRef]
    const issued = await auth.issueUserToken({ userEntityRef, ownershipEntityRefs })
    const identity = { type: 'user' as const, userEntityRef, ownershipEntityRefs }
    return { profile: {}, providerInfo: {}, backstageIdentity: { ...issued, identity } }
  }
  http.serve(guestRefresh, signIn)
  http.serve(guestRefreshByPost, signIn)
}

/** A catalog that cannot be asked must not keep guests out: the configured refs count then. */
async function resolveOwnership(
  userEntityRef: string,
  resolvers: readonly OwnershipResolver[],
): Promise<string[] | undefined> {
  for (const resolve of resolvers) {
    const refs = await resolve(userEntityRef).catch(() => undefined)
    if (refs) return refs
  }
  return undefined
}
