import { Type as TypeBox } from 'typebox'
import { expect, test } from 'vitest'
import { Type, type TypeBuilder } from './type.ts'

const made = {
  array: (T: TypeBuilder) => T.Array(T.String(), { minItems: 1 }),
  boolean: (T) => T.Boolean({ default: true }),
  enum: (T) => T.Enum(['a', 'b']),
  integer: (T) => T.Integer({ minimum: 0 }),
  intersect: (T) => T.Intersect([T.Object({ a: T.Null() }), T.Object({})]),
  'literals of each type': (T) => T.Union([T.Literal('a'), T.Literal(1), T.Literal(false)], { description: 'One.' }),
  'object with an optional key': (T) =>
    T.Object({ a: T.Optional(T.Number({ description: 'A.' })), b: T.Unknown() }, { additionalProperties: false }),
  'object of optional keys': (T) => T.Object({ a: T.Optional(T.Optional(T.String())) }),
  record: (T) => T.Record(T.String(), T.Number(), { description: 'By name.' }),
  unsafe: (T) => T.Unsafe<string>({ type: 'string' }),
  void: (T) => T.Void(),
} satisfies Record<string, (T: TypeBuilder) => object>

// The one differing type is that of `Record`, whose key is always a text here.
test.each(Object.entries(made))('%s: the same as from TypeBox, hidden marks included', (_name, make) => {
  expect(marked(make(Type))).toEqual(marked(make(TypeBox as unknown as TypeBuilder)))
})

test('marks do not appear in JSON', () => {
  expect(JSON.stringify(Type.Object({ a: Type.Optional(Type.String()) }))).toBe(
    '{"type":"object","properties":{"a":{"type":"string"}}}',
  )
})

/** Everything that the schema holds, as enumerable keys; what is hidden is told apart. */
function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== 'object' || value === null) return value
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value))
  return Object.fromEntries(
    descriptors.map(([key, { value: held, enumerable }]) => [enumerable ? key : `hidden ${key}`, marked(held)]),
  )
}
