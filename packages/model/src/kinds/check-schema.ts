import type { Problem } from '../entity.ts'
import { isMap } from '../is-map.ts'
import { dottedPath, pointerTo } from '../pointer.ts'
import { compileSchema, wrong } from '../schema-problems.ts'

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const schemaMaps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
const schemaLists = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const schemas = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']

/**
 * What is wrong with a JSON Schema that a person wrote by hand. The validator ignores what it does not understand, so that
 * a slip would silently allow everything.
 */
export function findSchemaProblems(schema: unknown, pointer: string): Problem[] {
  const problems: Problem[] = []
  checkSchema(problems, schema, pointer)
  if (problems.length > 0 || !isMap(schema)) return problems
  if (schema.type !== undefined && schema.type !== 'object') {
    const field = { code: 'model/schema-invalid', pointer: `${pointer}/type`, value: schema.type }
    problems.push(wrong({ ...field, expected: 'must be "object", since a spec is a map' }))
  }
  try {
    compileSchema(schema).holds({})
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    problems.push(invalid(pointer, `The schema ${dottedPath(pointer)} cannot be compiled: ${reason}.`))
  }
  return problems
}

function checkSchema(problems: Problem[], schema: unknown, pointer: string): void {
  if (typeof schema === 'boolean') return
  if (!isMap(schema)) {
    problems.push(
      wrong({ code: 'model/schema-invalid', pointer, value: schema, expected: 'must be a JSON Schema, a map' }),
    )
    return
  }
  checkKeywords(problems, schema, pointer)
  for (const key of schemaMaps) {
    if (schema[key] === undefined) continue
    const at = pointerTo(pointer, key)
    if (!isMap(schema[key]))
      problems.push(
        wrong({ code: 'model/schema-invalid', pointer: at, value: schema[key], expected: 'must be a map of schemas' }),
      )
    else for (const [name, part] of Object.entries(schema[key])) checkSchema(problems, part, pointerTo(at, name))
  }
  for (const key of schemaLists) {
    if (schema[key] === undefined) continue
    const at = pointerTo(pointer, key)
    if (!Array.isArray(schema[key]))
      problems.push(
        wrong({ code: 'model/schema-invalid', pointer: at, value: schema[key], expected: 'must be a list of schemas' }),
      )
    else for (const [index, part] of schema[key].entries()) checkSchema(problems, part, pointerTo(at, index))
  }
  for (const key of schemas) if (schema[key] !== undefined) checkSchema(problems, schema[key], pointerTo(pointer, key))
}

function checkKeywords(problems: Problem[], schema: Record<string, unknown>, pointer: string): void {
  const { type, required, pattern, enum: values } = schema
  const unknownType = type === undefined ? undefined : [type].flat().find((name) => !types.includes(name as string))
  if (unknownType !== undefined) {
    const field = { code: 'model/schema-invalid', pointer: `${pointer}/type`, value: unknownType }
    problems.push(wrong({ ...field, expected: `must be one of ${types.join(', ')}` }))
  }
  if (required !== undefined && !(Array.isArray(required) && required.every((name) => typeof name === 'string'))) {
    const field = { code: 'model/schema-invalid', pointer: `${pointer}/required`, value: required }
    problems.push(wrong({ ...field, expected: 'must be a list of field names' }))
  }
  if (values !== undefined && !Array.isArray(values)) {
    problems.push(
      wrong({ code: 'model/schema-invalid', pointer: `${pointer}/enum`, value: values, expected: 'must be a list' }),
    )
  }
  if (pattern !== undefined && !isPattern(pattern)) {
    const field = { code: 'model/schema-invalid', pointer: `${pointer}/pattern`, value: pattern }
    problems.push(wrong({ ...field, expected: 'must be a regular expression' }))
  }
}

function isPattern(pattern: unknown): boolean {
  if (typeof pattern !== 'string') return false
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    // The engine's answer to a broken pattern is an exception; here the answer is no.
    return false
  }
}

const invalid = (pointer: string, message: string): Problem => ({
  code: 'model/schema-invalid',
  level: 'error',
  message,
  pointer,
})
