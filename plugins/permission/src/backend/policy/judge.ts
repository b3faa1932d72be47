import type { ConditionalDecision } from '@callboard/kernel'
import { type Criteria, catalogEntityResource, type Permission, type PolicyDecision } from '@callboard/model'
import type { PolicyUser } from '../../model/code-policies.ts'
import { rulesOf } from '../../model/condition.ts'
import type { Condition, SourcedGrant } from '../../model/role.ts'
import { criteriaOf } from './conditions.ts'
import { fenceCriteria } from './fences.ts'
import { isMember, type Policy, refsOf } from './policy.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A grant of one of the person's roles that fits the permission. */
export interface Match {
  role: string
  grant: SourcedGrant
  outcome: 'decides' | 'overruled'
}

/** What the roles decide, and by what. */
export interface Verdict {
  decision: PolicyDecision
  /** The fences around the person, where the permission is about what they fence. */
  fences: string[]
  /** What those fences leave, for decisions that were not made here. */
  fence?: ConditionalDecision
  /** The roles of the person. */
  roles: string[]
  matches: Match[]
}

const allow: PolicyDecision = { result: 'ALLOW' }
const deny: PolicyDecision = { result: 'DENY' }

/**
 * Decides by roles: any deny wins, then an allow, then conditions (several: any of them), then the default. Denies with
 * conditions and fences narrow whatever the rest allows.
 *
 * @param permission - As its plugin declares it.
 * @param user - undefined for nobody, who has no roles.
 */
export function judge(
  { policy, vocabulary }: { policy: Policy; vocabulary: Vocabulary },
  permission: Permission,
  user: PolicyUser | undefined,
): Verdict {
  if (policy.incomplete !== undefined) return { decision: deny, fences: [], roles: [], matches: [] }
  const refs = user ? refsOf(user) : new Set<string>()
  const roles = user
    ? [...policy.roles.values()].filter(({ members }) => members.some(({ ref }) => ref === '*' || refs.has(ref)))
    : []
  const found = roles.flatMap(({ ref, grants }) =>
    grants.filter((grant) => fits(grant, permission, vocabulary)).map((grant) => ({ role: ref, grant })),
  )
  const by = (effect: 'allow' | 'deny', isConditional: boolean) =>
    found.filter(({ grant }) => (grant.effect ?? 'allow') === effect && (grant.if !== undefined) === isConditional)
  const denies = by('deny', false)
  const allows = by('allow', false)
  const conditionalDenies = by('deny', true)
  const conditionalAllows = by('allow', true)
  const resourceType = permission.type === 'resource' ? permission.resourceType : undefined
  const fences =
    resourceType === catalogEntityResource ? policy.fences.filter((one) => isMember(one.members, refs)) : []
  const conditional = (parts: Criteria[]) => conditionalDecision(combine('allOf', parts), { resourceType, vocabulary })
  const fence = fences.length > 0 ? conditional([fenceCriteria(fences, policy.fences)]) : undefined
  const verdict = (deciding: typeof found, decision: PolicyDecision): Verdict => ({
    decision,
    ...(fence?.result === 'CONDITIONAL' && { fence }),
    fences: fences.map(({ name }) => name),
    roles: roles.map(({ ref }) => ref),
    matches: found.map((one) => ({ ...one, outcome: deciding.includes(one) ? 'decides' : 'overruled' })),
  })

  if (denies.length > 0) return verdict(denies, deny)
  const granting = allows.length > 0 ? allows : conditionalAllows
  if (granting.length === 0 && policy.default === 'deny') return verdict([], deny)
  if (resourceType === undefined || !user) return verdict(granting, allow)

  const criteria = ({ grant }: (typeof found)[number]) =>
    // Only grants with conditions are handed in.
    criteriaOf(grant.if as Condition, { user, resourceType })
  const parts: Criteria[] = [
    ...(granting === conditionalAllows && granting.length > 0 ? [combine('anyOf', granting.map(criteria))] : []),
    ...conditionalDenies.map((one): Criteria => ({ not: criteria(one) })),
    ...(fence?.result === 'CONDITIONAL' ? [fence.conditions] : []),
  ]
  return verdict([...granting, ...conditionalDenies], parts.length === 0 ? allow : conditional(parts))
}

/** Denies where nobody owns the type: conditions that nobody can evaluate must not become a permission. */
function conditionalDecision(
  conditions: Criteria,
  { resourceType = '', vocabulary }: { resourceType: string | undefined; vocabulary: Vocabulary },
): PolicyDecision {
  const pluginId = vocabulary.resourceTypes.get(resourceType)?.pluginId
  return pluginId === undefined ? deny : { result: 'CONDITIONAL', pluginId, resourceType, conditions }
}

/** Whether a grant is about a permission. One with conditions is only about things that have its rules. */
export function fits(grant: SourcedGrant, permission: Permission, { resourceTypes }: Vocabulary): boolean {
  const resourceType = permission.type === 'resource' ? permission.resourceType : undefined
  if (grant.permission !== undefined && !fitsName(grant.permission, permission.name)) return false
  if (grant.action !== undefined && grant.action !== (permission.attributes.action ?? 'use')) return false
  if (grant.resourceType !== undefined && grant.resourceType !== resourceType) return false
  if (grant.if === undefined) return true
  const rules = resourceType === undefined ? undefined : resourceTypes.get(resourceType)?.rules
  return rules !== undefined && rulesOf(grant.if).every(({ rule }) => rules.has(rule))
}

const fitsName = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

function combine(how: 'allOf' | 'anyOf', parts: Criteria[]): Criteria {
  const [only] = parts
  if (only && parts.length === 1) return only
  return how === 'allOf' ? { allOf: parts } : { anyOf: parts }
}
