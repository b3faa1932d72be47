import type { Static, TSchema } from 'typebox'
import { Type } from './type.ts'

export { type Static, type TSchema, Type }

/** A canonical entity ref on the wire: `kind:namespace/name`, lower case, always three parts (spec/catalog.md 1.7). */
export const EntityRef = Type.String({ description: 'An entity ref: `kind:namespace/name`.', minLength: 1 })

/** A canonical entity ref, as a type. See {@link EntityRef}. */
export type EntityRef = string

/** An instant on the wire: ISO 8601 in UTC, so that text order is time order. */
export const DateTime = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' })
export type DateTime = string

/** What one value of a config schema may carry besides JSON Schema (spec/platform.md 1.7). */
export interface ConfigOptions {
  /** What the value is for; printed in the reference docs. Required in declarations of this repository. */
  description?: string
  /** The value may be sent to browsers. */
  inBrowser?: boolean
  /** The value is masked in logs, errors and `config:print`. */
  secret?: boolean
  /** Why the key should no longer be used, and what to use. */
  deprecated?: string | boolean
  default?: unknown
}

/** A string that must never be shown: masked in logs, errors and `config:print`. */
export const Secret = (options: ConfigOptions = {}) => Type.String({ minLength: 1, ...options, secret: true })

/**
 * A length of time in config: `10s`, `2 hours`, `PT10M` or `{ minutes: 10 }` (spec/platform.md 1.8).
 * Parse with `parseDuration`.
 */
export const Duration = (options: ConfigOptions = {}) =>
  Type.Union(
    [
      Type.String(),
      Type.Object(
        {
          years: Type.Optional(Type.Number()),
          months: Type.Optional(Type.Number()),
          weeks: Type.Optional(Type.Number()),
          days: Type.Optional(Type.Number()),
          hours: Type.Optional(Type.Number()),
          minutes: Type.Optional(Type.Number()),
          seconds: Type.Optional(Type.Number()),
          milliseconds: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
    ],
    { ...options, duration: true },
  )
