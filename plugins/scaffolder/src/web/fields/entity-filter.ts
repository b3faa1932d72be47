import type { JsonObject, JsonValue } from '@callboard/model'
import { isRecord, recordOf } from '../form/split-hints.ts'

/**
 * What a picker asks the catalog for, as a predicate of spec/catalog.md 4.5.
 *
 * @param options - `catalogFilter`, or else `allowedKinds`, of which the first counts (spec/scaffolder.md 2.5).
 */
export function entityFilter(options: JsonObject, defaultKinds?: readonly string[]): JsonObject {
  const { catalogFilter, allowedKinds } = options
  if (Array.isArray(catalogFilter)) return { $any: catalogFilter.map((one) => allOf(recordOf(one))) }
  if (isRecord(catalogFilter)) return allOf(catalogFilter)
  const kinds = Array.isArray(allowedKinds) ? allowedKinds : defaultKinds
  return kinds ? { kind: { $in: [...kinds] } } : {}
}

function allOf(filter: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([key, value]) => {
      const condition = conditionOf(value)
      return condition === undefined ? [] : [[key, condition] as const]
    }),
  )
}

function conditionOf(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return { $in: value }
  if (isRecord(value)) return typeof value.exists === 'boolean' ? { $exists: value.exists } : undefined
  return value ?? undefined
}
