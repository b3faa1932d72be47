import type { Auth, Credentials, Permissions } from '@callboard/kernel'
import type { Permission } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { RoleDocument } from '../../model/role.ts'
import { isAdministrator } from '../create-policy.ts'
import type { LivePolicy } from '../live-policy.ts'
import { isMember, type RolePart, refsOf } from '../policy/policy.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import type { StoredRole } from '../sources/role-store.ts'
import { hasAdministrator } from './administrators.ts'
import { escalation } from './escalation.ts'

/** Whether the roles decide: `off` without `permission.enabled`; `open` with it, but without a policy. */
export type PolicyState = 'in-force' | 'off' | 'open'

/** Says who may administer roles, and refuses changes that would do harm. */
export interface Guard {
  /** @throws `permission/denied`, `permission/administrators-only` */
  require(credentials: Credentials, permission: Permission): Promise<void>
  /** @throws `permission/escalation`, `permission/last-administrator` */
  refuseHarm(change: { ref: string; after: RoleDocument | undefined; credentials: Credentials }): Promise<void>
}

/** What guarding needs. */
export interface GuardServices {
  live: LivePolicy
  auth: Pick<Auth, 'userInfo'>
  permissions: Pick<Permissions, 'require'>
  state: PolicyState
  vocabulary(): Vocabulary
}

/** Guards the roles. */
export function createGuard({ live, auth, permissions, state, vocabulary }: GuardServices): Guard {
  const userOf = async (credentials: Credentials) =>
    credentials.principal.type === 'user' ? await auth.userInfo(credentials) : undefined
  return {
    async require(credentials, permission) {
      if (state === 'in-force') return permissions.require(credentials, permission)
      // Nobody decides now; what is written would be in force as soon as somebody does.
      if (!isAdministrator(live.judge().policy, await userOf(credentials))) throw errors.administratorsOnly({})
    },
    async refuseHarm({ ref, after, credentials }) {
      const { policy } = live.judge()
      const next = live.imagine((stored) => replaced(stored, ref, after))
      const user = await userOf(credentials)
      if (user && !isAdministrator(policy, user)) {
        const problem = escalation(
          { before: policy.roles.get(ref), after: next.roles.get(ref) },
          heldBy(user, policy.roles),
        )
        if (problem !== undefined) throw errors.escalation({ problem })
      }
      if (hasAdministrator(policy, vocabulary()) && !hasAdministrator(next, vocabulary()))
        throw errors.lastAdministrator({})
    },
  }
}

function replaced(stored: readonly StoredRole[], ref: string, document: RoleDocument | undefined): StoredRole[] {
  const others = stored.filter((role) => role.ref !== ref)
  return document ? [...others, { ref, document, version: 0, updatedAt: '', updatedBy: '' }] : others
}

function heldBy(user: { userEntityRef: string; ownershipEntityRefs: string[] }, roles: ReadonlyMap<string, RolePart>) {
  const refs = refsOf(user)
  const own = [...roles.values()].filter(({ members }) =>
    isMember(
      members.map(({ ref }) => ref),
      refs,
    ),
  )
  return own.flatMap(({ grants }) => grants)
}
