import type { Criteria, PermissionRule } from '@callboard/model'

/** A rule that can be evaluated here. */
export interface LocalRule<R> extends PermissionRule<R> {
  /** Whether it cannot be told for this resource; such a rule neither allows nor, under `not`, fails to forbid. */
  isOpen?(resource: R, params: Record<string, unknown>): boolean
}

/**
 * Whether conditions certainly hold for a thing that is at hand.
 *
 * @throws Error when they name a rule that there is not: that is the policy's mistake, not the caller's.
 */
export function holds<R>(criteria: Criteria, resource: R, rules: readonly LocalRule<R>[]): boolean {
  return comesOut(criteria, true, { resource, rules })
}

function comesOut<R>(
  criteria: Criteria,
  wanted: boolean,
  about: { resource: R; rules: readonly LocalRule<R>[] },
): boolean {
  const isWanted = (part: Criteria) => comesOut(part, wanted, about)
  if ('allOf' in criteria) return wanted ? criteria.allOf.every(isWanted) : criteria.allOf.some(isWanted)
  if ('anyOf' in criteria) return wanted ? criteria.anyOf.some(isWanted) : criteria.anyOf.every(isWanted)
  if ('not' in criteria) return comesOut(criteria.not, !wanted, about)
  const rule = about.rules.find(({ name }) => name === criteria.rule)
  if (!rule) throw new Error(`The permission policy names the rule ${criteria.rule}, which is not known here.`)
  const params = criteria.params ?? {}
  return !rule.isOpen?.(about.resource, params) && rule.apply(about.resource, params) === wanted
}
