import type { Entity } from './entity.ts'
import { modelErrors } from './model-errors.ts'

/**
 * Reads the values of `fields`: dotted paths, comma-separated, repeatable, case-sensitive.
 *
 * @throws `model/malformed-fields` when no path is left, or one holds a `[`.
 * @see spec/catalog.md 4.6
 */
export function parseFields(values: readonly string[]): string[] {
  const fields = values.flatMap((value) => value.split(',')).flatMap((field) => field.trim() || [])
  if (fields.length === 0) throw modelErrors.malformedFields({ reason: 'it names no field' })
  const indexed = fields.find((field) => field.includes('['))
  if (indexed !== undefined)
    throw modelErrors.malformedFields({ reason: `"${indexed}" holds a "["; a path goes through arrays by dots` })
  return [...new Set(fields)]
}

/**
 * The parts of an entity that `fields` name. Missing paths are skipped; keys that hold dots are found part by part;
 * a number in a path picks one element and leaves null in front of it.
 *
 * @returns A new object; the parts in it are shared with `entity`.
 */
export function projectFields(entity: Entity, fields: readonly string[]): Record<string, unknown> {
  const output: Record<string, unknown> = {}
  for (const field of fields) {
    const steps = resolve(entity, field.split('.'), 0)
    if (steps) place(output, entity, steps)
  }
  return output
}

/** The keys that lead to the value, or undefined when there is none. Shorter keys are tried first. */
function resolve(node: unknown, parts: readonly string[], from: number): string[] | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  for (let to = from + 1; to <= parts.length; to++) {
    const key = parts.slice(from, to).join('.')
    if (!Object.hasOwn(node, key) || (Array.isArray(node) && !/^\d+$/.test(key))) continue
    const value = (node as Record<string, unknown>)[key]
    if (value === undefined) continue
    if (to === parts.length) return [key]
    const rest = resolve(value, parts, to)
    if (rest) return [key, ...rest]
  }
  return undefined
}

type Container = Record<string, unknown>

function place(output: Container, source: unknown, steps: readonly string[]): void {
  let target = output
  let from = source as Container // resolve() has walked these steps, so that every container on the way is one
  for (const [index, key] of steps.entries()) {
    const value = from[key]
    if (index === steps.length - 1) {
      setOwn(target, key, value)
      return
    }
    const known = Object.hasOwn(target, key) ? target[key] : undefined
    // An earlier field already took this whole part.
    if (known === value) return
    const next = (known ?? (Array.isArray(value) ? [] : {})) as Container
    if (known === undefined) setOwn(target, key, next)
    target = next
    from = value as Container
  }
}

function setOwn(target: Container, key: string, value: unknown): void {
  if (Array.isArray(target)) for (let hole = target.length; hole < Number(key); hole++) target[hole] = null
  // Defined rather than assigned: an assignment to a key called __proto__ would change what the object is.
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
