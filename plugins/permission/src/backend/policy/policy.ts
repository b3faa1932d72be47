import type { PolicySource, SourcedGrant } from '../../model/role.ts'

/** What one source says of a role. */
export interface RolePart {
  ref: string
  description?: string
  members: { ref: string; source: PolicySource }[]
  grants: SourcedGrant[]
}

/** People who see only their own part of the catalog. */
export interface Fence {
  name: string
  members: string[]
  namespaces?: string[]
  labels?: Record<string, string>
  /** Whether they see what is inside no fence, too. */
  shared: boolean
}

/** The whole policy at one moment. */
export interface Policy {
  /** By ref. */
  roles: ReadonlyMap<string, RolePart>
  default: 'allow' | 'deny'
  /** Refs of users and groups that always may administer roles. */
  administrators: readonly string[]
  fences: readonly Fence[]
  /** A sentence when a part of it could never be read. Then nobody may do anything: what is missing may be a deny. */
  incomplete?: string
}

/** Puts together what all sources say of each role. */
export function mergeRoles(parts: readonly RolePart[]): Map<string, RolePart> {
  const roles = new Map<string, RolePart>()
  for (const part of parts) {
    const known = roles.get(part.ref)
    const description = known?.description ?? part.description
    roles.set(part.ref, {
      ref: part.ref,
      ...(description !== undefined && { description }),
      members: [...(known?.members ?? []), ...part.members],
      grants: [...(known?.grants ?? []), ...part.grants],
    })
  }
  return roles
}

/** Whether one of the refs of a person is named. `*` names everybody. */
export const isMember = (members: readonly string[], refs: ReadonlySet<string>): boolean =>
  members.some((member) => member === '*' || refs.has(member))

/** The refs that a person is: their own, whatever the list of groups says, and their groups. */
export const refsOf = (user: { userEntityRef: string; ownershipEntityRefs: readonly string[] }): ReadonlySet<string> =>
  new Set([user.userEntityRef, ...user.ownershipEntityRefs].map((ref) => ref.toLowerCase()))
