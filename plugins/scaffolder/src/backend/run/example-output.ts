import type { JsonObject, JsonValue } from '@callboard/model'

interface Schema {
  type?: string | string[]
  examples?: JsonValue[]
  properties?: Record<string, Schema>
  items?: Schema | Schema[]
}

/** What an action that is not run in a dry run seems to have given, made up from its schema (spec/scaffolder.md 6). */
export function exampleOutput(schema: object | undefined): JsonObject {
  const example = schema === undefined ? {} : exampleOf(schema)
  // An action gives an object, whatever its schema says.
  return typeof example === 'object' && example !== null && !Array.isArray(example) ? example : {}
}

function exampleOf({ type, examples, properties, items }: Schema): JsonValue {
  if (examples && examples.length > 0) return examples[0] ?? null
  if (type === 'object')
    return Object.fromEntries(Object.entries(properties ?? {}).map(([name, schema]) => [name, exampleOf(schema)]))
  if (type === 'array') {
    const [first] = Array.isArray(items) ? items : items ? [items] : []
    return first ? [exampleOf(first)] : []
  }
  if (type === 'string') return '<example>'
  if (type === 'number' || type === 'integer') return 0
  if (type === 'boolean') return false
  return '<unknown>'
}
