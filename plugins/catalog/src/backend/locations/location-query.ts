import { CallboardError } from '@callboard/model'
import type { RegisteredLocation } from './location-store.ts'

const fields = ['id', 'type', 'target', 'entityref'] as const
const maxDepth = 20

/**
 * Turns the `query` of `POST /locations/by-query` into a test (spec/catalog.md 4.16): keys and values ignore case, and
 * other than for entities an empty `$all` matches nothing.
 *
 * @throws InputError naming the key that is wrong.
 */
export function locationTest(query: unknown, depth = 0): (location: RegisteredLocation) => boolean {
  if (depth > maxDepth) throw invalid(`The query nests more than ${maxDepth} levels deep.`)
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw invalid(`A query is an object such as {"type": "url"}, not ${JSON.stringify(query)}.`)
  }
  const entries = Object.entries(query)
  const operator = entries.find(([key]) => key.startsWith('$'))
  if (operator) {
    if (entries.length > 1) throw invalid(`${operator[0]} must be the only key beside it.`)
    return combined(operator[0], operator[1], depth)
  }
  const tests = entries.map(([key, value]) => fieldTest(key, value))
  return (location) => tests.every((test) => test(location))
}

function combined(operator: string, value: unknown, depth: number): (location: RegisteredLocation) => boolean {
  if (operator === '$not') {
    const test = locationTest(value, depth + 1)
    return (location) => !test(location)
  }
  if ((operator !== '$all' && operator !== '$any') || !Array.isArray(value)) {
    throw invalid(`${operator} is not known here, or its value is no list; use $all, $any or $not.`)
  }
  const tests = value.map((one) => locationTest(one, depth + 1))
  if (tests.length === 0) return () => false
  return operator === '$all'
    ? (location) => tests.every((test) => test(location))
    : (location) => tests.some((test) => test(location))
}

function fieldTest(key: string, value: unknown): (location: RegisteredLocation) => boolean {
  const field = fields.find((known) => known === key.toLowerCase())
  if (!field) throw invalid(`Locations have no field "${key}"; use id, type, target or entityRef.`)
  const read = (location: RegisteredLocation) =>
    (field === 'entityref' ? location.entityRef : location[field]).toLowerCase()
  if (isPrimitive(value)) {
    const wanted = String(value).toLowerCase()
    return (location) => read(location) === wanted
  }
  const [entry, ...more] = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (!entry || more.length > 0) throw invalid(`The value of ${key} must be a text, a number or one operator.`)
  return operatorTest(key, entry, read)
}

function operatorTest(
  key: string,
  [operator, value]: [string, unknown],
  read: (location: RegisteredLocation) => string,
): (location: RegisteredLocation) => boolean {
  if (operator === '$exists' && typeof value === 'boolean') return () => value
  if (operator === '$contains') return () => false
  if (operator === '$hasPrefix' && typeof value === 'string') {
    const prefix = value.toLowerCase()
    return (location) => read(location).startsWith(prefix)
  }
  if (operator === '$in' && Array.isArray(value) && value.every(isPrimitive)) {
    const wanted = new Set(value.map((one) => String(one).toLowerCase()))
    return (location) => wanted.has(read(location))
  }
  throw invalid(`${operator} at ${key} is not known or has a value of the wrong type; use $in, $hasPrefix or $exists.`)
}

const isPrimitive = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

const invalid = (message: string) =>
  new CallboardError({ name: 'InputError', code: 'catalog/invalid-location-query', message })
