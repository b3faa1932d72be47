import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Entity } from './entity.ts'
import { indexRows, indexValue, relationRows } from './index-rows.ts'
import { sha1 } from './sha1.ts'

const entity = (parts: object): Entity => ({
  apiVersion: 'v1',
  kind: 'K',
  metadata: { name: 'n', namespace: 'ns' },
  ...parts,
})
const rowsBelow = (prefix: string, parts: object) =>
  indexRows(entity(parts))
    .filter((row) => row.key.startsWith(prefix))
    .map(({ key, value }) => `${key}=${value}`)

test('the example of the contract', () => {
  const a = { b: ['c', { d: 1 }], e: 7, f: [], g: null }
  expect(rowsBelow('spec', { spec: { a } })).toEqual([
    'spec.a.b=c',
    'spec.a.b.c=true',
    'spec.a.b.d=1',
    'spec.a.e=7',
    'spec.a.g=null',
  ])
})

test.each([
  { why: 'keys and values lose their case', spec: { Foo: 'BAR' }, rows: ['spec.foo=bar'] },
  { why: 'booleans and numbers are texts', spec: { a: true, b: 1.5 }, rows: ['spec.a=true', 'spec.b=1.5'] },
  { why: 'an empty text is a value', spec: { a: '' }, rows: ['spec.a='] },
  { why: 'objects and empty lists have no row', spec: { a: {}, b: [] }, rows: [] },
  { why: 'one row for each key and value', spec: { a: ['x', 'X', 'x'] }, rows: ['spec.a=x', 'spec.a.x=true'] },
  { why: 'dots in keys stay', spec: { 'a.b/c': 1 }, rows: ['spec.a.b/c=1'] },
  { why: 'a long key has no row', spec: { ['k'.repeat(300)]: 1 }, rows: [] },
])('$why', ({ spec, rows }) => {
  expect(rowsBelow('spec', { spec })).toEqual(rows)
})

test('status, relations, attachments and the etag are not indexed', () => {
  const parts = { status: { a: 1 }, relations: [{ type: 'a', targetRef: 'b' }], attachments: { c: 1 } }
  const keys = indexRows(entity({ ...parts, metadata: { name: 'n', etag: 'e', uid: 'u' } })).map((row) => row.key)
  expect(keys).toEqual(['kind', 'apiversion', 'metadata.name', 'metadata.namespace', 'metadata.uid'])
})

test('a missing namespace is indexed as default', () => {
  expect(rowsBelow('metadata.namespace', { metadata: { name: 'n' } })).toEqual(['metadata.namespace=default'])
})

test('the original keeps its casing, and null has neither value nor original', () => {
  expect(indexRows(entity({ spec: { a: 'Foo', b: null } })).slice(-2)).toEqual([
    { key: 'spec.a', value: 'foo', original: 'Foo' },
    { key: 'spec.b', value: null, original: null },
  ])
})

test('a long value is known by the hash of its lower case', () => {
  const text = 'Long '.repeat(50)
  const hash = createHash('sha1').update(text.toLowerCase()).digest('hex')
  expect(indexRows(entity({ spec: { a: text } })).at(-1)).toEqual({
    key: 'spec.a',
    value: `sha1:${hash}`,
    original: null,
  })
  expect(indexValue('spec.a', text.toUpperCase())).toBe(`sha1:${hash}`)
  expect(indexValue('relations.ownedby', text)).toBe(text.toLowerCase())
})

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 5000])('sha1 of %d letters is what node:crypto says', (length) => {
  const text = 'ä'.repeat(length)
  expect(sha1(text)).toBe(createHash('sha1').update(text).digest('hex'))
})

test('keys that name the prototype are keys like any other', () => {
  const spec = JSON.parse('{"__proto__":{"x":1},"constructor":"c","toString":"t"}')
  expect(rowsBelow('spec', { spec })).toEqual(['spec.__proto__.x=1', 'spec.constructor=c', 'spec.tostring=t'])
})

test('deep nesting ends the walk, not the process', () => {
  let lists: unknown = 'deep'
  for (let i = 0; i < 100_000; i++) lists = [lists]
  expect(rowsBelow('spec.', { spec: { lists, a: 1 } })).toEqual(['spec.a=1'])
})

test('relations are rows by their type', () => {
  expect(relationRows([{ type: 'ownedBy', targetRef: 'group:default/a' }])).toEqual([
    { key: 'relations.ownedby', value: 'group:default/a', original: 'group:default/a' },
  ])
})
