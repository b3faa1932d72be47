import { expect, test } from 'vitest'
import { relationsOf } from '../relations.ts'
import { validateEntity } from '../validate-entity.ts'
import { builtinKinds } from './builtin-kinds.ts'
import { parseKindConfig } from './kind-config.ts'
import { kindModel } from './kind-model.ts'

const production = {
  kind: 'Production',
  apiVersions: ['northlight.example/v1'],
  description: 'A show on its way to the stage.',
  spec: {
    type: 'object',
    required: ['venue', 'premiere'],
    properties: {
      venue: { type: 'string', minLength: 1 },
      premiere: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      cast: { type: 'array', items: { type: 'string' } },
      budget: { $ref: '#/$defs/money' },
    },
    $defs: { money: { type: 'integer', minimum: 0 } },
  },
  relations: [
    { field: 'spec.venue', type: 'performedAt', inverse: 'hosts', defaultKind: 'Resource' },
    { field: 'spec.cast', type: 'hasMember', inverse: 'memberOf', defaultKind: 'User' },
  ],
  columns: [{ field: 'spec.premiere', title: 'Premiere' }],
}

test('a declared kind is checked and related like a built-in one', () => {
  const { kinds, problems } = parseKindConfig({ kinds: [production] })
  expect(problems).toEqual([])
  expect(kinds[0]?.plural).toBe('Productions')
  const model = kindModel([...builtinKinds, ...kinds])
  const entity = {
    apiVersion: 'northlight.example/v1',
    kind: 'Production',
    metadata: { name: 'hamlet' },
    spec: { venue: 'main-stage', premiere: '2026-12-01', cast: ['ada'], budget: 5 },
  }
  expect(validateEntity(entity, model)).toEqual([])
  expect(relationsOf(entity, model).map(({ type, targetRef }) => `${type} ${targetRef}`)).toEqual([
    'performedAt resource:default/main-stage',
    'hosts production:default/hamlet',
    'hasMember user:default/ada',
    'memberOf production:default/hamlet',
  ])
  const broken = { ...entity, spec: { venue: '', premiere: 'soon', budget: -1.5 } }
  expect(validateEntity(broken, model).map(({ pointer }) => pointer)).toEqual(
    expect.arrayContaining(['/spec/venue', '/spec/premiere', '/spec/budget']),
  )
})

test.each([undefined, null, {}, { kinds: [] }])('%o declares nothing', (value) => {
  expect(parseKindConfig(value)).toEqual({ kinds: [], problems: [] })
})

test.each<{ why: string; value: unknown; at: string; code: string }>([
  { why: 'a list', value: [], at: '', code: 'model/field-type' },
  { why: 'an unknown key', value: { kind: [] }, at: '/kind', code: 'model/field-unknown' },
  { why: 'kinds as a map', value: { kinds: {} }, at: '/kinds', code: 'model/field-type' },
  {
    why: 'no name',
    value: { kinds: [{ ...production, kind: undefined }] },
    at: '/kinds/0/kind',
    code: 'model/field-missing',
  },
  {
    why: 'no schema',
    value: { kinds: [{ ...production, spec: undefined }] },
    at: '/kinds/0/spec',
    code: 'model/field-missing',
  },
  {
    why: 'a schema that is none',
    value: { kinds: [{ ...production, spec: 'x' }] },
    at: '/kinds/0/spec',
    code: 'model/field-type',
  },
  {
    why: 'a name that is no word',
    value: { kinds: [{ ...production, kind: 'My Kind' }] },
    at: '/kinds/0/kind',
    code: 'model/field-syntax',
  },
  {
    why: 'a bad version',
    value: { kinds: [{ ...production, apiVersions: ['a/b/c'] }] },
    at: '/kinds/0/apiVersions/0',
    code: 'model/field-syntax',
  },
  {
    why: 'no version',
    value: { kinds: [{ ...production, apiVersions: [] }] },
    at: '/kinds/0/apiVersions',
    code: 'model/field-value',
  },
  {
    why: 'a built-in kind',
    value: { kinds: [{ ...production, kind: 'Component', apiVersions: undefined }] },
    at: '/kinds/0/kind',
    code: 'model/kind-taken',
  },
  {
    why: 'a built-in kind in another casing',
    value: { kinds: [{ ...production, kind: 'component', apiVersions: undefined }] },
    at: '/kinds/0/kind',
    code: 'model/kind-taken',
  },
  {
    why: 'the same kind twice',
    value: { kinds: [production, production] },
    at: '/kinds/1/kind',
    code: 'model/kind-taken',
  },
  {
    why: 'a relation outside of spec',
    value: { kinds: [{ ...production, relations: [{ field: 'owner', type: 'a', inverse: 'b' }] }] },
    at: '/kinds/0/relations/0/field',
    code: 'model/field-value',
  },
  {
    why: 'a relation without inverse',
    value: { kinds: [{ ...production, relations: [{ field: 'spec.a', type: 'a' }] }] },
    at: '/kinds/0/relations/0/inverse',
    code: 'model/field-missing',
  },
  {
    why: 'a relation type with a dash',
    value: { kinds: [{ ...production, relations: [{ field: 'spec.a', type: 'a-b', inverse: 'b' }] }] },
    at: '/kinds/0/relations/0/type',
    code: 'model/field-value',
  },
  {
    why: 'a column without title',
    value: { kinds: [{ ...production, columns: [{ field: 'spec.a' }] }] },
    at: '/kinds/0/columns/0/title',
    code: 'model/field-missing',
  },
  {
    why: 'a misspelt type in the schema',
    value: { kinds: [{ ...production, spec: { type: 'object', properties: { a: { type: 'strng' } } } }] },
    at: '/kinds/0/spec/properties/a/type',
    code: 'model/schema-invalid',
  },
  {
    why: 'required that is no list',
    value: { kinds: [{ ...production, spec: { required: true } }] },
    at: '/kinds/0/spec/required',
    code: 'model/schema-invalid',
  },
  {
    why: 'a pattern that is none',
    value: { kinds: [{ ...production, spec: { properties: { a: { pattern: '(' } } } }] },
    at: '/kinds/0/spec/properties/a/pattern',
    code: 'model/schema-invalid',
  },
  {
    why: 'properties as a list',
    value: { kinds: [{ ...production, spec: { properties: [] } }] },
    at: '/kinds/0/spec/properties',
    code: 'model/schema-invalid',
  },
  {
    why: 'a spec that is a text',
    value: { kinds: [{ ...production, spec: { type: 'string' } }] },
    at: '/kinds/0/spec/type',
    code: 'model/schema-invalid',
  },
  {
    why: 'a broken variant',
    value: { kinds: [{ ...production, variants: { a: { anyOf: {} } } }] },
    at: '/kinds/0/variants/a/anyOf',
    code: 'model/schema-invalid',
  },
])('$why is a problem', ({ value, at, code }) => {
  expect(parseKindConfig(value).problems).toContainEqual(expect.objectContaining({ pointer: at, code }))
})

test('a broken kind does not take the others with it', () => {
  const { kinds } = parseKindConfig({ kinds: [{ ...production, kind: 'User', apiVersions: undefined }, production] })
  expect(kinds.map((definition) => definition.kind)).toEqual(['Production'])
})

test('the same kind and version cannot be put together twice', () => {
  expect(() => kindModel([...builtinKinds, ...builtinKinds.slice(0, 1)])).toThrow('declared twice')
})
