import { expect, test } from 'vitest'
import {
  changed,
  filtered,
  isNarrowed,
  noFilters,
  nothingKnown,
  parseListState,
  predicateOf,
  writeListState,
} from './list-state.ts'

const read = (query: string) => parseListState(new URLSearchParams(query))

test.each([
  { why: 'nothing at all is the first page of components', query: '', written: '' },
  { why: 'a kind is kept, in lower case', query: 'kind=API', written: 'kind=api' },
  { why: 'the default kind is left out', query: 'kind=component', written: '' },
  { why: 'several values of one filter are kept', query: 'type=a&type=b&tag=c', written: 'type=a&type=b&tag=c' },
  { why: 'text is kept, blanks are not', query: 'q=%20', written: '' },
  { why: 'a sort is kept', query: 'sort=spec.type:desc', written: 'sort=spec.type%3Adesc' },
  { why: 'the default sort is left out', query: 'sort=metadata.name:asc', written: '' },
  { why: 'an unknown direction is ascending', query: 'sort=spec.type:up', written: 'sort=spec.type%3Aasc' },
  { why: 'a row is kept', query: 'row=4712', written: 'row=4712' },
  { why: 'the first row is left out', query: 'row=1', written: '' },
  { why: 'what is no row is the first', query: 'row=-3', written: '' },
  { why: 'a scope is kept', query: 'scope=owned', written: 'scope=owned' },
  { why: 'an unknown scope is everybody’s', query: 'scope=mars', written: '' },
  {
    why: 'each status is kept once, unknown ones are not',
    query: 'status=orphan&status=x&status=problems&status=orphan',
    written: 'status=problems&status=orphan',
  },
  { why: 'columns are kept', query: 'columns=owner,tags', written: 'columns=owner%2Ctags' },
  { why: 'no columns at all is a choice, too', query: 'columns=', written: 'columns=' },
])('$why', ({ query, written }) => {
  expect(writeListState(read(query)).toString()).toBe(written)
})

test('another question starts at the first row', () => {
  expect(writeListState(filtered(read('row=200'), 'owner', ['group:default/a'])).toString()).toBe(
    'owner=group%3Adefault%2Fa',
  )
})

test.each([
  { why: 'a kind is a condition', query: '', predicate: { kind: 'component' } },
  { why: 'all kinds are none', query: 'kind=all', predicate: {} },
  {
    why: 'values of one filter are alternatives, commas and all',
    query: 'kind=api&type=a,b&type=c&tag=d',
    predicate: { kind: 'api', 'spec.type': { $in: ['a,b', 'c'] }, 'metadata.tags': { $in: ['d'] } },
  },
])('$why', ({ query, predicate }) => {
  expect(predicateOf(read(query))).toEqual(predicate)
})

const known = {
  mine: ['user:default/ada', 'group:default/stage'],
  starred: ['component:default/a', 'component:default/b', 'api:x/c', 'no ref: at / all', 'mere text'],
}

test.each([
  {
    why: 'what somebody owns is theirs and their groups’',
    query: 'scope=owned',
    more: [{ 'relations.ownedBy': { $in: known.mine } }],
  },
  {
    why: 'an owner filter narrows what somebody owns',
    query: 'scope=owned&owner=group:default/stage',
    plain: { 'relations.ownedBy': { $in: ['group:default/stage'] } },
    more: [{ 'relations.ownedBy': { $in: known.mine } }],
  },
  {
    why: 'statuses are alternatives',
    query: 'status=problems&status=orphan',
    more: [
      {
        $any: [{ 'status.problems': 'true' }, { 'metadata.annotations.backstage.io/orphan': 'true' }],
      },
    ],
  },
])('$why', ({ query, plain = {}, more }) => {
  expect(predicateOf(read(query), known)).toEqual({ $all: [{ kind: 'component', ...plain }, ...more] })
})

test('the starred are asked by kind and namespace, and what is no ref is passed over', () => {
  const { $all } = predicateOf(read('kind=all&scope=starred'), { ...known, starred: known.starred.slice(0, 3) })
  expect($all).toEqual([
    {},
    {
      $any: [
        { kind: 'component', 'metadata.namespace': 'default', 'metadata.name': { $in: ['a', 'b'] } },
        { kind: 'api', 'metadata.namespace': 'x', 'metadata.name': { $in: ['c'] } },
      ],
    },
  ])
  expect(() => predicateOf(read('scope=starred'), known)).not.toThrow()
})

test('a filter can be left out, to count its other values', () => {
  expect(predicateOf(read('type=a&tag=b'), nothingKnown, 'type')).toEqual({
    kind: 'component',
    'metadata.tags': { $in: ['b'] },
  })
})

test('so can the statuses', () => {
  expect(predicateOf(read('tag=b&status=orphan'), nothingKnown, 'status')).toEqual({
    kind: 'component',
    'metadata.tags': { $in: ['b'] },
  })
})

test('a kind alone does not narrow the list', () => {
  expect([isNarrowed(read('kind=api')), isNarrowed(read('q=a')), isNarrowed(read('tag=a'))]).toEqual([
    false,
    true,
    true,
  ])
  expect(isNarrowed(changed(read('q=a&tag=a'), { text: '', filters: noFilters }))).toBe(false)
})
