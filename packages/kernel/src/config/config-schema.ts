import type { TSchema } from '@callboard/model'

/** A block of config that somebody declares. */
export interface ConfigDeclaration {
  /** Whose it is; `kernel` for the host itself. */
  pluginId: string
  /** Dotted path of the block; empty for the top. */
  key: string
  schema: TSchema
}

/** The JSON Schema keywords that config schemas use. TypeBox types hide them, so they are named here once. */
export interface SchemaFields {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: TSchema[]
  allOf?: TSchema[]
  items?: TSchema | TSchema[]
  properties?: Record<string, TSchema>
  patternProperties?: Record<string, TSchema>
  additionalProperties?: TSchema | boolean
  required?: string[]
  format?: string
  default?: unknown
  description?: string
  deprecated?: string | boolean
  secret?: boolean
  inBrowser?: boolean
  duration?: boolean
}

/** The keywords of a schema. */
export const fieldsOf = (schema: TSchema): SchemaFields => schema as SchemaFields

/** The schema of one property: declared by name, by pattern, or for all others. */
export function propertySchema(schema: TSchema, key: string): TSchema | undefined {
  const { properties, patternProperties, additionalProperties } = fieldsOf(schema)
  if (properties && Object.hasOwn(properties, key)) return properties[key]
  for (const [pattern, byPattern] of Object.entries(patternProperties ?? {})) {
    if (new RegExp(pattern).test(key)) return byPattern
  }
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}

/** The schema of an array's element. */
export function itemSchema(schema: TSchema, index: number): TSchema | undefined {
  const { items } = fieldsOf(schema)
  return Array.isArray(items) ? items[index] : items
}
