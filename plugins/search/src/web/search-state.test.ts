import { expect, test } from 'vitest'
import {
  changed,
  filtered,
  isAsking,
  nothingAsked,
  ofTypes,
  parseSearchState,
  questionOf,
  writeSearchState,
} from './search-state.ts'

const state = {
  term: 'box office',
  types: ['techdocs', 'apis'],
  filters: new Map([
    ['kind', ['Component']],
    ['lifecycle', ['production', 'experimental']],
  ]),
  pageCursor: 'MQ==',
  pageLimit: 50,
}

test('an address restores the page', () => {
  expect(parseSearchState(writeSearchState(state))).toEqual(state)
  expect(decodeURIComponent(String(writeSearchState(state)))).toBe(
    'query=box+office&types[]=techdocs&types[]=apis&filters[kind]=Component' +
      '&filters[lifecycle][]=production&filters[lifecycle][]=experimental&pageCursor=MQ==&pageLimit=50',
  )
})

test.each([
  { why: 'numbered brackets', address: 'types[0]=techdocs&types[1]=apis', found: { types: ['techdocs', 'apis'] } },
  { why: 'no brackets', address: 'types=techdocs', found: { types: ['techdocs'] } },
  {
    why: 'numbered values',
    address: 'filters[a][0]=x&filters[a][1]=y',
    found: { filters: new Map([['a', ['x', 'y']]]) },
  },
  {
    why: 'names that objects have by themselves',
    address: 'filters[__proto__]=x',
    found: { filters: new Map([['__proto__', ['x']]]) },
  },
  { why: 'values that are none are left out', address: 'types[]=&filters[kind]=&pageCursor=', found: {} },
  { why: 'limits that nobody may choose are left out', address: 'pageLimit=7', found: {} },
  { why: 'brackets that never close are left out', address: 'filters[kind=x&filters[]=y', found: {} },
])('reads $why', ({ address, found }) => {
  expect(parseSearchState(new URLSearchParams(address))).toEqual({ ...nothingAsked, ...found })
})

test('another term, type or filter begins on its first page', () => {
  expect(changed(state, { term: 'x' })).not.toHaveProperty('pageCursor')
  expect(filtered(state, 'kind', [])).toEqual(changed(state, { filters: new Map([...state.filters].slice(1)) }))
  expect(ofTypes(state, ['apis'])).toEqual(changed(state, { types: ['apis'], filters: new Map() }))
})

test('the server is asked in numbered brackets', () => {
  expect(questionOf(state, ['type', 'kind'])).toEqual({
    term: 'box office',
    'types[0]': 'techdocs',
    'types[1]': 'apis',
    'filters[kind][0]': 'Component',
    'filters[lifecycle][0]': 'production',
    'filters[lifecycle][1]': 'experimental',
    'facets[0]': 'type',
    'facets[1]': 'kind',
    pageCursor: 'MQ==',
    pageLimit: '50',
  })
})

test('nothing is asked by blanks', () => {
  expect(isAsking({ ...nothingAsked, term: '  ' })).toBe(false)
  expect(isAsking({ ...nothingAsked, types: ['apis'] })).toBe(true)
})
