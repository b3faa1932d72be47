import type { JsonObject, JsonValue } from '@callboard/model'

/** A page in the two parts that the form library wants. */
export interface SplitPage {
  /** Plain JSON schema. */
  schema: JsonObject
  /** What began with `ui:`, in the places of the properties it is about. */
  hints: JsonObject
}

/** Keywords whose schemas are about the same value: what they hint is hinted to the schema around them. */
const samePlaceLists = ['anyOf', 'oneOf', 'allOf']
const samePlaces = ['then', 'else']

/** Takes the hints for the form out of a page's schema (spec/scaffolder.md 2.2). */
export function splitHints(page: JsonObject): SplitPage {
  const { schema, hints } = split(page)
  const definitions = Object.entries({ $defs: page.$defs, definitions: page.definitions }).flatMap(([key, schemas]) =>
    Object.entries(recordOf(schemas)).map(([name, one]) => [`#/${key}/${name}`, split(recordOf(one)).hints] as const),
  )
  const used = definitions.filter(([, found]) => Object.keys(found).length > 0)
  return { schema, hints: used.length === 0 ? hints : { ...hints, 'ui:definitions': Object.fromEntries(used) } }
}

function split(from: JsonObject): SplitPage {
  const schema: JsonObject = {}
  let hints: JsonObject = {}
  const keep = (key: string, part: SplitPage) => {
    schema[key] = part.schema
    return part.hints
  }
  for (const [key, value] of Object.entries(from)) {
    if (key.startsWith('ui:')) hints = merged(hints, { [key]: value })
    else if (key === 'enumNames') hints = merged({ 'ui:enumNames': value }, hints)
    else if (key === 'properties' && isRecord(value)) {
      const parts = splitAll(value)
      schema[key] = parts.schema
      hints = merged(hints, parts.hints)
    } else if (key === 'dependencies' && isRecord(value)) {
      const parts = splitAll(value)
      schema[key] = parts.schema
      hints = Object.values(parts.hints).map(recordOf).reduce(merged, hints)
    } else if ((key === '$defs' || key === 'definitions') && isRecord(value)) {
      schema[key] = splitAll(value).schema
    } else if (key === 'items' && Array.isArray(value)) {
      const parts = value.map((one) => split(recordOf(one)))
      schema[key] = parts.map((part) => part.schema)
      hints = merged(hints, { items: parts.map((part) => part.hints) })
    } else if ((key === 'items' || key === 'additionalProperties') && isRecord(value)) {
      hints = merged(hints, { [key]: keep(key, split(value)) })
    } else if (samePlaces.includes(key) && isRecord(value)) {
      hints = merged(hints, keep(key, split(value)))
    } else if (samePlaceLists.includes(key) && Array.isArray(value)) {
      const parts = value.map((one) => (isRecord(one) ? split(one) : { schema: one, hints: {} }))
      schema[key] = parts.map((part) => part.schema)
      hints = parts.map((part) => part.hints).reduce(merged, hints)
    } else schema[key] = value
  }
  return { schema, hints }
}

/** Schemas by name; what is no schema, such as the lists that `dependencies` may have, stays as it is. */
function splitAll(schemas: JsonObject): SplitPage {
  const parts = Object.entries(schemas).map(
    ([name, one]) => [name, isRecord(one) ? split(one) : { schema: one, hints: {} }] as const,
  )
  const hinted = parts.filter(([, { hints }]) => Object.keys(hints).length > 0)
  return {
    schema: Object.fromEntries(parts.map(([name, { schema }]) => [name, schema])),
    hints: Object.fromEntries(hinted.map(([name, { hints }]) => [name, hints])),
  }
}

/** The second wins where both say something about the same. */
function merged(one: JsonObject, other: JsonObject): JsonObject {
  const result = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const before = result[key]
    result[key] = isRecord(before) && isRecord(value) ? merged(before, value) : value
  }
  return result
}

/** Whether it is an object, and no list. */
export const isRecord = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object, or an empty one where there is none. */
export const recordOf = (value: JsonValue | undefined): JsonObject => (isRecord(value) ? value : {})
