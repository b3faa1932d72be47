import type { JsonObject, JsonValue } from '@callboard/model'

/** A value that a schema speaks of. */
export interface SchemaRow {
  /** From the outside in: `commits`, `items`, `path`. */
  path: readonly string[]
  /** `string`, `object[]`, `string | number`. */
  type: string
  isRequired: boolean
  description: string | undefined
  /** JSON. */
  byDefault: string | undefined
  /** The only values there are, as JSON. */
  choices: readonly string[]
}

/** A schema may hold itself; nobody reads further down than this. */
const deepest = 6

/** All values that the schema of an object speaks of, outer ones before what is in them. */
export const schemaRows = (schema: JsonObject): SchemaRow[] => rowsIn(schema, [])

function rowsIn(schema: JsonObject, path: readonly string[]): SchemaRow[] {
  if (path.length >= deepest) return []
  const required = list(schema.required)
  const own = Object.entries(object(schema.properties) ?? {}).flatMap(([name, value]) => {
    const property = object(value) ?? {}
    const at = [...path, name]
    const row: SchemaRow = {
      path: at,
      type: typeOf(property),
      isRequired: required.includes(name),
      description: text(property.description),
      byDefault: property.default === undefined ? undefined : JSON.stringify(property.default),
      choices: choicesOf(property).map((choice) => JSON.stringify(choice)),
    }
    return [row, ...below(property, at)]
  })
  return [...own, ...alternatives(schema).flatMap((one) => rowsIn(one, path))]
}

/** What is in an object, or in the things of a list. */
function below(schema: JsonObject, path: readonly string[]): SchemaRow[] {
  const items = object(schema.items)
  return items ? below(items, path) : rowsIn(schema, path)
}

function typeOf(schema: JsonObject): string {
  const items = object(schema.items)
  if (items) {
    const type = typeOf(items)
    return type.includes('|') ? `(${type})[]` : `${type}[]`
  }
  const said = typeof schema.type === 'string' ? [schema.type] : list(schema.type).map(String)
  const kinds = said.length > 0 ? said : alternatives(schema).map(typeOf)
  if (kinds.length > 0) return [...new Set(kinds)].join(' | ')
  const [first] = choicesOf(schema)
  return first === undefined ? 'any' : typeof first
}

const alternatives = (schema: JsonObject): JsonObject[] =>
  [schema.anyOf, schema.oneOf, schema.allOf]
    .flatMap(list)
    .map(object)
    .filter((one) => one !== undefined)

/** From `enum` and `const`, also where each is an alternative of its own. */
function choicesOf(schema: JsonObject): JsonValue[] {
  if (schema.const !== undefined) return [schema.const]
  const own = list(schema.enum ?? object(schema.items)?.enum)
  return own.length > 0 ? own : alternatives(schema).flatMap((one) => (one.const === undefined ? [] : [one.const]))
}

const object = (value: JsonValue | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined

const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : [])

const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : undefined)
