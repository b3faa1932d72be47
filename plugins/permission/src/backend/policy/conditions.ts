import type { Criteria } from '@callboard/model'
import type { PolicyUser } from '../../model/code-policies.ts'
import type { Condition } from '../../model/role.ts'

/** One rule of a condition. */
export type ConditionRule = Extract<Condition, { rule: string }>

/** Every rule that a condition names, in their order. */
export function rulesOf(condition: Condition): ConditionRule[] {
  if ('allOf' in condition) return condition.allOf.flatMap(rulesOf)
  if ('anyOf' in condition) return condition.anyOf.flatMap(rulesOf)
  if ('not' in condition) return rulesOf(condition.not)
  return [condition]
}

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

/** A condition as one reads it: `IS_ENTITY_OWNER (claims: $ownerRefs) and not HAS_LABEL (label: secret)`. */
export function sayCondition(condition: Condition): string {
  if ('allOf' in condition) return condition.allOf.map(sayPart).join(' and ')
  if ('anyOf' in condition) return condition.anyOf.map(sayPart).join(' or ')
  if ('not' in condition) return `not ${sayPart(condition.not)}`
  const { rule, params = {} } = condition
  const said = Object.entries(params).map(([key, value]) => `${key}: ${[value].flat().join(', ')}`)
  return said.length === 0 ? rule : `${rule} (${said.join('; ')})`
}

const sayPart = (condition: Condition) =>
  ('allOf' in condition && condition.allOf.length > 1) || ('anyOf' in condition && condition.anyOf.length > 1)
    ? `(${sayCondition(condition)})`
    : sayCondition(condition)
