import { describe, expect, test } from 'vitest'
import { builtinKinds } from './kinds/builtin-kinds.ts'
import { kindModel } from './kinds/kind-model.ts'
import { defaultFieldRules } from './syntax.ts'
import { validateEntity } from './validate-entity.ts'

const model = kindModel(builtinKinds)

const specs: Record<string, object> = {
  Component: { type: 'service', lifecycle: 'production', owner: 'team-a' },
  API: { type: 'openapi', lifecycle: 'production', owner: 'team-a', definition: 'openapi: 3.1.0' },
  Resource: { type: 'database', owner: 'team-a' },
  System: { owner: 'team-a' },
  Domain: { owner: 'team-a' },
  Group: { type: 'team', children: [] },
  User: { memberOf: [] },
  Location: {},
  Template: { type: 'service', steps: [{ action: 'debug:log' }] },
  AiResource: { type: 'prompt', lifecycle: 'production', owner: 'team-a' },
}

const v1 = 'backstage.io/v1alpha1'
const template = 'scaffolder.backstage.io/v1beta3'
const entity = (kind: string, spec: object = {}, rest: object = {}) => ({
  apiVersion: kind === 'Template' ? template : v1,
  kind,
  metadata: { name: 'web' },
  spec: { ...specs[kind], ...spec },
  ...rest,
})
const withMeta = (metadata: object) => ({ ...entity('Component'), metadata: { name: 'web', ...metadata } })
// Through JSON, which has no undefined, as everything that is read is.
const found = (value: unknown) =>
  validateEntity(JSON.parse(JSON.stringify(value)), model).map(({ code, pointer }) => `${code} ${pointer}`)

describe('valid entities', () => {
  test.each(Object.keys(specs))('the smallest %s', (kind) => {
    expect(found(entity(kind))).toEqual([])
  })

  test.each(Object.keys(specs).filter((kind) => kind !== 'Template' && kind !== 'AiResource'))(
    '%s of v1beta1',
    (kind) => {
      expect(found({ ...entity(kind), apiVersion: 'backstage.io/v1beta1' })).toEqual([])
    },
  )

  test.each([
    {
      why: 'unknown fields below metadata and spec',
      value: entity('Component', { foo: { bar: [1] } }, { metadata: { name: 'a', foo: null } }),
    },
    { why: 'uid and etag of the author, which are ignored', value: withMeta({ uid: 7, etag: [] }) },
    { why: 'all kinds of tags', value: withMeta({ tags: ['c++', 'c#', 'a:b'] }) },
    {
      why: 'an empty description, label and annotation',
      value: withMeta({ description: '', labels: { a: '' }, annotations: { a: '' } }),
    },
    {
      why: 'more keys in a link',
      value: withMeta({ links: [{ url: 'mailto:a@example.com', title: 'x', icon: 'y', type: 'z', more: 1 }] }),
    },
    { why: 'names with dots and doubled dashes', value: withMeta({ name: 'a--b._c' }) },
    {
      why: 'a mcp-server with remotes',
      value: entity('API', {
        type: 'mcp-server',
        definition: undefined,
        remotes: [{ type: 'sse', url: 'https://a.example' }],
      }),
    },
    { why: 'a mcp-server with a definition', value: entity('API', { type: 'mcp-server' }) },
    { why: 'a profile with more fields', value: entity('User', { profile: { displayName: 'Ada', more: 1 } }) },
    { why: 'dependencyOf as one ref', value: entity('Component', { dependencyOf: 'component:a' }) },
    {
      why: 'template parameters as a list',
      value: entity('Template', { parameters: [{ title: 'a' }], output: { links: [{ if: true, url: 'x' }] } }),
    },
    {
      why: 'a skill that depends on skills',
      value: entity('AiResource', { type: 'skill', dependsOn: ['other'], compatibility: 'x'.repeat(500) }),
    },
    { why: 'a rule', value: entity('AiResource', { type: 'rule', category: 'a', rationale: 'b' }) },
  ])('$why', ({ value }) => {
    expect(found(value)).toEqual([])
  })
})

