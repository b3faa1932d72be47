import { isMap } from '../is-map.ts'
import { modelErrors } from '../model-errors.ts'
import { type Filter, keyExists, keyIsOneOf, maxFilterConditions } from './filter.ts'

/** Predicates nested deeper than this are refused. */
export const maxPredicateDepth = 50

/**
 * Reads the `query` of a POST body.
 *
 * @param query - Untrusted, as it came out of JSON.
 * @throws `model/malformed-predicate`, naming the path in the query.
 * @see spec/catalog.md 4.5
 */
export function parsePredicate(query: unknown): Filter {
  return parse(query, { path: 'query', depth: 1, budget: { conditions: maxFilterConditions } })
}

interface Place {
  path: string
  depth: number
  /** Shared by the whole query. */
  budget: { conditions: number }
}

type Primitive = string | number | boolean

function parse(predicate: unknown, place: Place): Filter {
  if (!isMap(predicate)) {
    throw wrong(place, `a predicate is an object such as {"kind": "component"}, not ${describe(predicate)}`)
  }
  if (place.depth > maxPredicateDepth) throw wrong(place, `predicates nest at most ${maxPredicateDepth} deep`)
  spend(place)
  const keys = Object.keys(predicate)
  const operator = keys.find((key) => key.startsWith('$'))
  if (operator !== undefined) {
    if (keys.length > 1) throw wrong(place, `the operator ${operator} must be the only key of its object`)
    return parseOperator(operator, predicate[operator], inside(place, operator))
  }
  const parts = keys.map((key) => parseCondition(key, predicate[key], inside(place, key)))
  return parts.length === 1 && parts[0] ? parts[0] : { all: parts }
}

function parseOperator(operator: string, value: unknown, place: Place): Filter {
  if (operator === '$not') return { not: parse(value, place) }
  if (operator !== '$all' && operator !== '$any') {
    throw wrong(place, `${operator} is no operator for predicates; there are $all, $any and $not`)
  }
  if (!Array.isArray(value)) throw wrong(place, `${operator} takes a list of predicates, not ${describe(value)}`)
  const parts = value.map((part, index) => parse(part, { ...place, path: `${place.path}[${index}]` }))
  return operator === '$all' ? { all: parts } : { any: parts }
}

function parseCondition(key: string, value: unknown, place: Place): Filter {
  spend(place)
  if (isPrimitive(value)) return keyIsOneOf(key, [String(value)])
  if (!isMap(value))
    throw wrong(place, `a value is a string, a number, a boolean or an operator, not ${describe(value)}`)
  for (const operator of Object.keys(value)) {
    if (!valueOperators.includes(operator)) {
      throw wrong(place, `"${operator}" is no operator for values; there are ${valueOperators.join(', ')}`)
    }
  }
  // The order is the contract: of several operators in one object only the first of these counts.
  if ('$exists' in value) return parseExists(key, value.$exists, inside(place, '$exists'))
  if ('$in' in value) return parseIn(key, value.$in, inside(place, '$in'))
  if ('$contains' in value) return parseContains(key, value.$contains, inside(place, '$contains'))
  if ('$hasPrefix' in value) return parsePrefix(key, value.$hasPrefix, inside(place, '$hasPrefix'))
  throw wrong(place, `the object is empty; it needs one of ${valueOperators.join(', ')}`)
}

const valueOperators = ['$exists', '$in', '$contains', '$hasPrefix']

function parseExists(key: string, value: unknown, place: Place): Filter {
  if (typeof value !== 'boolean') throw wrong(place, `$exists takes true or false, not ${describe(value)}`)
  return value ? keyExists(key) : { not: keyExists(key) }
}

function parseIn(key: string, value: unknown, place: Place): Filter {
  if (!Array.isArray(value)) throw wrong(place, `$in takes a list, not ${describe(value)}`)
  const bad = value.findIndex((element) => !isPrimitive(element))
  if (bad !== -1) {
    const found = describe(value[bad])
    throw wrong({ ...place, path: `${place.path}[${bad}]` }, `$in takes strings, numbers and booleans, not ${found}`)
  }
  return keyIsOneOf(key, value.map(String))
}

function parsePrefix(key: string, value: unknown, place: Place): Filter {
  if (typeof value !== 'string') throw wrong(place, `$hasPrefix takes a string, not ${describe(value)}`)
  return { key: key.toLowerCase(), prefix: value.toLowerCase() }
}

function parseContains(key: string, value: unknown, place: Place): Filter {
  // Arrays are flattened into rows of their own, so that "contains" and "is" ask the same.
  if (isPrimitive(value)) return keyIsOneOf(key, [String(value)])
  if (!isMap(value))
    throw wrong(place, `$contains takes a string, a number, a boolean or an object, not ${describe(value)}`)
  if (key.toLowerCase() !== 'relations') throw wrong(place, '$contains takes an object only for the key relations')
  for (const name of Object.keys(value)) {
    if (name !== 'type' && name !== 'targetRef') {
      throw wrong(inside(place, name), 'a relation is asked by type and targetRef only')
    }
  }
  if (typeof value.type !== 'string' || value.type === '') {
    throw wrong(inside(place, 'type'), 'a relation needs its type, for example "ownedBy"')
  }
  const rowKey = `relations.${value.type}`
  return value.targetRef === undefined
    ? keyExists(rowKey)
    : keyIsOneOf(rowKey, targetRefs(value.targetRef, inside(place, 'targetRef')))
}

function targetRefs(value: unknown, place: Place): string[] {
  if (typeof value === 'string' && value !== '') return [value]
  const list = isMap(value) && Object.keys(value).length === 1 ? value.$in : undefined
  if (Array.isArray(list) && list.length > 0 && list.every((ref) => typeof ref === 'string' && ref !== '')) return list
  throw wrong(place, 'targetRef is a ref, or {"$in": [refs]} with at least one of them')
}

function spend({ budget, ...place }: Place): void {
  budget.conditions -= 1
  if (budget.conditions < 0) throw wrong({ ...place, budget }, `it has more than ${maxFilterConditions} conditions`)
}

const inside = (place: Place, key: string): Place => ({
  ...place,
  path: `${place.path}.${key}`,
  depth: place.depth + 1,
})

const wrong = (place: Place, reason: string) => {
  const path = place.path.length > 200 ? `${place.path.slice(0, 197)}…` : place.path
  return modelErrors.malformedPredicate({ path, reason })
}

const isPrimitive = (value: unknown): value is Primitive =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`
}
