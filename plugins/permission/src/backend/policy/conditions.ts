import type { Criteria } from '@callboard/model'
import type { PolicyUser } from '../../model/code-policies.ts'
import type { Condition } from '../../model/role.ts'

/** A condition for one person and one type of resource: the placeholders are filled in. */
export function criteriaOf(condition: Condition, context: { user: PolicyUser; resourceType: string }): Criteria {
  if ('allOf' in condition) return { allOf: condition.allOf.map((part) => criteriaOf(part, context)) }
  if ('anyOf' in condition) return { anyOf: condition.anyOf.map((part) => criteriaOf(part, context)) }
  if ('not' in condition) return { not: criteriaOf(condition.not, context) }
  const { rule, params } = condition
  return { rule, resourceType: context.resourceType, ...(params && { params: fillParams(params, context.user) }) }
}

/** Parameters of a rule with `$currentUser` and `$ownerRefs` filled in, wherever they stand. */
export function fillParams(params: Record<string, unknown>, user: PolicyUser): Record<string, unknown> {
  // Pairs become own properties, whatever their names.
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, fill(value, user)]))
}

function fill(value: unknown, user: PolicyUser): unknown {
  if (value === '$currentUser') return user.userEntityRef
  if (value === '$ownerRefs') return [...user.ownershipEntityRefs]
  if (!Array.isArray(value)) return value
  return value.flatMap((item) => fill(item, user))
}
