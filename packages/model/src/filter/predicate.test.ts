import { expect, test } from 'vitest'
import type { Entity } from '../entity.ts'
import { rowsOfServedEntity } from '../index-rows.ts'
import { type Filter, matchesFilter } from './filter.ts'
import { parseFilterParam } from './filter-param.ts'
import { parsePredicate } from './predicate.ts'

test.each<{ why: string; query: unknown; filter: Filter }>([
  { why: 'a value', query: { Kind: 'API' }, filter: { key: 'kind', in: ['api'] } },
  {
    why: 'numbers and booleans are texts',
    query: { a: 1, b: true },
    filter: {
      all: [
        { key: 'a', in: ['1'] },
        { key: 'b', in: ['true'] },
      ],
    },
  },
  { why: 'an empty object is everything', query: {}, filter: { all: [] } },
  {
    why: '$all',
    query: { $all: [{ a: '1' }, { b: '2' }] },
    filter: {
      all: [
        { key: 'a', in: ['1'] },
        { key: 'b', in: ['2'] },
      ],
    },
  },
  { why: '$all of nothing is everything', query: { $all: [] }, filter: { all: [] } },
  { why: '$any of nothing is nothing', query: { $any: [] }, filter: { any: [] } },
  { why: '$not', query: { $not: { a: '1' } }, filter: { not: { key: 'a', in: ['1'] } } },
  { why: '$exists: true', query: { a: { $exists: true } }, filter: { key: 'a', exists: true } },
  { why: '$exists: false', query: { a: { $exists: false } }, filter: { not: { key: 'a', exists: true } } },
  { why: '$in', query: { a: { $in: ['X', 1, false] } }, filter: { key: 'a', in: ['x', '1', 'false'] } },
  { why: '$in of nothing is nothing', query: { a: { $in: [] } }, filter: { key: 'a', in: [] } },
  { why: '$hasPrefix', query: { a: { $hasPrefix: 'Ab%_' } }, filter: { key: 'a', prefix: 'ab%_' } },
  {
    why: '$contains of a value is equality',
    query: { 'metadata.tags': { $contains: 'Java' } },
    filter: { key: 'metadata.tags', in: ['java'] },
  },
  {
    why: 'of several operators one counts',
    query: { a: { $hasPrefix: 'x', $in: ['b'], $exists: true } },
    filter: { key: 'a', exists: true },
  },
  {
    why: 'a relation by type',
    query: { relations: { $contains: { type: 'ownedBy' } } },
    filter: { key: 'relations.ownedby', exists: true },
  },
  {
    why: 'a relation by type and target',
    query: { relations: { $contains: { type: 'ownedBy', targetRef: 'group:default/A' } } },
    filter: { key: 'relations.ownedby', in: ['group:default/a'] },
  },
  {
    why: 'a relation by type and targets',
    query: { relations: { $contains: { type: 'ownedBy', targetRef: { $in: ['a', 'b'] } } } },
    filter: { key: 'relations.ownedby', in: ['a', 'b'] },
  },
  {
    why: 'a relation as a path',
    query: { 'relations.ownedBy': 'group:default/a' },
    filter: { key: 'relations.ownedby', in: ['group:default/a'] },
  },
])('$why', ({ query, filter }) => {
  expect(parsePredicate(query)).toEqual(filter)
})

const nested = (depth: number): unknown => (depth === 0 ? {} : { $not: nested(depth - 1) })

