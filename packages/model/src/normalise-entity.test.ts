import { expect, test } from 'vitest'
import type { Entity } from './entity.ts'
import { normaliseEntity, rejectedUrl } from './normalise-entity.ts'

const entity = (metadata: object, spec: object = {}) =>
  ({ apiVersion: 'v1', kind: 'K', metadata: { name: 'n', ...metadata }, spec }) as Entity

test.each([
  { why: 'the namespace is written out', given: {}, metadata: { name: 'n', namespace: 'default' } },
  { why: 'a namespace is kept', given: { namespace: 'x' }, metadata: { name: 'n', namespace: 'x' } },
  {
    why: 'uid and etag of the author go',
    given: { uid: 'u', etag: 'e' },
    metadata: { name: 'n', namespace: 'default' },
  },
  {
    why: 'the orphan mark of the author goes',
    given: { annotations: { 'backstage.io/orphan': 'true', a: 'b' } },
    metadata: { name: 'n', namespace: 'default', annotations: { a: 'b' } },
  },
  {
    why: 'scripts behind the view and edit links are replaced',
    given: { annotations: { 'backstage.io/view-url': ' JavaScript:x', 'backstage.io/edit-url': 'https://a.example' } },
    metadata: {
      name: 'n',
      namespace: 'default',
      annotations: { 'backstage.io/view-url': rejectedUrl, 'backstage.io/edit-url': 'https://a.example' },
    },
  },
])('$why', ({ given, metadata }) => {
  expect(normaliseEntity(entity(given)).metadata).toEqual(metadata)
})

test.each(['providesApis', 'consumesApis', 'dependsOn', 'dependencyOf', 'memberOf', 'children', 'members'])(
  '%s is sorted',
  (field) => {
    expect(normaliseEntity(entity({}, { [field]: ['b', 'a', 'B'] })).spec).toEqual({ [field]: ['B', 'a', 'b'] })
  },
)

test.each([
  { why: 'a list that holds more than texts keeps its order', spec: { members: ['b', 1, 'a'] } },
  { why: 'other lists keep their order', spec: { targets: ['b', 'a'] } },
])('$why', ({ spec }) => {
  expect(normaliseEntity(entity({}, spec)).spec).toEqual(spec)
})

test('the given entity is not changed, and doing it twice changes nothing', () => {
  const given = entity({ uid: 'u', annotations: { 'backstage.io/orphan': 'true' } }, { members: ['b', 'a'] })
  const before = structuredClone(given)
  const once = normaliseEntity(given)
  expect(given).toEqual(before)
  expect(normaliseEntity(once)).toEqual(once)
})
