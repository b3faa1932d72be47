import type { Criteria, PermissionRule } from '@callboard/model'
import { permissionErrors } from './permission-errors.ts'

/** The rules of one resource type by name; `any` resource, because only its owner knows what it is. */
export type RulesByName<R> = ReadonlyMap<string, PermissionRule<R, Record<string, unknown>>>

/** Deeper conditions are refused: nobody writes them, and evaluating them is recursive. */
const maxDepth = 100

/**
 * Whether conditions hold for a resource. A resource that does not exist matches nothing, not even under `not`
 * (spec/platform.md 9.4).
 */
export function matchesCriteria<R>(criteria: Criteria, resource: R | undefined, rules: RulesByName<R>): boolean {
  return resource !== undefined && holds(criteria, resource, rules)
}

/** Every rule that conditions name, in their order. */
export function rulesIn(criteria: Criteria): Extract<Criteria, { rule: string }>[] {
  if ('allOf' in criteria) return criteria.allOf.flatMap(rulesIn)
  if ('anyOf' in criteria) return criteria.anyOf.flatMap(rulesIn)
  if ('not' in criteria) return rulesIn(criteria.not)
  return [criteria]
}

function holds<R>(criteria: Criteria, resource: R, rules: RulesByName<R>): boolean {
  if ('allOf' in criteria) return criteria.allOf.every((part) => holds(part, resource, rules))
  if ('anyOf' in criteria) return criteria.anyOf.some((part) => holds(part, resource, rules))
  if ('not' in criteria) return !holds(criteria.not, resource, rules)
  const rule = rules.get(criteria.rule)
  if (!rule) throw permissionErrors.unknownRule({ rule: criteria.rule, resourceType: criteria.resourceType })
  return rule.apply(resource, criteria.params ?? {})
}

/**
 * Checks conditions that came from outside before any is evaluated, so that a mistake shows whatever the resource is.
 *
 * @param check - Throws when the parameters of a rule are not what its schema wants.
 * @throws `permission/wrong-criteria`, `permission/unknown-rule`, or what `check` throws.
 */
export function checkCriteria<R>(
  criteria: unknown,
  options: {
    resourceType: string
    rules: RulesByName<R>
    check(rule: PermissionRule<R, Record<string, unknown>>, params: unknown): void
  },
  depth = 0,
): asserts criteria is Criteria {
  const { rules, resourceType, check } = options
  if (typeof criteria !== 'object' || criteria === null || depth > maxDepth) throw permissionErrors.wrongCriteria({})
  const { allOf, anyOf, not, rule: name, params, resourceType: ofType } = criteria as Record<string, unknown>
  if (not !== undefined) return checkCriteria(not, options, depth + 1)
  const parts = allOf ?? anyOf
  if (parts !== undefined) {
    if (!Array.isArray(parts) || parts.length === 0) throw permissionErrors.wrongCriteria({})
    for (const part of parts) checkCriteria(part, options, depth + 1)
    return
  }
  if (typeof name !== 'string') throw permissionErrors.wrongCriteria({})
  const rule = rules.get(name)
  if (!rule || (ofType !== undefined && ofType !== resourceType))
    throw permissionErrors.unknownRule({ rule: name, resourceType })
  check(rule, params ?? {})
}
