import type { JsonObject, JsonValue } from '@callboard/model'
import { expect, test } from 'vitest'
import { violationsOf } from './check-schema.ts'
import { violationWords } from './violation-words.ts'

/** Texts without a language: the placeholders filled in. */
const t = (_: string, english: string, values: object = {}) =>
  english
    .replace(
      /\{(\w+), plural, one \{# (\w+)\} other \{# (\w+)\}\}/g,
      (_match, name: string, one: string, other: string) => {
        const count: unknown = Reflect.get(values, name)
        return `${count} ${count === 1 ? one : other}`
      },
    )
    .replace(/\{(\w+)\}/g, (_match, name: string) => String(Reflect.get(values, name)))

const said = (schema: JsonObject, answers: JsonValue) =>
  violationsOf(schema, answers).map((violation) => [violation.path.join('.'), violationWords(violation, t)])

const field = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { it: { title: 'It', ...schema } } })

test.each<{ schema: JsonObject; it: JsonValue; words: string }>([
  { schema: { minLength: 3 }, it: 'ab', words: 'It must have 3 characters or more.' },
  { schema: { maxLength: 1 }, it: 'ab', words: 'It must have 1 character or fewer.' },
  { schema: { pattern: '^a$' }, it: 'b', words: 'It must look like this: ^a$' },
  { schema: { format: 'email' }, it: 'b', words: 'It must be an e-mail address.' },
  { schema: { format: 'uri' }, it: 'b', words: 'It must be a whole address, with https://.' },
  { schema: { format: 'date' }, it: 'b', words: 'It must be a date.' },
  { schema: { format: 'date-time' }, it: 'b', words: 'It must be a date with a time.' },
  { schema: { format: 'ipv4' }, it: 'b', words: 'It must be written as ipv4.' },
  { schema: { minimum: 3 }, it: 2, words: 'It must be 3 or more.' },
  { schema: { maximum: 3 }, it: 4, words: 'It must be 3 or less.' },
  { schema: { exclusiveMinimum: 3 }, it: 3, words: 'It must be more than 3.' },
  { schema: { exclusiveMaximum: 3 }, it: 3, words: 'It must be less than 3.' },
  { schema: { multipleOf: 5 }, it: 3, words: 'It must be a multiple of 5.' },
  { schema: { minItems: 1 }, it: [], words: 'It needs 1 entry or more.' },
  { schema: { maxItems: 1 }, it: [1, 2], words: 'It may have 1 entry or fewer.' },
  { schema: { uniqueItems: true }, it: [1, 1], words: 'It must not have the same entry twice.' },
  { schema: { enum: ['a'] }, it: 'b', words: 'It must be one of the choices.' },
  { schema: { const: true }, it: false, words: 'It must be true.' },
  { schema: { type: 'integer' }, it: 1.5, words: 'It must be a whole number.' },
  { schema: { type: 'number' }, it: 'x', words: 'It must be a number.' },
  { schema: { type: 'boolean' }, it: 'x', words: 'It must be yes or no.' },
  { schema: { type: 'string' }, it: 1, words: 'It must be a text.' },
  { schema: { not: { const: 'x' } }, it: 'x', words: 'It is not valid.' },
  { schema: { pattern: '^a$', errorMessage: 'Say a.' }, it: 'b', words: 'Say a.' },
  { schema: { pattern: '^a$', errorMessage: { pattern: 'Say a.' } }, it: 'b', words: 'Say a.' },
])('$words', ({ schema, it, words }) => {
  expect(said(field(schema), { it })).toEqual([['it', words]])
})

const missing: JsonObject = { type: 'object', required: ['it'], properties: { it: { title: 'It' } } }
const conditional = (it: JsonObject): JsonObject => ({
  type: 'object',
  properties: { kind: { enum: ['a', 'b'] } },
  dependencies: {
    kind: {
      oneOf: [
        { properties: { kind: { enum: ['a'] } } },
        { properties: { kind: { enum: ['b'] }, it: { title: 'It', ...it } }, required: ['it'] },
      ],
    },
  },
})

test.each<{ why: string; schema: JsonObject; answers: JsonValue; said: string[][] }>([
  {
    why: 'what is missing is told where it is missing',
    schema: missing,
    answers: {},
    said: [['it', 'It must not be empty.']],
  },
  {
    why: 'in a list, by its place',
    schema: { properties: { list: { items: missing } } },
    answers: { list: [{ it: 1 }, {}] },
    said: [['list.1.it', 'It must not be empty.']],
  },
  {
    why: 'behind a reference',
    schema: { $ref: '#/$defs/x', $defs: { x: missing } },
    answers: {},
    said: [['it', 'It must not be empty.']],
  },
  {
    why: 'under a condition',
    // biome-ignore lint/suspicious/noThenProperty: JSON schema calls it so
    schema: { if: { required: ['a'] }, then: missing },
    answers: { a: 1 },
    said: [['it', 'It must not be empty.']],
  },
  {
    why: 'of alternatives, only what the one that is meant lacks',
    schema: conditional({}),
    answers: { kind: 'b' },
    said: [['it', 'It must not be empty.']],
  },
  { why: 'the other alternative wants nothing', schema: conditional({}), answers: { kind: 'a' }, said: [] },
  {
    why: 'an alternative that nobody means',
    schema: { properties: { it: { title: 'It', oneOf: [{ const: 1 }, { const: 2 }] } } },
    answers: { it: 3 },
    said: [['it', 'It must be one of the choices.']],
  },
  {
    why: 'what one answer wants besides',
    schema: { properties: { it: { title: 'It' } }, dependencies: { a: ['it'] } },
    answers: { a: 1 },
    said: [['it', 'It must not be empty.']],
  },
  {
    why: 'a word of the template for what is missing',
    schema: { ...missing, errorMessage: { required: { it: 'Tell it.' } } },
    answers: {},
    said: [['it', 'Tell it.']],
  },
  {
    why: 'a word of the template at the object around',
    schema: { ...field({ minLength: 3 }), errorMessage: { properties: { it: 'Longer.' } } },
    answers: { it: 'a' },
    said: [['it', 'Longer.']],
  },
  {
    why: 'a pattern that no browser reads is left to the server',
    schema: field({ pattern: '[' }),
    answers: { it: 'a' },
    said: [],
  },
  {
    why: 'what is not allowed at all',
    schema: { additionalProperties: false },
    answers: { more: 1 },
    said: [['more', 'more is not allowed here.']],
  },
])('$why', (row) => {
  expect(said(row.schema, row.answers)).toEqual(row.said)
})
