import type { Condition } from './role.ts'

/** One rule of a condition. */
export type ConditionRule = Extract<Condition, { rule: string }>

/** Every rule that a condition names, in their order. */
export function rulesOf(condition: Condition): ConditionRule[] {
  if ('allOf' in condition) return condition.allOf.flatMap(rulesOf)
  if ('anyOf' in condition) return condition.anyOf.flatMap(rulesOf)
  if ('not' in condition) return rulesOf(condition.not)
  return [condition]
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
