import type { Role } from '../model/role.ts'
import { memberRefOf } from '../model/role-ref.ts'
import type { PermissionConfig } from './permission-config.ts'
import { createJudge, type Judge } from './policy/create-judge.ts'
import { type Fence, mergeRoles, type Policy, type RolePart } from './policy/policy.ts'
import type { Vocabulary } from './policy/vocabulary.ts'
import type { PolicyFiles } from './sources/policy-files.ts'
import type { RoleStore, StoredRole } from './sources/role-store.ts'

/** The policy as it is now: config, files and database in one. */
export interface LivePolicy {
  judge(): Judge
  /** Every role, put together. */
  roles(): Role[]
  /** What the database says of a role. */
  stored(ref: string): StoredRole | undefined
  /** What the policy would be with other roles in the database; nothing changes. */
  imagine(change: (stored: readonly StoredRole[]) => readonly StoredRole[]): Policy
  /** Reads the roles of the database again. */
  readStore(): Promise<void>
  /** The files have been read again. */
  rebuild(): void
}

/** @throws Error when the config names somebody who can be no member. */
export function createLivePolicy(options: {
  config: PermissionConfig
  files: PolicyFiles
  store: RoleStore
  vocabulary(): Vocabulary
}): LivePolicy {
  const { config, files, store, vocabulary } = options
  const fixed = fixedParts(config)
  let stored: readonly StoredRole[] = []
  let judge: Judge | undefined
  /** One after the other, so that an older answer never replaces a newer one. */
  let reading: Promise<unknown> = Promise.resolve()

  function policyWith(inDatabase: readonly StoredRole[]): Policy {
    const unread = files.unread()
    return {
      ...fixed.policy,
      roles: mergeRoles([...fixed.roles, ...files.roles(), ...inDatabase.map(partOf)]),
      ...(unread.length > 0 && {
        incomplete: `The policy in ${unread.join(' and ')} has a mistake, so nothing is allowed until it is mended.`,
      }),
    }
  }
  const rebuild = () => {
    judge = createJudge(policyWith(stored), vocabulary())
  }
  const current = () => {
    if (!judge) throw new Error('The policy was asked before it had been read.')
    return judge
  }

  return {
    judge: current,
    rebuild,
    roles: () =>
      [...current().policy.roles.values()].map((part): Role => {
        const own = stored.find(({ ref }) => ref === part.ref)
        if (!own) return part
        const { version, updatedAt, updatedBy } = own
        return { ...part, database: { version, updatedAt, updatedBy } }
      }),
    stored: (ref) => stored.find((role) => role.ref === ref),
    imagine: (change) => policyWith(change(stored)),
    readStore() {
      const read = reading.then(async () => {
        stored = await store.list()
        rebuild()
      })
      reading = read.catch(() => {})
      return read
    },
  }
}

const inDatabase = { type: 'database' } as const

const partOf = ({ ref, document: { description, members, grants } }: StoredRole): RolePart => ({
  ref,
  ...(description !== undefined && { description }),
  members: members.map((member) => ({ ref: member, source: inDatabase })),
  grants: grants.map((grant) => ({ ...grant, source: inDatabase })),
})

/** What stands in the config, and changes only with it. */
function fixedParts({ policy, rbac }: PermissionConfig): { policy: Omit<Policy, 'roles'>; roles: RolePart[] } {
  const superUsers = membersAt('permission.rbac.admin.superUsers', rbac?.admin?.superUsers?.map(nameOf))
  const source = { type: 'config', name: 'permission.rbac.admin.superUsers' } as const
  return {
    policy: {
      default: policy?.default ?? 'deny',
      administrators: [
        ...membersAt('permission.policy.administrators', policy?.administrators),
        ...membersAt('permission.rbac.admin.users', rbac?.admin?.users?.map(nameOf)),
        ...superUsers,
      ],
      fences: (policy?.fences ?? []).map((fence, i): Fence => {
        const { namespaces, labels, members } = fence
        if ((namespaces ?? []).length === 0 && Object.keys(labels ?? {}).length === 0)
          throw new Error(`permission.policy.fences.${i} has neither namespaces nor labels.`)
        return { ...fence, members: membersAt(`permission.policy.fences.${i}.members`, members) }
      }),
    },
    roles:
      superUsers.length === 0
        ? []
        : [
            {
              ref: 'role:default/super-users',
              members: superUsers.map((ref) => ({ ref, source })),
              grants: [{ permission: '*', source }],
            },
          ],
  }
}

const nameOf = ({ name }: { name: string }) => name

function membersAt(key: string, refs: readonly string[] = []): string[] {
  return refs.map((text) => {
    const ref = memberRefOf(text)
    if (ref === undefined || ref === '*') {
      throw new Error(`${key} names "${text}", which is neither a user nor a group.`)
    }
    return ref
  })
}
