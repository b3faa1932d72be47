import { type Criteria, catalogEntityResource } from '@callboard/model'
import type { Fence } from './policy.ts'

/** Of which the conditions of fences are made; the catalog declares them. */
const namespaceRule = 'IS_ENTITY_NAMESPACE'
const labelRule = 'HAS_LABEL'

/**
 * What people behind fences may see: what is inside one of theirs, and what is inside none at all where a fence says so.
 *
 * @param own - The fences around the person; at least one.
 * @param all - All fences of the portal.
 */
export function fenceCriteria(own: readonly Fence[], all: readonly Fence[]): Criteria {
  const inside = own.map(insideOf)
  return anyOf(own.some(({ shared }) => shared) ? [...inside, { not: anyOf(all.map(insideOf)) }] : inside)
}

function insideOf({ namespaces = [], labels = {} }: Fence): Criteria {
  const parts: Criteria[] = [
    ...(namespaces.length > 0 ? [rule(namespaceRule, { namespaces })] : []),
    ...Object.entries(labels).map(([label, value]) => rule(labelRule, { label, value })),
  ]
  const [only] = parts
  return only && parts.length === 1 ? only : { allOf: parts }
}

function anyOf(parts: Criteria[]): Criteria {
  const [only] = parts
  return only && parts.length === 1 ? only : { anyOf: parts }
}

const rule = (name: string, params: Record<string, unknown>): Criteria => ({
  rule: name,
  resourceType: catalogEntityResource,
  params,
})
