import type { JsonValue } from '@callboard/model'
import type { TemplateValue } from 'nunjitsu'
import { errors } from '../../model/errors.ts'

// The engine refuses a whole scope for one key that it does not take. Somebody who fills in a form could then switch every
// expression of the template off, conditions included: a text that is left as it is holds. So these keys are left out; no
// expression could name them.
const reservedKeys = new Set(['__proto__', 'constructor', 'prototype'])
/** Deeper than any form or entity; the engine refuses 256. */
const maxDepth = 200
/** What the engine refuses. */
const maxEntries = 100_000

/**
 * What templates see of a value: plain data without reserved keys.
 *
 * @throws `scaffolder/too-many-values` when the engine could not take it: nothing must be rendered without it.
 */
export function toTemplateValue(value: unknown): TemplateValue | undefined {
  let entries = 0
  const copy = (value: unknown, depth: number): TemplateValue | undefined => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value
    if (typeof value !== 'object') return undefined
    if (depth > maxDepth) throw errors.tooManyValues({ maxEntries, maxDepth })
    const members = Object.entries(value)
    entries += members.length
    if (entries > maxEntries) throw errors.tooManyValues({ maxEntries, maxDepth })
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1) ?? null)
    const kept: [string, TemplateValue][] = []
    for (const [key, member] of members) {
      const copied = reservedKeys.has(key) ? undefined : copy(member, depth + 1)
      if (copied !== undefined) kept.push([key, copied])
    }
    return Object.fromEntries(kept)
  }
  return copy(value, 1)
}

/** What a template gave, as JSON that belongs to the caller: the engine's own values are frozen and have no prototype. */
export function fromTemplateValue(value: TemplateValue | undefined): JsonValue | undefined {
  if (value === null || typeof value !== 'object') return value
  // Only collections that the engine made itself could be Maps and Sets, and it has no syntax for them.
  if (value instanceof Map || value instanceof Set)
    return [...value.values()].map((item) => fromTemplateValue(item) ?? null)
  if (Array.isArray(value)) return value.map((item) => fromTemplateValue(item) ?? null)
  const entries = Object.entries(value).flatMap(([key, member]: [string, TemplateValue]) => {
    const kept = fromTemplateValue(member)
    return kept === undefined ? [] : [[key, kept] as const]
  })
  return Object.fromEntries(entries)
}
