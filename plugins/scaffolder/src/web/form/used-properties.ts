import type { JsonObject, JsonValue } from '@callboard/model'
import { createSchemaUtils, type SchemaUtilsType } from '@rjsf/utils'
import { type Answers, formValidator } from './form-validator.ts'
import { isRecord, recordOf } from './split-hints.ts'

/** A property of a page that counts for the answers there are: conditions that do not hold are left out. */
export interface UsedProperty {
  /** From the root of the answers. */
  path: (string | number)[]
  name: string
  /** With its hints. */
  schema: JsonObject
  value: JsonValue | undefined
  isRequired: boolean
}

/** The properties of a page that count for these answers, in the page's order; with those of objects and lists below. */
export function usedProperties(page: JsonObject, answers: JsonObject): UsedProperty[] {
  // No message of it is ever shown.
  const utils: SchemaUtilsType<Answers> = createSchemaUtils(
    formValidator((_, english) => english),
    page,
  )
  return propertiesOf(page, answers, [], utils)
}

/** The properties of one object, without those further down. */
export function ownProperties(schema: JsonObject, answers: JsonObject, root: JsonObject): UsedProperty[] {
  const utils: SchemaUtilsType<Answers> = createSchemaUtils(
    formValidator((_, english) => english),
    root,
  )
  return direct(schema, answers, [], utils)
}

function propertiesOf(
  schema: JsonObject,
  answers: JsonObject,
  path: (string | number)[],
  utils: SchemaUtilsType<Answers>,
): UsedProperty[] {
  return direct(schema, answers, path, utils).flatMap((property) => [property, ...below(property, utils)])
}

function direct(
  schema: JsonObject,
  answers: JsonObject,
  path: (string | number)[],
  utils: SchemaUtilsType<Answers>,
): UsedProperty[] {
  // Schemas are JSON; the library's type says more than it has.
  const resolved = chosen(utils.retrieveSchema(schema, answers) as JsonObject, answers, utils)
  const required = new Set(Array.isArray(resolved.required) ? resolved.required : [])
  return inOrder(Object.entries(recordOf(resolved.properties)), resolved['ui:order']).map(([name, property]) => ({
    path: [...path, name],
    name,
    schema: utils.retrieveSchema(recordOf(property), answers[name] as Answers) as JsonObject,
    value: answers[name],
    isRequired: required.has(name),
  }))
}

/** With the properties of the alternative that the answers are about. */
function chosen(schema: JsonObject, answers: JsonObject, utils: SchemaUtilsType<Answers>): JsonObject {
  const alternatives = schema.oneOf ?? schema.anyOf
  if (!Array.isArray(alternatives) || alternatives.length === 0) return schema
  const options = alternatives.map((one) => utils.retrieveSchema(recordOf(one), answers) as JsonObject)
  const option = recordOf(options[utils.getClosestMatchingOption(answers, options, 0)])
  return {
    ...schema,
    properties: { ...recordOf(schema.properties), ...recordOf(option.properties) },
    required: [schema.required ?? [], option.required ?? []].flat(),
  }
}

function below({ schema, value, path }: UsedProperty, utils: SchemaUtilsType<Answers>): UsedProperty[] {
  if (isRecord(value)) return propertiesOf(schema, value, path, utils)
  if (!Array.isArray(value)) return []
  return value.flatMap((item, place): UsedProperty[] => {
    const own = Array.isArray(schema.items) ? schema.items[place] : schema.items
    const resolved = utils.retrieveSchema(recordOf(own), item as Answers) as JsonObject
    const entry = {
      path: [...path, place],
      name: String(path.at(-1)),
      schema: resolved,
      value: item,
      isRequired: false,
    }
    return [entry, ...below(entry, utils)]
  })
}

function inOrder<T>(entries: [string, T][], order: JsonValue | undefined): [string, T][] {
  if (!Array.isArray(order)) return entries
  const rest = order.includes('*') ? order.indexOf('*') : order.length
  const placeOf = (name: string) => (order.includes(name) ? order.indexOf(name) : rest)
  return entries.toSorted(([one], [other]) => placeOf(one) - placeOf(other))
}
