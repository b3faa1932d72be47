import { expect, test } from 'vitest'
import type { Entity } from './entity.ts'
import { criteriaToFilter, entityRules, catalogEntityResource as resourceType } from './entity-rules.ts'
import { matchesFilter } from './filter/filter.ts'
import { rowsOfServedEntity } from './index-rows.ts'
import type { Criteria } from './permission.ts'

const entity: Entity = {
  apiVersion: 'v1',
  kind: 'Component',
  metadata: {
    name: 'web',
    namespace: 'default',
    labels: { Tier: 'Gold' },
    annotations: { 'a.b/C': 'X' },
    tags: ['java'],
  },
  spec: { type: 'service', profile: { email: 'a@b.c' } },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
}

test.each<{ rule: string; params: Record<string, unknown>; holds: boolean }>([
  { rule: 'HAS_ANNOTATION', params: { annotation: 'A.B/c' }, holds: true },
  { rule: 'HAS_ANNOTATION', params: { annotation: 'a.b/c', value: 'x' }, holds: true },
  { rule: 'HAS_ANNOTATION', params: { annotation: 'a.b/c', value: 'y' }, holds: false },
  { rule: 'HAS_ANNOTATION', params: { annotation: 'other' }, holds: false },
  { rule: 'HAS_LABEL', params: { label: 'tier' }, holds: true },
  { rule: 'HAS_LABEL', params: { label: 'tier', value: 'gold' }, holds: true },
  { rule: 'HAS_LABEL', params: { label: 'tier', value: '' }, holds: false },
  { rule: 'HAS_METADATA', params: { key: 'tags', value: 'Java' }, holds: true },
  { rule: 'HAS_METADATA', params: { key: 'title' }, holds: false },
  { rule: 'HAS_SPEC', params: { key: 'profile.email' }, holds: true },
  { rule: 'HAS_SPEC', params: { key: 'profile' }, holds: false },
  { rule: 'IS_ENTITY_KIND', params: { kinds: ['api', 'COMPONENT'] }, holds: true },
  { rule: 'IS_ENTITY_KIND', params: { kinds: [] }, holds: false },
  { rule: 'IS_ENTITY_NAMESPACE', params: { namespaces: ['ops', 'Default'] }, holds: true },
  { rule: 'IS_ENTITY_NAMESPACE', params: { namespaces: ['ops'] }, holds: false },
  { rule: 'IS_ENTITY_NAMESPACE', params: { namespaces: [] }, holds: false },
  { rule: 'IS_ENTITY_OWNER', params: { claims: ['user:default/a', 'group:default/team-a'] }, holds: true },
  { rule: 'IS_ENTITY_OWNER', params: { claims: ['Group:default/team-a'] }, holds: false },
  { rule: 'IS_ENTITY_OWNER', params: { claims: [] }, holds: false },
])('$rule $params: $holds, in memory and as a filter', ({ rule, params, holds }) => {
  expect(entityRules.find((known) => known.name === rule)?.apply(entity, params)).toBe(holds)
  const filter = criteriaToFilter({ rule, resourceType, params })
  expect(matchesFilter(filter, rowsOfServedEntity(entity))).toBe(holds)
})

const isApi = { rule: 'IS_ENTITY_KIND', resourceType, params: { kinds: ['api'] } }

test('combinations become combinations', () => {
  const leaf = { key: 'kind', in: ['api'] }
  expect(criteriaToFilter({ allOf: [{ anyOf: [isApi] }, { not: isApi }] })).toEqual({
    all: [{ any: [leaf] }, { not: leaf }],
  })
})

test.each<{ why: string; criteria: unknown; path: string }>([
  { why: 'no object', criteria: 'x', path: 'conditions' },
  { why: 'an empty combination', criteria: { allOf: [] }, path: 'conditions.allOf' },
  { why: 'a combination that is no list', criteria: { anyOf: isApi }, path: 'conditions.anyOf' },
  { why: 'an unknown rule', criteria: { not: { ...isApi, rule: 'IS_NICE' } }, path: 'conditions.not.rule' },
  {
    why: 'another resource type',
    criteria: { anyOf: [{ ...isApi, resourceType: 'x' }] },
    path: 'conditions.anyOf[0].resourceType',
  },
  { why: 'no parameters', criteria: { rule: isApi.rule, resourceType }, path: 'conditions.params' },
  { why: 'wrong parameters', criteria: { ...isApi, params: { kinds: 'api' } }, path: 'conditions.params' },
  { why: 'unknown parameters', criteria: { ...isApi, params: { kinds: [], more: 1 } }, path: 'conditions.params' },
])('$why is refused', ({ criteria, path }) => {
  const error = expect.objectContaining({ name: 'InputError', data: expect.objectContaining({ path }) })
  // The cast is the point: policies may be anybody's code.
  expect(() => criteriaToFilter(criteria as Criteria)).toThrow(error)
})
