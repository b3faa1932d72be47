import type { TProperties } from 'typebox'
import type { Entity } from './entity.ts'
import { type Filter, keyExists, keyIsOneOf, matchesFilter } from './filter/filter.ts'
import { rowsOfServedEntity } from './index-rows.ts'
import { modelErrors } from './model-errors.ts'
import type { Criteria, PermissionRule } from './permission.ts'
import { dottedPath } from './pointer.ts'
import { Type } from './schema.ts'
import { compileSchema, type SchemaCheck } from './schema-problems.ts'

/** The resource type of entities in permissions. */
export const catalogEntityResource = 'catalog-entity'

/** A rule about entities that an index can answer, too. Both forms agree: one is made of the other. */
export interface EntityRule extends PermissionRule<Entity> {
  /** The rule as a question about index rows. */
  toFilter(params: Record<string, unknown>): Filter
}

/** The rules about entities that conditions may name (spec/catalog.md 6.3); the namespace is an addition of ours. */
export const entityRules: readonly EntityRule[] = [
  rule('HAS_ANNOTATION', 'The entity has the annotation, and the value if one is given.', {
    params: { annotation: Type.String(), value: Type.Optional(Type.String()) },
    toFilter: ({ annotation, value }) => keyIs(`metadata.annotations.${annotation}`, value),
  }),
  rule('HAS_LABEL', 'The entity has the label, and the value if one is given.', {
    params: { label: Type.String(), value: Type.Optional(Type.String()) },
    toFilter: ({ label, value }) => keyIs(`metadata.labels.${label}`, value),
  }),
  rule('HAS_METADATA', 'The entity has the metadata field, and the value if one is given.', {
    params: { key: Type.String(), value: Type.Optional(Type.String()) },
    toFilter: ({ key, value }) => keyIs(`metadata.${key}`, value),
  }),
  rule('HAS_SPEC', 'The entity has the spec field, and the value if one is given.', {
    params: { key: Type.String(), value: Type.Optional(Type.String()) },
    toFilter: ({ key, value }) => keyIs(`spec.${key}`, value),
  }),
  rule('IS_ENTITY_KIND', 'The entity is of one of the kinds.', {
    params: { kinds: Type.Array(Type.String()) },
    toFilter: ({ kinds }) => keyIsOneOf('kind', kinds as string[]),
  }),
  rule('IS_ENTITY_NAMESPACE', 'The entity is in one of the namespaces.', {
    params: { namespaces: Type.Array(Type.String()) },
    toFilter: ({ namespaces }) => keyIsOneOf('metadata.namespace', namespaces as string[]),
  }),
  rule('IS_ENTITY_OWNER', 'The entity is owned by one of the refs.', {
    params: { claims: Type.Array(Type.String()) },
    // Not lowered: a claim is compared exactly, and one that is not canonical owns nothing.
    toFilter: ({ claims }) => ({ key: 'relations.ownedby', in: [...new Set(claims as string[])] }),
  }),
]

/**
 * The conditions of a decision as a filter.
 *
 * @param criteria - Untrusted: a policy may be anybody's code.
 * @throws `model/malformed-criteria` for an unknown rule, another resource type, wrong parameters, an empty combination.
 */
export function criteriaToFilter(criteria: Criteria, rules: readonly EntityRule[] = entityRules): Filter {
  const byName = new Map(rules.map((known) => [known.name, known]))
  return convert(criteria, byName, { path: 'conditions', depth: 1 })
}

type Rules = ReadonlyMap<string, EntityRule>
type Place = { path: string; depth: number }

const maxDepth = 50

function convert(criteria: unknown, rules: Rules, place: Place): Filter {
  if (typeof criteria !== 'object' || criteria === null || Array.isArray(criteria))
    throw wrong(place, 'they are no object')
  if (place.depth > maxDepth) throw wrong(place, `they nest more than ${maxDepth} deep`)
  if ('allOf' in criteria) return { all: convertAll(criteria.allOf, rules, inside(place, 'allOf')) }
  if ('anyOf' in criteria) return { any: convertAll(criteria.anyOf, rules, inside(place, 'anyOf')) }
  if ('not' in criteria) return { not: convert(criteria.not, rules, inside(place, 'not')) }
  return convertRule(criteria, rules, place)
}

function convertAll(list: unknown, rules: Rules, place: Place): Filter[] {
  if (!Array.isArray(list) || list.length === 0) throw wrong(place, 'it must be a list of at least one condition')
  return list.map((part, index) => convert(part, rules, { ...place, path: `${place.path}[${index}]` }))
}

function convertRule(leaf: object, rules: Rules, place: Place): Filter {
  const { rule: name, resourceType, params = {} } = leaf as Partial<Record<string, unknown>>
  const known = rules.get(String(name))
  if (known === undefined) {
    throw wrong(
      inside(place, 'rule'),
      `no rule is called ${JSON.stringify(name)}; there are ${[...rules.keys()].join(', ')}`,
    )
  }
  if (resourceType !== known.resourceType) {
    throw wrong(
      inside(place, 'resourceType'),
      `${known.name} is about ${known.resourceType}, not ${JSON.stringify(resourceType)}`,
    )
  }
  const [problem] = paramsProblems(known, params)
  if (problem !== undefined) throw wrong(inside(place, 'params'), problem)
  return known.toFilter(params as Record<string, unknown>)
}

const checks = new WeakMap<EntityRule, SchemaCheck>()

function paramsProblems(known: EntityRule, params: unknown): string[] {
  if (known.paramsSchema === undefined) return []
  const check = checks.get(known) ?? compileSchema(known.paramsSchema)
  checks.set(known, check)
  if (check.holds(params)) return []
  const problems = check.problems(params, { pointer: '', owner: known.name })
  return problems.map(({ message, pointer }) => (pointer ? `${dottedPath(pointer)}: ${message}` : message))
}

interface RuleParts {
  params: TProperties
  toFilter: EntityRule['toFilter']
}

function rule(name: string, description: string, { params, toFilter }: RuleParts): EntityRule {
  return {
    name,
    description,
    resourceType: catalogEntityResource,
    paramsSchema: Type.Object(params, { additionalProperties: false }),
    toFilter,
    apply: (entity, given) => matchesFilter(toFilter(given), rowsOfServedEntity(entity)),
  }
}

const keyIs = (key: string, value: unknown): Filter =>
  value === undefined ? keyExists(key) : keyIsOneOf(key, [String(value)])

const inside = (place: Place, key: string): Place => ({ path: `${place.path}.${key}`, depth: place.depth + 1 })

const wrong = ({ path }: Place, reason: string) => modelErrors.malformedCriteria({ path, reason })
