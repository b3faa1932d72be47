import { findMismatches, nearestName } from '@callboard/kernel'
import { type ConditionRule, rulesOf } from '../../model/condition.ts'
import type { Condition, Grant } from '../../model/role.ts'
import { fillParams } from './conditions.ts'
import type { KnownResourceType, Vocabulary } from './vocabulary.ts'

const maxDepth = 20
/** Stands for anybody while parameters are checked. */
const somebody = { userEntityRef: 'user:default/a', ownershipEntityRefs: ['user:default/a'] }

/** Why a grant cannot be taken, a sentence; undefined when it can. Its shape has been checked by the schema. */
export function grantProblem(grant: Grant, vocabulary: Vocabulary): string | undefined {
  const { permission, resourceType, action, if: condition } = grant
  if (permission === undefined && resourceType === undefined && action === undefined)
    return 'A grant names a permission, a resourceType or an action.'
  if (permission === '' || resourceType === '') return 'The name of a permission or a resourceType is empty.'
  if (resourceType?.includes('*')) return 'A resourceType has no "*"; leave it out for all of them.'
  if (condition === undefined) return undefined
  return shapeProblem(condition, 0) ?? rulesProblem(condition, typesOf(grant, vocabulary))
}

/** What is odd about a grant and yet may be meant, a sentence: it may be about a plugin that is not installed. */
export function grantRemark({ permission, resourceType }: Grant, vocabulary: Vocabulary): string | undefined {
  const names = [...vocabulary.permissions.keys()]
  const meant = (name: string, known: string[]) => {
    const near = nearestName(name, known)
    return near === undefined ? '' : ` Did you mean ${near}?`
  }
  if (permission?.endsWith('*') && !names.some((name) => name.startsWith(permission.slice(0, -1))))
    return `No plugin of this portal declares a permission that begins with ${permission.slice(0, -1)}.`
  if (permission !== undefined && !permission.endsWith('*') && !names.includes(permission))
    return `No plugin of this portal declares the permission ${permission}.${meant(permission, names)}`
  const types = [...vocabulary.resourceTypes.keys()]
  if (resourceType !== undefined && !types.includes(resourceType))
    return `No plugin of this portal has resources of the type ${resourceType}.${meant(resourceType, types)}`
  return undefined
}

/** The resource types that a grant with conditions may be about; a sentence when it can be about none. */
function typesOf({ permission, resourceType }: Grant, vocabulary: Vocabulary): KnownResourceType[] | string {
  const { permissions, resourceTypes } = vocabulary
  const declared = permission === undefined ? undefined : permissions.get(permission)?.permission
  if (declared?.type === 'basic') return `${declared.name} is about no particular thing, so it takes no condition.`
  const type = resourceType ?? declared?.resourceType
  if (type === undefined) return [...resourceTypes.values()]
  const known = resourceTypes.get(type)
  return known ? [known] : `No plugin of this portal has resources of the type ${type}, so nobody knows its rules.`
}

function shapeProblem(condition: unknown, depth: number): string | undefined {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
    return 'A condition is an object.'
  if (depth > maxDepth) return `Conditions nest at most ${maxDepth} deep.`
  const keys = Object.keys(condition)
  const { allOf, anyOf, not, rule, params } = condition as Record<string, unknown>
  const parts = allOf ?? anyOf
  if (keys.length === 1 && parts !== undefined) {
    if (!Array.isArray(parts) || parts.length === 0) return 'allOf and anyOf take a list that is not empty.'
    return parts.map((part) => shapeProblem(part, depth + 1)).find((problem) => problem !== undefined)
  }
  if (keys.length === 1 && not !== undefined) return shapeProblem(not, depth + 1)
  if (typeof rule !== 'string' || keys.some((key) => key !== 'rule' && key !== 'params'))
    return 'A condition is one of { rule, params }, { allOf }, { anyOf } and { not }.'
  if (params !== undefined && (typeof params !== 'object' || params === null || Array.isArray(params)))
    return `The params of ${rule} are an object.`
  return undefined
}

/** All rules of a condition must belong to one type: nothing is of two. */
function rulesProblem(condition: Condition, types: KnownResourceType[] | string): string | undefined {
  if (typeof types === 'string') return types
  const rules = rulesOf(condition)
  const fitting = types.find((type) => rules.every(({ rule }) => type.rules.has(rule)))
  if (!fitting) {
    const known = types.flatMap((type) => [...type.rules.keys()])
    const unknown = rules.find(({ rule }) => !known.includes(rule))
    if (!unknown) return 'The rules of the condition are about things of different types.'
    return `There is no rule ${unknown.rule}; there are ${known.join(', ')}.`
  }
  return rules.map((rule) => paramsProblem(rule, fitting)).find((problem) => problem !== undefined)
}

function paramsProblem({ rule, params = {} }: ConditionRule, type: KnownResourceType): string | undefined {
  const schema = type.rules.get(rule)?.paramsSchema
  if (!schema) return undefined
  const [first] = findMismatches(schema, fillParams(params, somebody))
  return first && `The params of ${rule} are not valid: ${[...first.path, first.text].join(': ')}.`
}
