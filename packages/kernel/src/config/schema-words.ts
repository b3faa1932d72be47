import { type ConfigOptions, Duration, Secret, type TSchema, Type } from '@callboard/model'

/** A block of keys. */
export const block = (description: string, properties: Record<string, TSchema>) =>
  Type.Optional(Type.Object(properties, { description }))
/** An optional text. */
export const text = (description: string, options: ConfigOptions = {}) =>
  Type.Optional(Type.String({ description, ...options }))
/** An optional number. */
export const number = (description: string, options: ConfigOptions = {}) =>
  Type.Optional(Type.Number({ description, ...options }))
/** An optional yes or no. */
export const flag = (description: string, options: ConfigOptions = {}) =>
  Type.Optional(Type.Boolean({ description, ...options }))
/** An optional list of texts. */
export const texts = (description: string, options: ConfigOptions = {}) =>
  Type.Optional(Type.Array(Type.String(), { description, ...options }))
/** One of a few words, optional. */
export const oneOf = (values: readonly string[], description: string, options: ConfigOptions = {}) =>
  Type.Optional(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { description, ...options },
    ),
  )
/** A text that is never shown, optional. */
export const secret = (description: string) => Type.Optional(Secret({ description }))
/** A length of time, optional. */
export const duration = (description: string, options: ConfigOptions = {}) =>
  Type.Optional(Duration({ description, ...options }))
/** A length of time, or a plain number of milliseconds. */
export const msOrDuration = (description: string) =>
  Type.Optional(Type.Union([Type.Number(), Duration()], { description }))
/** An optional list of blocks. */
export const list = (description: string, properties: Record<string, TSchema>) =>
  Type.Optional(Type.Array(Type.Object(properties), { description }))
/** A value of any shape. */
export const anything = (description: string) => Type.Optional(Type.Unknown({ description }))
