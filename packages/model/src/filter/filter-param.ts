import { modelErrors } from '../model-errors.ts'
import { everything, type Filter, keyExists, keyIsOneOf, maxFilterConditions } from './filter.ts'

/**
 * Reads the values of the query parameter `filter`: conditions in one value are AND-ed, values are OR-ed.
 *
 * @returns Undefined when no condition is left, which is no filter.
 * @throws `model/malformed-filter` for a condition without a key, or too many conditions.
 * @see spec/catalog.md 4.4
 */
export function parseFilterParam(values: readonly string[]): Filter | undefined {
  const sets = values.map(parseSet).filter((set) => set !== undefined)
  if (sets.length === 0) return undefined
  if (sets.reduce((sum, set) => sum + set.size, 0) > maxFilterConditions) {
    throw modelErrors.malformedFilter({
      filter: shorten(values.join('&')),
      reason: `it has more than ${maxFilterConditions} conditions`,
    })
  }
  const merged = mergeSingles(sets).map(filterOfSet)
  return merged.length === 1 ? merged[0] : { any: merged }
}

/** The conditions of one value by key. No values: the key must exist. */
type ConditionSet = Map<string, string[]>

function parseSet(text: string): ConditionSet | undefined {
  const set: ConditionSet = new Map()
  for (const condition of text.split(',')) {
    if (condition.trim() === '') continue
    const equals = condition.indexOf('=')
    const key = (equals === -1 ? condition : condition.slice(0, equals)).trim().toLowerCase()
    if (key === '')
      throw modelErrors.malformedFilter({ filter: shorten(text), reason: `"${condition.trim()}" has no key` })
    const values = set.get(key) ?? []
    if (equals !== -1) values.push(condition.slice(equals + 1).trim())
    set.set(key, values)
  }
  return set.size === 0 ? undefined : set
}

/** `filter=kind=api&filter=kind=component` asks what `filter=kind=api,kind=component` asks: one look, not two. */
function mergeSingles(sets: ConditionSet[]): ConditionSet[] {
  const singles: ConditionSet = new Map()
  const merged: ConditionSet[] = []
  for (const set of sets) {
    const [only, ...more] = set
    if (only === undefined) continue
    const [key, values] = only
    const known = singles.get(key)
    if (more.length > 0 || values.length === 0) merged.push(set)
    else if (known) known.push(...values)
    else {
      const own = [...values]
      singles.set(key, own)
      merged.push(new Map([[key, own]]))
    }
  }
  return merged
}

function filterOfSet(set: ConditionSet): Filter {
  const parts = [...set].map(([key, values]) => (values.length === 0 ? keyExists(key) : keyIsOneOf(key, values)))
  return parts.length === 1 ? (parts[0] ?? everything) : { all: parts }
}

const shorten = (text: string) => (text.length > 80 ? `${text.slice(0, 77)}…` : text)
