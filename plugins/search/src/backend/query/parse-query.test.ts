import { describe, expect, test } from 'vitest'
import { parseQuery, writeCursor } from './parse-query.ts'

const limits = { maxTermLength: 100, maxPageLimit: 100 }
const parse = (rawQuery: string) => parseQuery(rawQuery, limits)
const nothingAsked = { term: '', filters: {}, types: [], page: 0, limit: 25, facets: [] }

test.each([
  { why: 'nothing asks for everything', query: '', asked: {} },
  { why: 'a term as it was typed', query: 'term=box%20office+', asked: { term: 'box office ' } },
  { why: 'a filter', query: 'filters[kind]=Component', asked: { filters: { kind: ['Component'] } } },
  { why: 'brackets may be encoded', query: 'filters%5Bkind%5D=API', asked: { filters: { kind: ['API'] } } },
  {
    why: 'a filter of several values by index, without index, or repeated, each once',
    query: 'filters[a][0]=x&filters[a][1]=y&filters[b][]=x&filters[b][]=z&filters[c]=u&filters[c]=v&filters[c]=u',
    asked: { filters: { a: ['x', 'y'], b: ['x', 'z'], c: ['u', 'v'] } },
  },
  { why: 'a choice that was taken back', query: 'filters[kind]=&types[]=', asked: {} },
  { why: 'a field with a dot', query: 'filters[metadata.name]=x', asked: { filters: { 'metadata.name': ['x'] } } },
  { why: 'types by index', query: 'types[0]=techdocs&types[1]=apis', asked: { types: ['techdocs', 'apis'] } },
  { why: 'one type without brackets', query: 'types=techdocs', asked: { types: ['techdocs'] } },
  { why: 'facets', query: 'facets[]=kind&facets[]=type&facets[]=kind', asked: { facets: ['kind', 'type'] } },
  { why: 'a page', query: 'pageCursor=MQ%3D%3D&pageLimit=10', asked: { page: 1, limit: 10 } },
  { why: 'a limit of 0 is the default', query: 'pageLimit=0', asked: { limit: 25 } },
  { why: 'what is not known passes', query: 'utm_source=mail&foo[bar]=1', asked: {} },
  { why: 'a NUL is no part of a text', query: 'term=a%00b', asked: { term: 'a b' } },
  { why: 'a percent sign that begins nothing', query: 'term=100%', asked: { term: '100%' } },
])('$why', ({ query, asked }) => {
  expect(parse(query)).toEqual({ ...nothingAsked, ...asked })
})

describe('refused, with a sentence that begins "Invalid query string:"', () => {
  test.each([
    ['a term that is too long', `term=${'a'.repeat(101)}`],
    ['two terms', 'term=a&term=b'],
    ['a term with keys', 'term[a]=b'],
    ['a limit over the most', 'pageLimit=101'],
    ['a negative limit', 'pageLimit=-1'],
    ['a limit that is no number', 'pageLimit=ten'],
    ['half a result', 'pageLimit=1.5'],
    ['a cursor that is no base64', 'pageCursor=%25%25'],
    ['a cursor of something else', `pageCursor=${Buffer.from('one').toString('base64')}`],
    ['a negative cursor', `pageCursor=${Buffer.from('-1').toString('base64')}`],
    ['a cursor with more behind it', 'pageCursor=MQ==x'],
    ['a cursor beyond all pages', `pageCursor=${Buffer.from('999999999').toString('base64')}`],
    ['a filter without a field', 'filters=a'],
    ['a filter of an empty field', 'filters[]=a'],
    ['an object as the value of a filter', 'filters[a][b]=c'],
    ['a filter inside a filter', 'filters[a][0][b]=c'],
    ['a type inside a type', 'types[0][a]=techdocs'],
    ['a bracket that does not end', 'filters[kind=API'],
    ['more behind a bracket', 'types[0]x=techdocs'],
    ['the prototype as a field', 'filters[__proto__]=a'],
    ['the prototype with a key', 'filters[__proto__][polluted]=a'],
    ['the constructor as a field', 'filters[constructor][0]=a'],
    ['the prototype as a facet', 'facets[]=__proto__'],
    ['a field with a long name', `filters[${'a'.repeat(201)}]=b`],
    ['very many filters', Array.from({ length: 31 }, (_, i) => `filters[f${i}]=a`).join('&')],
    ['very many values', Array.from({ length: 101 }, (_, i) => `filters[a][]=${i}`).join('&')],
    ['very many facets', Array.from({ length: 21 }, (_, i) => `facets[]=f${i}`).join('&')],
  ])('%s', (_why, query) => {
    expect(() => parse(query)).toThrow(/^Invalid query string: /)
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})

test('what a cursor is written as, it is read as', () => {
  expect(
    [0, 1, 10, 1_000_000].map((page) => parse(`pageCursor=${encodeURIComponent(writeCursor(page))}`).page),
  ).toEqual([0, 1, 10, 1_000_000])
  expect([writeCursor(0), writeCursor(1)]).toEqual(['MA==', 'MQ=='])
})
