import { expect, test } from 'vitest'
import type { Entity } from './entity.ts'
import { builtinKinds } from './kinds/builtin-kinds.ts'
import { kindModel } from './kinds/kind-model.ts'
import { relationsOf } from './relations.ts'

const model = kindModel(builtinKinds)
const emitted = (kind: string, spec: object, metadata: object = {}) => {
  const apiVersion = kind === 'Template' ? 'scaffolder.backstage.io/v1beta3' : 'backstage.io/v1alpha1'
  const entity = { apiVersion, kind, metadata: { name: 'Self', namespace: 'ns', ...metadata }, spec } as Entity
  return relationsOf(entity, model).map(({ sourceRef, type, targetRef }) => `${sourceRef} ${type} ${targetRef}`)
}

test.each([
  ...['Component', 'API', 'Resource', 'System', 'Domain', 'Template', 'AiResource'].map((kind) => ({
    kind,
    spec: { owner: 'Team-A' },
    out: 'ownedBy group:ns/team-a',
    back: 'ownerOf',
  })),
  ...['Component', 'API', 'Resource', 'AiResource'].map((kind) => ({
    kind,
    spec: { system: 'default/sys' },
    out: 'partOf system:default/sys',
    back: 'hasPart',
  })),
  { kind: 'Component', spec: { subcomponentOf: 'a' }, out: 'partOf component:ns/a', back: 'hasPart' },
  { kind: 'Component', spec: { providesApis: ['a'] }, out: 'providesApi api:ns/a', back: 'apiProvidedBy' },
  { kind: 'Component', spec: { consumesApis: ['a'] }, out: 'consumesApi api:ns/a', back: 'apiConsumedBy' },
  { kind: 'Component', spec: { dependsOn: ['resource:a'] }, out: 'dependsOn resource:ns/a', back: 'dependencyOf' },
  { kind: 'Component', spec: { dependencyOf: ['resource:a'] }, out: 'dependencyOf resource:ns/a', back: 'dependsOn' },
  { kind: 'Resource', spec: { dependsOn: ['component:x/a'] }, out: 'dependsOn component:x/a', back: 'dependencyOf' },
  { kind: 'Resource', spec: { dependencyOf: 'component:a' }, out: 'dependencyOf component:ns/a', back: 'dependsOn' },
  { kind: 'System', spec: { domain: 'd' }, out: 'partOf domain:ns/d', back: 'hasPart' },
  { kind: 'Domain', spec: { subdomainOf: 'd' }, out: 'partOf domain:ns/d', back: 'hasPart' },
  { kind: 'Group', spec: { parent: 'p' }, out: 'childOf group:ns/p', back: 'parentOf' },
  { kind: 'Group', spec: { children: ['c'] }, out: 'parentOf group:ns/c', back: 'childOf' },
  { kind: 'Group', spec: { members: ['ada'] }, out: 'hasMember user:ns/ada', back: 'memberOf' },
  { kind: 'User', spec: { memberOf: ['g'] }, out: 'memberOf group:ns/g', back: 'hasMember' },
  {
    kind: 'AiResource',
    spec: { type: 'skill', dependsOn: ['a'] },
    out: 'dependsOn airesource:ns/a',
    back: 'dependencyOf',
  },
  { kind: 'AiResource', spec: { type: 'plugin', skills: ['a'] }, out: 'hasPart airesource:ns/a', back: 'partOf' },
  { kind: 'AiResource', spec: { type: 'marketplace', plugins: ['a'] }, out: 'hasPart airesource:ns/a', back: 'partOf' },
])('$kind $spec: $out and $back', ({ kind, spec, out, back }) => {
  const self = `${kind.toLowerCase()}:ns/self`
  const [type, target] = out.split(' ')
  expect(emitted(kind, spec)).toEqual([`${self} ${type} ${target}`, `${target} ${back} ${self}`])
})

test.each([
  { why: 'a Location emits nothing', kind: 'Location', spec: { target: 'x', owner: 'a' } },
  { why: 'another type of AiResource has no skills', kind: 'AiResource', spec: { type: 'rule', skills: ['a'] } },
  { why: 'an unknown kind emits nothing', kind: 'Zebra', spec: { owner: 'a' } },
  {
    why: 'refs that cannot be read emit nothing',
    kind: 'Component',
    spec: { owner: 'a:', dependsOn: ['no-kind', 7, null] },
  },
  { why: 'no spec emits nothing', kind: 'Component', spec: undefined as unknown as object },
])('$why', ({ kind, spec }) => {
  expect(emitted(kind, spec)).toEqual([])
})

test('the same triple is emitted once', () => {
  expect(emitted('Component', { dependsOn: ['component:a', 'Component:ns/A'] })).toHaveLength(2)
})

test('a self-reference yields both types on the same entity', () => {
  expect(emitted('Component', { dependsOn: ['component:self'] })).toEqual([
    'component:ns/self dependsOn component:ns/self',
    'component:ns/self dependencyOf component:ns/self',
  ])
})

test('without a namespace the default one is meant', () => {
  expect(emitted('User', { memberOf: ['g'] }, { namespace: undefined })[0]).toBe(
    'user:default/self memberOf group:default/g',
  )
})

test('a group of ten thousand is quick', () => {
  const members = Array.from({ length: 10_000 }, (_, i) => `user-${i}`)
  expect(emitted('Group', { members })).toHaveLength(20_000)
})
