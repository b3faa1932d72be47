import { parseDuration, type TSchema } from '@callboard/model'
import { Check, Errors } from 'typebox/schema'
import { fieldsOf, itemSchema, propertySchema, type SchemaFields } from './config-schema.ts'
import { looksSecret } from './secret-names.ts'

/** One thing wrong with a value, not yet tied to a file. */
export interface Mismatch {
  code: 'config/wrong-value' | 'config/missing-key' | 'config/unknown-key'
  /** Path below the checked value. */
  path: string[]
  /** `expected a number, got "abc"` */
  text: string
  /** For an unknown key: the names that are known in its place. */
  known?: string[]
}

/**
 * Everything wrong with a value, each wrong key once. TypeBox decides what is valid; this walk finds the words for it.
 *
 * @param value - Prepared by `prepareValue`. Quoted in the texts, except where it may be secret.
 */
export function findMismatches(schema: TSchema, value: unknown, path: string[] = []): Mismatch[] {
  const fields = fieldsOf(schema)
  if (fields.duration) return isDuration(schema, value) ? [] : [unexpected(schema, value, path)]
  if (fields.anyOf) return unionMismatches(fields.anyOf, schema, { value, path })
  const found = [
    ...(fields.allOf ?? []).flatMap((part) => findMismatches(part, value, path)),
    ...(Array.isArray(value) ? arrayMismatches(schema, value, path) : []),
    ...(isRecord(value) ? objectMismatches(schema, value, path) : []),
  ]
  return found.length > 0 || Check(schema, value) ? found : [ruleMismatch(schema, value, path)]
}

/** What a schema wants, in words that follow "expected". */
export function describeSchema(schema: TSchema | undefined): string {
  if (!schema) return 'a value'
  const { type, const: constant, enum: values, anyOf, format, duration } = fieldsOf(schema)
  if (duration) return 'a duration such as "10s", "PT10M" or { minutes: 10 }'
  if (constant !== undefined) return JSON.stringify(constant)
  if (values) return joinWords(values.map((value) => JSON.stringify(value)))
  if (anyOf) return joinWords([...new Set(anyOf.map(describeSchema))])
  if (type === 'string') return format === 'uri' ? 'a URL' : format ? `a text in the format "${format}"` : 'a string'
  return wordsByType[type ?? ''] ?? 'a value'
}

const wordsByType: Record<string, string> = {
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'nothing',
}

const joinWords = (words: string[]) =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join('')

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isDuration(schema: TSchema, value: unknown): boolean {
  if (!Check(schema, value)) return false
  try {
    // The schema has said that it is a string or an object of numbers.
    parseDuration(value as string)
    return true
  } catch {
    return false
  }
}

/** A value that has the shape of exactly one member hears that member's complaints; any other hears what was expected. */
function unionMismatches(
  members: readonly TSchema[],
  schema: TSchema,
  { value, path }: { value: unknown; path: string[] },
) {
  const results = members.map((member) => findMismatches(member, value, path))
  if (results.some((result) => result.length === 0)) return []
  const alike = members.flatMap((member, i) => (hasShape(member, value) ? [results[i] ?? []] : []))
  const [only] = alike
  return only && alike.length === 1 ? only : [unexpected(schema, value, path)]
}

function hasShape(schema: TSchema, value: unknown): boolean {
  const fields = fieldsOf(schema)
  if (Array.isArray(value)) return fields.type === 'array'
  if (!isRecord(value)) return fields.const === undefined && matchesType(fields, value)
  if (fields.type !== 'object') return false
  return Object.entries(fields.properties ?? {}).every(([key, of]) => {
    const { const: constant } = fieldsOf(of)
    return constant === undefined || constant === value[key]
  })
}

function arrayMismatches(schema: TSchema, value: readonly unknown[], path: string[]): Mismatch[] {
  return value.flatMap((item, i) => {
    const of = itemSchema(schema, i)
    return of ? findMismatches(of, item, [...path, String(i)]) : []
  })
}

function objectMismatches(schema: TSchema, value: Record<string, unknown>, path: string[]): Mismatch[] {
  const { properties = {}, required = [], additionalProperties } = fieldsOf(schema)
  const missing = required
    .filter((key) => !Object.hasOwn(value, key))
    .map((key): Mismatch => {
      const text = `expected ${describeSchema(properties[key])}, but the key is missing`
      return { code: 'config/missing-key', path: [...path, key], text }
    })
  const rest = Object.entries(value).flatMap(([key, field]): Mismatch[] => {
    const of = propertySchema(schema, key)
    if (of) return findMismatches(of, field, [...path, key])
    if (additionalProperties !== false) return []
    const known = Object.keys(properties)
    return [{ code: 'config/unknown-key', path: [...path, key], text: 'this key is unknown here', known }]
  })
  return [...missing, ...rest]
}

/** The walk found nothing, TypeBox did: the value is of another type, or breaks a rule such as a limit or a format. */
function ruleMismatch(schema: TSchema, value: unknown, path: string[]): Mismatch {
  const fields = fieldsOf(schema)
  if (fields.const !== undefined || fields.enum || !matchesType(fields, value)) return unexpected(schema, value, path)
  const [, [error]] = Errors(schema, value)
  if (error?.keyword === 'format') return unexpected(schema, value, path)
  const rule =
    value === '' ? 'must not be empty' : `${error?.message ?? 'is not allowed'}, got ${preview(schema, value, path)}`
  return { code: 'config/wrong-value', path, text: rule }
}

function matchesType({ type }: SchemaFields, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isRecord(value)
  return type === undefined || type === typeof value || (type === 'null' && value === null)
}

const unexpected = (schema: TSchema, value: unknown, path: string[]): Mismatch => ({
  code: 'config/wrong-value',
  path,
  text: `expected ${describeSchema(schema)}, got ${preview(schema, value, path)}`,
})

function preview(schema: TSchema, value: unknown, path: readonly string[]): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (value === '') return '""'
  if (fieldsOf(schema).secret || path.some(looksSecret)) return 'a secret value that is not shown'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text
}