describe('problems', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })

  test.each<{ why: string; value: unknown; problems: string[] }>([
    { why: 'no map', value: 'x', problems: ['model/not-an-entity '] },
    { why: 'a list', value: [], problems: ['model/not-an-entity '] },
    { why: 'null', value: null, problems: ['model/not-an-entity '] },
    {
      why: 'nothing in it',
      value: {},
      problems: ['model/field-missing /apiVersion', 'model/field-missing /kind', 'model/field-missing /metadata'],
    },
    { why: 'metadata as a list', value: { ...entity('User'), metadata: [] }, problems: ['model/field-type /metadata'] },
    { why: 'no name', value: { ...entity('User'), metadata: {} }, problems: ['model/field-missing /metadata/name'] },
    { why: 'a number as name', value: withMeta({ name: 2001 }), problems: ['model/field-type /metadata/name'] },
    { why: 'an empty name', value: withMeta({ name: '' }), problems: ['model/field-empty /metadata/name'] },
    {
      why: 'a null namespace',
      value: withMeta({ namespace: null }),
      problems: ['model/field-empty /metadata/namespace'],
    },
    {
      why: 'annotations as a list',
      value: withMeta({ annotations: [{ a: 'b' }] }),
      problems: ['model/field-type /metadata/annotations'],
    },
    { why: 'a name with a slash', value: withMeta({ name: 'a/b' }), problems: ['model/field-syntax /metadata/name'] },
    {
      why: 'an upper-case namespace',
      value: withMeta({ namespace: 'Foo' }),
      problems: ['model/field-syntax /metadata/namespace'],
    },
    { why: 'an empty title', value: withMeta({ title: '' }), problems: ['model/field-empty /metadata/title'] },
    {
      why: 'a null description',
      value: withMeta({ description: null }),
      problems: ['model/field-type /metadata/description'],
    },
    {
      why: 'bad label key and value',
      value: withMeta({ labels: { '-a': 'b c' } }),
      problems: ['model/key-syntax /metadata/labels/-a', 'model/field-syntax /metadata/labels/-a'],
    },
    { why: 'labels as a list', value: withMeta({ labels: [] }), problems: ['model/field-type /metadata/labels'] },
    {
      why: 'a number as label',
      value: withMeta({ labels: { a: 1 } }),
      problems: ['model/field-type /metadata/labels/a'],
    },
    {
      why: 'a boolean as annotation',
      value: withMeta({ annotations: { 'a/b': true } }),
      problems: ['model/field-type /metadata/annotations/a~1b'],
    },
    {
      why: 'bad tags',
      value: withMeta({ tags: ['ok', 'A', '-a', 3, ''] }),
      problems: [
        'model/field-syntax /metadata/tags/1',
        'model/field-syntax /metadata/tags/2',
        'model/field-type /metadata/tags/3',
        'model/field-syntax /metadata/tags/4',
      ],
    },
    { why: 'tags as a text', value: withMeta({ tags: 'java' }), problems: ['model/field-type /metadata/tags'] },
    {
      why: 'a relative link',
      value: withMeta({ links: [{ url: '/a' }] }),
      problems: ['model/field-syntax /metadata/links/0/url'],
    },
    {
      why: 'a link without url, a blank title',
      value: withMeta({ links: [{ title: ' ' }] }),
      problems: ['model/field-missing /metadata/links/0/url', 'model/field-empty /metadata/links/0/title'],
    },
    { why: 'links as a map', value: withMeta({ links: {} }), problems: ['model/field-type /metadata/links'] },
    {
      why: 'relations from the author',
      value: { ...entity('User'), relations: [] },
      problems: ['model/root-field-unknown /relations'],
    },
    {
      why: 'status from the author',
      value: { ...entity('User'), status: {} },
      problems: ['model/root-field-unknown /status'],
    },
    {
      why: 'anything else at the root',
      value: { ...entity('User'), foo: 1 },
      problems: ['model/root-field-unknown /foo'],
    },
    {
      why: 'keys that differ in case',
      value: withMeta({ Foo: 1, foo: 2 }),
      problems: ['model/keys-differ-in-case /metadata/Foo'],
    },
    {
      why: 'keys that differ in case, deep inside',
      value: entity('Component', { a: [{ bAr: 1, BaR: 2 }] }),
      problems: ['model/keys-differ-in-case /spec/a/0/BaR'],
    },
    {
      why: 'a kind in lower case',
      value: { ...entity('Component'), kind: 'component' },
      problems: ['model/unknown-kind /kind'],
    },
    {
      why: 'another version',
      value: { ...entity('Component'), apiVersion: 'v1' },
      problems: ['model/unknown-api-version /apiVersion'],
    },
    {
      why: 'a template of v1alpha1',
      value: { ...entity('Template'), apiVersion: v1 },
      problems: ['model/unknown-api-version /apiVersion'],
    },
    {
      why: 'a kind that is no word',
      value: { ...entity('Component'), kind: 'a b' },
      problems: ['model/field-syntax /kind', 'model/unknown-kind /kind'],
    },
    { why: 'no spec', value: { ...entity('Location'), spec: undefined }, problems: ['model/field-missing /spec'] },
    { why: 'spec as a list', value: { ...entity('Location'), spec: [] }, problems: ['model/field-type /spec'] },
    {
      why: 'every field missing',
      value: { ...entity('Component'), spec: {} },
      problems: [
        'model/field-missing /spec/type',
        'model/field-missing /spec/lifecycle',
        'model/field-missing /spec/owner',
      ],
    },
    {
      why: 'null and empty fields',
      value: entity('Component', { owner: null, type: '' }),
      problems: ['model/field-empty /spec/type', 'model/field-empty /spec/owner'],
    },
    {
      why: 'a list that is none',
      value: entity('Component', { providesApis: 'x' }),
      problems: ['model/field-type /spec/providesApis'],
    },
    {
      why: 'more problems than a validator likes to count',
      value: entity('Group', { children: Array.from({ length: 20 }, () => 1) }),
      problems: Array.from({ length: 20 }, (_, i) => `model/field-type /spec/children/${i}`),
    },
    {
      why: 'dependsOn without a kind',
      value: entity('Component', { dependsOn: ['component:ok', 'd'] }),
      problems: ['model/ref-without-kind /spec/dependsOn/1'],
    },
    {
      why: 'an owner with an empty part',
      value: entity('Component', { owner: 'group:' }),
      problems: ['model/ref-malformed /spec/owner'],
    },
    {
      why: 'an api without definition',
      value: entity('API', { definition: undefined }),
      problems: ['model/field-missing /spec/definition'],
    },
    {
      why: 'an api whose definition became an object',
      value: entity('API', { definition: {} }),
      problems: ['model/field-type /spec/definition'],
    },
    {
      why: 'a mcp-server with neither',
      value: entity('API', { type: 'mcp-server', definition: undefined }),
      problems: ['model/field-missing /spec'],
    },
    {
      why: 'a mcp-server without a remote',
      value: entity('API', { type: 'mcp-server', remotes: [] }),
      problems: ['model/field-value /spec/remotes'],
    },
    {
      why: 'an unknown presence',
      value: entity('Location', { presence: 'maybe' }),
      problems: ['model/field-value /spec/presence'],
    },
    {
      why: 'a step without action',
      value: entity('Template', { steps: [{}] }),
      problems: ['model/field-missing /spec/steps/0/action'],
    },
    {
      why: 'a condition that is a number',
      value: entity('Template', { steps: [{ action: 'a', if: 1 }] }),
      problems: ['model/field-value /spec/steps/0/if'],
    },
    {
      why: 'a rule without rationale',
      value: entity('AiResource', { type: 'rule', category: 'a' }),
      problems: ['model/field-missing /spec/rationale'],
    },
    {
      why: 'a plugin without skills',
      value: entity('AiResource', { type: 'plugin' }),
      problems: ['model/field-missing /spec/skills'],
    },
    {
      why: 'a long compatibility',
      value: entity('AiResource', { type: 'skill', compatibility: 'x'.repeat(501) }),
      problems: ['model/field-value /spec/compatibility'],
    },
    {
      why: 'an empty email',
      value: entity('User', { profile: { email: '' } }),
      problems: ['model/field-empty /spec/profile/email'],
    },
  ])('$why', ({ value, problems }) => {
    expect(found(value)).toEqual(problems)
  })

  test('what nests too deep is one problem', () => {
    const codes = validateEntity(entity('Component', { a: deep(50_00), b: deep(200) }), model).map(
      (problem) => problem.code,
    )
    expect(codes).toEqual(['model/too-deep'])
  })

  test('each is a whole sentence with a hint that helps, and carries the ref', () => {
    const [problem] = validateEntity({ ...entity('Component'), kind: 'component' }, model)
    expect(problem).toEqual({
      code: 'model/unknown-kind',
      level: 'error',
      message: 'No kind is called "component" here.',
      hint: 'Did you mean Component? The casing matters.',
      pointer: '/kind',
      ref: 'component:default/web',
    })
  })

  test.each([
    { kind: 'Componnet', hint: 'Did you mean Component' },
    { kind: 'Sytem', hint: 'Did you mean System' },
    { kind: 'Users', hint: 'Did you mean User' },
    { kind: 'Zebra', hint: 'This portal has Component, API' },
  ])('the kind $kind: $hint', ({ kind, hint }) => {
    expect(validateEntity({ ...entity('Component'), kind }, model)[0]?.hint).toContain(hint)
  })

  test('a wrong tag that is easily right says how', () => {
    expect(validateEntity(withMeta({ tags: ['Java Script'] }), model)[0]?.hint).toBe('Write java-script.')
  })

  test('a number as name says to quote it', () => {
    expect(validateEntity(withMeta({ name: 2001 }), model)[0]?.hint).toBe('Put it in quotes: "2001".')
  })
})

test('a deployment may have rules of its own', () => {
  const namespace = { test: (text: string) => text === 'UPPER', expected: 'UPPER' }
  const rules = { ...defaultFieldRules, namespace }
  expect(validateEntity(withMeta({ namespace: 'UPPER' }), model, rules)).toEqual([])
  expect(validateEntity(withMeta({ namespace: 'lower' }), model, rules)[0]?.message).toBe(
    'The field metadata.namespace is "lower"; it must be UPPER.',
  )
})