test.each([
  { why: 'no object', query: 'kind', at: 'query', says: 'a predicate is an object' },
  { why: 'a list', query: [], at: 'query', says: 'a list' },
  { why: 'null', query: null, at: 'query', says: 'null' },
  { why: 'a value inside $all', query: { $all: ['a'] }, at: 'query.$all[0]', says: 'a predicate is an object' },
  { why: 'a value inside $not', query: { $not: 1 }, at: 'query.$not', says: 'a predicate is an object' },
  { why: '$all without a list', query: { $all: {} }, at: 'query.$all', says: 'takes a list' },
  { why: 'an unknown operator', query: { $or: [] }, at: 'query.$or', says: '$or is no operator' },
  { why: 'an operator beside a key', query: { $not: {}, a: 1 }, at: 'query', says: 'must be the only key' },
  { why: 'two operators', query: { $all: [], $any: [] }, at: 'query', says: 'must be the only key' },
  { why: 'a null value', query: { a: null }, at: 'query.a', says: 'not null' },
  { why: 'a list as value', query: { a: ['x'] }, at: 'query.a', says: 'a list' },
  { why: 'an unknown value operator', query: { a: { $gt: 1 } }, at: 'query.a', says: '"$gt" is no operator' },
  { why: 'a key beside a value operator', query: { a: { $in: [], b: 1 } }, at: 'query.a', says: '"b" is no operator' },
  { why: 'an empty value object', query: { a: {} }, at: 'query.a', says: 'needs one of' },
  { why: '$exists without a boolean', query: { a: { $exists: 'yes' } }, at: 'query.a.$exists', says: 'true or false' },
  { why: '$in without a list', query: { a: { $in: 'x' } }, at: 'query.a.$in', says: 'takes a list' },
  { why: 'null in $in', query: { a: { $in: ['x', null] } }, at: 'query.a.$in[1]', says: 'not null' },
  {
    why: '$hasPrefix without a string',
    query: { a: { $hasPrefix: 1 } },
    at: 'query.a.$hasPrefix',
    says: 'takes a string',
  },
  {
    why: '$contains of an object elsewhere',
    query: { tags: { $contains: { type: 'x' } } },
    at: 'query.tags.$contains',
    says: 'only for the key relations',
  },
  {
    why: '$contains with an operator inside',
    query: { tags: { $contains: { $in: ['x'] } } },
    at: 'query.tags.$contains',
    says: 'only for the key relations',
  },
  {
    why: 'an operator inside $contains of relations',
    query: { relations: { $contains: { $in: ['x'] } } },
    at: 'query.relations.$contains.$in',
    says: 'type and targetRef only',
  },
  {
    why: 'a relation without a type',
    query: { relations: { $contains: { targetRef: 'x' } } },
    at: 'query.relations.$contains.type',
    says: 'needs its type',
  },
  {
    why: 'an unknown field of a relation',
    query: { relations: { $contains: { type: 'x', target: 'y' } } },
    at: 'query.relations.$contains.target',
    says: 'type and targetRef only',
  },
  {
    why: 'an empty target',
    query: { relations: { $contains: { type: 'x', targetRef: '' } } },
    at: 'query.relations.$contains.targetRef',
    says: 'is a ref',
  },
  {
    why: 'no targets',
    query: { relations: { $contains: { type: 'x', targetRef: { $in: [] } } } },
    at: 'query.relations.$contains.targetRef',
    says: 'at least one',
  },
  { why: '$contains of null', query: { a: { $contains: null } }, at: 'query.a.$contains', says: 'not null' },
  { why: 'deep nesting', query: nested(60), at: 'query.$not', says: 'at most 50 deep' },
  {
    why: 'a flood of conditions',
    query: { $any: Array.from({ length: 1100 }, () => ({ a: 1 })) },
    at: 'query.$any',
    says: 'more than 1000 conditions',
  },
])('$why is refused', ({ query, at, says }) => {
  const error = expect.objectContaining({
    name: 'InputError',
    data: { path: expect.stringContaining(at), reason: expect.stringContaining(says) },
  })
  expect(() => parsePredicate(query)).toThrow(error)
})

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'Web', tags: ['java', 'Data'], annotations: { 'backstage.io/view-url': 'https://a.example' } },
  spec: { type: 'service', obj: { k: 1 }, none: null, long: 'x'.repeat(500) },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
}

test.each<{ query: object; hit: boolean }>([
  { query: { kind: 'component' }, hit: true },
  { query: { spec: { $exists: true } }, hit: false },
  { query: { 'spec.obj.k': { $exists: true } }, hit: true },
  { query: { 'spec.obj.k': 1 }, hit: true },
  { query: { 'spec.none': { $exists: true } }, hit: true },
  { query: { 'spec.none': 'null' }, hit: false },
  { query: { 'spec.long': 'X'.repeat(500) }, hit: true },
  { query: { 'spec.long': { $hasPrefix: '' } }, hit: false },
  { query: { 'metadata.tags.java': { $exists: true } }, hit: true },
  { query: { 'metadata.tags': { $contains: 'data' } }, hit: true },
  { query: { 'metadata.name': { $hasPrefix: 'we' } }, hit: true },
  { query: { 'metadata.name': { $hasPrefix: '_e' } }, hit: false },
  { query: { relations: { $exists: true } }, hit: false },
  { query: { relations: { $contains: { type: 'OWNEDBY', targetRef: 'group:default/team-a' } } }, hit: true },
  { query: { 'relations.ownedBy': 'group:default/team-b' }, hit: false },
  { query: { $not: { 'metadata.nope': 'x' } }, hit: true },
  { query: { $all: [] }, hit: true },
  { query: { $any: [] }, hit: false },
  { query: { kind: { $in: [] } }, hit: false },
  { query: { $any: [{ kind: 'api' }, { $all: [{ kind: 'component' }, { 'spec.type': 'service' }] }] }, hit: true },
])('$query matches: $hit', ({ query, hit }) => {
  expect(matchesFilter(parsePredicate(query), rowsOfServedEntity(entity))).toBe(hit)
})

test.each([
  { filter: 'spec', hit: false },
  { filter: 'spec.obj.k', hit: true },
  { filter: 'metadata.tags.java', hit: true },
  { filter: 'metadata.tags=java', hit: true },
  { filter: 'relations.ownedBy=group:default/team-a', hit: true },
  { filter: 'kind=api,kind=component', hit: true },
])('filter=$filter matches: $hit', ({ filter, hit }) => {
  const parsed = parseFilterParam([filter])
  expect(parsed && matchesFilter(parsed, rowsOfServedEntity(entity))).toBe(hit)
})
