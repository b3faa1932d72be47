import type { Permission } from '@callboard/model'
import { policyUpdate } from '../../model/permissions.ts'
import { fits } from '../policy/judge.ts'
import type { Policy, RolePart } from '../policy/policy.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'

/** Whether anybody could change roles under a policy. */
export function hasAdministrator(policy: Policy, vocabulary: Vocabulary): boolean {
  if (policy.administrators.length > 0 || policy.default === 'allow') return true
  return [...policy.roles.values()].some((role) => role.members.length > 0 && lets(role, policyUpdate, vocabulary))
}

function lets({ grants }: RolePart, permission: Permission, vocabulary: Vocabulary): boolean {
  const about = grants.filter((grant) => fits(grant, permission, vocabulary))
  return about.length > 0 && about.every(({ effect }) => effect !== 'deny')
}
