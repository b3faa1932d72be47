import type { TRecord, TSchema, TSchemaOptions, TString, Type as TypeBox } from 'typebox'

/** The builders of TypeBox that declarations use, with TypeBox's own types. */
export type TypeBuilder = Pick<
  typeof TypeBox,
  | 'Array'
  | 'Boolean'
  | 'Enum'
  | 'Integer'
  | 'Intersect'
  | 'Literal'
  | 'Null'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe'
  | 'Void'
> & {
  Record<Value extends TSchema>(key: TString, value: Value, options?: TSchemaOptions): TRecord<'^.*$', Value>
}

type Keywords = Record<string, unknown>

/** What TypeBox's types speak of and JSON Schema does not know is hidden: schemas are printed and sent as they are. */
function hide(schema: Keywords, name: '~kind' | '~optional' | '~unsafe', value: unknown): Keywords {
  return Object.defineProperty(schema, name, { value, configurable: true, writable: true })
}

const schemaOf = (kind: string, keywords: Keywords, options?: Keywords) =>
  hide({ ...keywords, ...options }, '~kind', kind)

const plain = (kind: string) => (options?: Keywords) => schemaOf(kind, { type: kind.toLowerCase() }, options)

/** Keeps what is hidden, unlike a spread. */
const copyOf = (schema: Keywords): Keywords => Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema))

function objectOf(properties: Record<string, Keywords>, options?: Keywords): Keywords {
  const required = Object.keys(properties).filter((key) => !('~optional' in (properties[key] ?? {})))
  return schemaOf('Object', { type: 'object', ...(required.length > 0 && { required }), properties }, options)
}

/**
 * Builds schemas as TypeBox does, for the kinds named here. TypeBox's own builder brings an engine for computed types of
 * some 300 modules: a tenth of a second at every start, seven megabytes, and as much of every browser's first load.
 */
export const Type = {
  Array: (items: Keywords, options?: Keywords) => schemaOf('Array', { type: 'array', items }, options),
  Boolean: plain('Boolean'),
  Enum: (values: unknown, options?: Keywords) => schemaOf('Enum', { enum: values }, options),
  Integer: plain('Integer'),
  Intersect: (allOf: Keywords[], options?: Keywords) => schemaOf('Intersect', { allOf }, options),
  Literal: (value: unknown, options?: Keywords) => schemaOf('Literal', { type: typeof value, const: value }, options),
  Null: plain('Null'),
  Number: plain('Number'),
  Object: objectOf,
  Optional: (schema: Keywords) => hide(copyOf(schema), '~optional', true),
  Record: (_key: Keywords, value: Keywords, options?: Keywords) =>
    schemaOf('Record', { type: 'object', patternProperties: { '^.*$': value } }, options),
  String: plain('String'),
  Union: (anyOf: Keywords[], options?: Keywords) => schemaOf('Union', { anyOf }, options),
  Unknown: (options?: Keywords) => schemaOf('Unknown', {}, options),
  Unsafe: (schema: Keywords) => hide(copyOf(schema), '~unsafe', null),
  Void: plain('Void'),
  // The types follow the kinds, which no function type can say; `type.test.ts` holds the result against TypeBox's.
} as unknown as TypeBuilder
