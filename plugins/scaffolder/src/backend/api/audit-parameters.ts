import type { JsonValue } from '@callboard/model'

const suffix = '...<truncated>'

/**
 * The answers of a task for the audit, long texts cut (spec/scaffolder.md 7.8).
 *
 * @param maxLength - `scaffolder.auditor.taskParameterMaxLength`; -1: nothing is cut.
 */
export function auditParameters<T extends JsonValue>(parameters: T, maxLength: number): T {
  return (maxLength < 0 ? parameters : cut(parameters, maxLength)) as T // cutting texts keeps the shape
}

function cut(value: JsonValue, maxLength: number): JsonValue {
  if (typeof value === 'string') return value.length > maxLength ? value.slice(0, maxLength) + suffix : value
  if (Array.isArray(value)) return value.map((item) => cut(item, maxLength))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, inner === undefined ? inner : cut(inner, maxLength)]),
  )
}
