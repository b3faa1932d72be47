import type { PermissionPolicy } from '@callboard/kernel'
import type { Permission, PolicyDecision } from '@callboard/model'
import type { CodePolicy, PolicyUser } from '../model/code-policies.ts'
import { policyPermissions } from '../model/permissions.ts'
import type { LivePolicy } from './live-policy.ts'
import { explainDenial } from './policy/explain.ts'
import type { Verdict } from './policy/judge.ts'
import { isMember, type Policy, refsOf } from './policy/policy.ts'

const policyNames: readonly string[] = policyPermissions.map(({ name }) => name)

/** Whether somebody is named an administrator by the config, so that roles can always be mended. */
export const isAdministrator = (policy: Policy, user: PolicyUser | undefined): boolean =>
  user !== undefined && isMember(policy.administrators, refsOf(user))

/** Decides in this order: administrators, policies in code, roles. Fences hold around policies in code, too. */
export function createPolicy(live: LivePolicy, codePolicies: () => readonly CodePolicy[]): PermissionPolicy {
  return {
    async decide({ permission }, asking) {
      const judge = live.judge()
      const user = asking && { userEntityRef: asking.userEntityRef, ownershipEntityRefs: asking.ownershipEntityRefs }
      if (policyNames.includes(permission.name) && isAdministrator(judge.policy, user)) return { result: 'ALLOW' }
      const verdict = judge.judge(permission, user)
      const inCode = codePolicies()
      const decision =
        inCode.length === 0
          ? verdict.decision
          : fenced(await ask(inCode, { permission, user, last: verdict.decision }), verdict)
      return fitting(decision, permission)
    },
    explainDenial({ permission }, user) {
      const judge = live.judge()
      return explainDenial(judge.policy, judge.judge(permission, user), permission)
    },
  }
}

function ask(
  [first, ...others]: readonly CodePolicy[],
  question: { permission: Permission; user: PolicyUser | undefined; last: PolicyDecision },
): Promise<PolicyDecision> {
  const { permission, user, last } = question
  return first ? first.decide({ permission }, user, () => ask(others, question)) : Promise.resolve(last)
}

/** What code has allowed without looking stays inside the fences of the person. */
function fenced(decision: PolicyDecision, { fence }: Verdict): PolicyDecision {
  if (!fence || decision.result === 'DENY') return decision
  if (decision.result === 'ALLOW') return fence
  return { ...decision, conditions: { allOf: [decision.conditions, fence.conditions] } }
}

/** A question that says something else of a permission than its plugin does gets no conditions that it could not take. */
function fitting(decision: PolicyDecision, permission: Permission): PolicyDecision {
  if (decision.result !== 'CONDITIONAL') return decision
  const isFit = permission.type === 'resource' && permission.resourceType === decision.resourceType
  return isFit ? decision : { result: 'DENY' }
}
