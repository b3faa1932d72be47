import type { Audit, Auth, Contributions, CoreServices, Logger } from '@callboard/kernel'
import { parseEntityRef, stringifyEntityRef } from '@callboard/model'
import { errors } from '../model/errors.ts'
import type { PeopleDirectory } from '../model/people.ts'
import { guestRefresh, guestRefreshByPost } from '../model/routes.ts'
import { type BrowserRequest, whence } from './sign-in/admit.ts'

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
  audit: Audit
  /** Whether guests need no further leave. */
  isDevelopment: boolean
  directories: Contributions<PeopleDirectory>
  log: Logger
}): void {
  const { guest, http, auth, audit, directories, isDevelopment, log } = options
  const userEntityRef = guest && fullRef(guest.userEntityRef, 'userEntityRef')
  const configuredRefs = guest?.ownershipEntityRefs?.map((ref) => fullRef(ref, 'ownershipEntityRefs'))

  async function signIn(request: BrowserRequest) {
    if (!guest || !userEntityRef) throw errors.guestNotConfigured({})
    if (!isDevelopment && !guest.dangerouslyAllowOutsideDevelopment) throw errors.guestOutsideDevelopment({})
    const ownershipEntityRefs = (await resolveOwnership(userEntityRef, directories.all(), log)) ??
      configuredRefs ?? [userEntityRef]
    const issued = await auth.issueUserToken({ userEntityRef, ownershipEntityRefs })
    const identity = { type: 'user' as const, userEntityRef, ownershipEntityRefs }
    const event = { ...whence(request), eventId: 'sign-in', actorId: userEntityRef, meta: { provider: 'guest' } }
    audit.record(event, 'succeeded')
    return { profile: {}, providerInfo: {}, backstageIdentity: { ...issued, identity } }
  }
  http.serve(guestRefresh, signIn)
  http.serve(guestRefreshByPost, signIn)
}

/** A catalog that cannot be asked must not keep guests out: the configured refs count then. */
async function resolveOwnership(
  userEntityRef: string,
  directories: readonly PeopleDirectory[],
  log: Logger,
): Promise<string[] | undefined> {
  for (const directory of directories) {
    const found = await directory.find({ ref: userEntityRef }).catch((error: unknown) => {
      log.warn('ownership not found out', { userEntityRef, error })
      return []
    })
    if (found[0]) return found[0].ownershipEntityRefs
  }
  return undefined
}

/** @throws Error that names the key: a token for a ref that names nobody would fail only later, and elsewhere. */
function fullRef(ref: string, key: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(ref))
  } catch (cause) {
    throw new Error(`auth.providers.guest.${key}: "${ref}" is no full entity ref such as "user:default/guest".`, {
      cause,
    })
  }
}
