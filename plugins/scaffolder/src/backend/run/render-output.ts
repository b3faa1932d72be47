import type { JsonObject, JsonValue } from '@callboard/model'
import { isTruthy } from './is-truthy.ts'

/**
 * The rendered `spec.output`, without the links and texts whose condition is false (spec/scaffolder.md 5).
 * A condition that rendered to nothing is gone already, and such an item is shown.
 */
export function renderOutput(rendered: JsonValue | undefined): JsonObject {
  if (typeof rendered !== 'object' || rendered === null || Array.isArray(rendered)) return {}
  return Object.fromEntries(
    Object.entries(rendered).map(([name, value]) => [
      name,
      (name === 'links' || name === 'text') && Array.isArray(value) ? value.flatMap(shown) : value,
    ]),
  )
}

function shown(item: JsonValue): JsonValue[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item) || !('if' in item)) return [item]
  const { if: condition, ...rest } = item
  return isTruthy(condition) ? [rest] : []
}
