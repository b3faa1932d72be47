import { policyUpdate } from '../../model/permissions.ts'
import { judge } from '../policy/judge.ts'
import type { Policy } from '../policy/policy.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'

/**
 * Whether anybody could change roles under a policy. Each member is looked at alone: whether a group has people, and what
 * else they are, the policy does not know.
 */
export function hasAdministrator(policy: Policy, vocabulary: Vocabulary): boolean {
  if (policy.administrators.length > 0) return true
  const members = new Set([...policy.roles.values()].flatMap(({ members }) => members.map(({ ref }) => ref)))
  return [...members, '*'].some((ref) => {
    const somebody = { userEntityRef: ref, ownershipEntityRefs: [ref] }
    return judge({ policy, vocabulary }, policyUpdate, somebody).decision.result === 'ALLOW'
  })
}
