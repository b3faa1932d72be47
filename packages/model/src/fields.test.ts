import { expect, test } from 'vitest'
import type { Entity } from './entity.ts'
import { parseFields, projectFields } from './fields.ts'

const entity: Entity = {
  apiVersion: 'v1',
  kind: 'Component',
  metadata: { name: 'web', tags: ['a', 'b'], annotations: { 'backstage.io/orphan': 'true', a: 'x', 'a.b': 'y' } },
  spec: { dependsOn: ['p', 'q'], list: [{ x: 1, y: 2 }], falsy: 0, none: null },
}

test.each([
  { why: 'a value', fields: ['metadata.name'], out: { metadata: { name: 'web' } } },
  { why: 'a subtree', fields: ['spec.list'], out: { spec: { list: [{ x: 1, y: 2 }] } } },
  {
    why: 'several are merged',
    fields: ['kind', 'metadata.name', 'metadata.tags'],
    out: { kind: 'Component', metadata: { name: 'web', tags: ['a', 'b'] } },
  },
  {
    why: 'keys with dots',
    fields: ['metadata.annotations.backstage.io/orphan'],
    out: { metadata: { annotations: { 'backstage.io/orphan': 'true' } } },
  },
  {
    why: 'a key with dots beside a shorter one',
    fields: ['metadata.annotations.a.b'],
    out: { metadata: { annotations: { 'a.b': 'y' } } },
  },
  { why: 'casing counts', fields: ['Kind', 'metadata.Name'], out: {} },
  { why: 'missing paths are skipped', fields: ['spec.nope', 'nope.a', 'kind.a'], out: {} },
  { why: 'an index leaves null in front', fields: ['spec.dependsOn.1'], out: { spec: { dependsOn: [null, 'q'] } } },
  { why: 'a field of an element', fields: ['spec.list.0.y'], out: { spec: { list: [{ y: 2 }] } } },
  { why: 'the length of a list is no field', fields: ['metadata.tags.length'], out: {} },
  {
    why: 'a part after the whole adds nothing',
    fields: ['metadata', 'metadata.name'],
    out: { metadata: entity.metadata },
  },
  { why: 'the whole after a part wins', fields: ['metadata.name', 'metadata'], out: { metadata: entity.metadata } },
  { why: 'falsy values are values', fields: ['spec.falsy', 'spec.none'], out: { spec: { falsy: 0, none: null } } },
  {
    why: 'what only the prototype has is no field',
    fields: ['constructor', 'metadata.toString', '__proto__.x'],
    out: {},
  },
])('$why', ({ fields, out }) => {
  const before = structuredClone(entity)
  expect(projectFields(entity, fields)).toEqual(out)
  expect(entity).toEqual(before)
})

test('a key called __proto__ is copied as a key', () => {
  const spec = JSON.parse('{"__proto__":{"polluted":1}}')
  const out = projectFields({ ...entity, spec }, ['spec.__proto__.polluted'])
  expect(JSON.stringify(out)).toBe('{"spec":{"__proto__":{"polluted":1}}}')
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('fields are split, trimmed and taken once', () => {
  expect(parseFields(['kind, metadata.name', 'kind'])).toEqual(['kind', 'metadata.name'])
})

test.each(['', ' , ', 'a[0]', 'kind,metadata.tags[0]'])('fields="%s" is refused', (value) => {
  expect(() => parseFields([value])).toThrow(
    expect.objectContaining({ code: 'model/malformed-fields', name: 'InputError' }),
  )
})
