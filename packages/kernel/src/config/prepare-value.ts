import type { TSchema } from '@callboard/model'
import { Check } from 'typebox/schema'
import { type ConfigNode, isHidden, nodeOf, plainValue, type ScalarNode } from './config-node.ts'
import { fieldsOf, itemSchema, propertySchema } from './config-schema.ts'
import { parseBooleanText, parseNumberText } from './config-view.ts'

const defaultOrigin = { file: 'default' }

/**
 * The value that a schema makes of a node: defaults filled in, and text turned into the number or boolean it stands for, as
 * values from environment variables need it (spec/platform.md 1.7). What cannot be turned stays as it is, for the check to refuse.
 */
export function prepareValue(schema: TSchema, node: ConfigNode | undefined): unknown {
  const fields = fieldsOf(schema)
  if (node === undefined || isHidden(node)) {
    return fields.default === undefined ? undefined : prepareValue(schema, nodeOf(fields.default, defaultOrigin))
  }
  if (fields.duration) return plainValue(node)
  if (fields.anyOf) return prepareUnion(fields.anyOf, node)
  if (fields.allOf) return prepareIntersection(fields.allOf, node)
  if (node.kind === 'object') return prepareObject(schema, node.fields)
  if (node.kind === 'array') {
    return node.items.map((item, i) => {
      const of = itemSchema(schema, i)
      return of ? prepareValue(of, item) : plainValue(item)
    })
  }
  return prepareScalar(schema, node)
}

function prepareObject(schema: TSchema, nodes: ReadonlyMap<string, ConfigNode>): unknown {
  const { properties = {}, required = [] } = fieldsOf(schema)
  const result: Record<string, unknown> = {}
  for (const [key, node] of nodes) {
    if (isHidden(node)) continue
    const of = propertySchema(schema, key)
    result[key] = of ? prepareValue(of, node) : plainValue(node)
  }
  for (const [key, of] of Object.entries(properties)) {
    if (Object.hasOwn(result, key)) continue
    // A block that must be there is filled with its own defaults, so that a missing key in it is named and not the block.
    const isBlock = required.includes(key) && fieldsOf(of).type === 'object' && fieldsOf(of).default === undefined
    const value = isBlock ? prepareObject(of, new Map()) : prepareValue(of, undefined)
    if (value !== undefined) result[key] = value
  }
  return result
}

function prepareScalar(schema: TSchema, { value, text }: ScalarNode): unknown {
  const { type } = fieldsOf(schema)
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return text ?? String(value)
  if ((type === 'number' || type === 'integer') && typeof value === 'string') return parseNumberText(value) ?? value
  if (type === 'boolean' && (typeof value === 'string' || typeof value === 'number')) {
    return parseBooleanText(String(value)) ?? value
  }
  return value
}

/** As it is written comes first: `5` stays a number where a number or a string is allowed. */
function prepareUnion(options: readonly TSchema[], node: ConfigNode): unknown {
  const written = plainValue(node)
  const asWritten = options.find((option) => Check(option, written))
  if (asWritten) return prepareValue(asWritten, node)
  const prepared = options.map((option) => ({ option, value: prepareValue(option, node) }))
  return prepared.find(({ option, value }) => Check(option, value))?.value ?? written
}

function prepareIntersection(parts: readonly TSchema[], node: ConfigNode): unknown {
  const values = parts.map((part) => prepareValue(part, node))
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!values.every(isObject)) return values.at(-1)
  // Each part knows only its own keys; a value that a part does not know is the written one, and must not undo another's.
  const result: Record<string, unknown> = {}
  parts.forEach((part, i) => {
    for (const [key, value] of Object.entries(values[i] as object)) {
      if (!Object.hasOwn(result, key) || propertySchema(part, key)) result[key] = value
    }
  })
  return result
}
