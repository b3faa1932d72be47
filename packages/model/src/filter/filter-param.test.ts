import { expect, test } from 'vitest'
import { parseFilterParam } from './filter-param.ts'

test.each([
  { why: 'existence', values: ['spec.Type'], filter: { key: 'spec.type', exists: true } },
  { why: 'equality ignores case', values: ['Kind=API'], filter: { key: 'kind', in: ['api'] } },
  { why: 'the value may be empty', values: ['a='], filter: { key: 'a', in: [''] } },
  { why: 'only the first = splits', values: ['a=b=c'], filter: { key: 'a', in: ['b=c'] } },
  {
    why: 'conditions are AND-ed',
    values: ['a=1,b'],
    filter: {
      all: [
        { key: 'a', in: ['1'] },
        { key: 'b', exists: true },
      ],
    },
  },
  {
    why: 'the same key twice is OR-ed',
    values: ['kind=api,kind=component'],
    filter: { key: 'kind', in: ['api', 'component'] },
  },
  { why: 'with key and key=value only values count', values: ['a,a=1'], filter: { key: 'a', in: ['1'] } },
  {
    why: 'sets of one key are one question',
    values: ['kind=api', 'kind=component'],
    filter: { key: 'kind', in: ['api', 'component'] },
  },
  {
    why: 'other sets are OR-ed',
    values: ['a=1,b=2', 'c'],
    filter: {
      any: [
        {
          all: [
            { key: 'a', in: ['1'] },
            { key: 'b', in: ['2'] },
          ],
        },
        { key: 'c', exists: true },
      ],
    },
  },
  {
    why: 'existence is not merged with equality',
    values: ['a', 'a=1'],
    filter: {
      any: [
        { key: 'a', exists: true },
        { key: 'a', in: ['1'] },
      ],
    },
  },
  {
    why: 'blanks are trimmed',
    values: [' a = 1 , b '],
    filter: {
      all: [
        { key: 'a', in: ['1'] },
        { key: 'b', exists: true },
      ],
    },
  },
  { why: 'empty conditions are ignored', values: [',,a,,'], filter: { key: 'a', exists: true } },
  { why: 'a set with no condition is no set', values: [',', 'a'], filter: { key: 'a', exists: true } },
  { why: 'nothing left is no filter', values: [' , ,'], filter: undefined },
  { why: 'no value is no filter', values: [], filter: undefined },
])('$why', ({ values, filter }) => {
  expect(parseFilterParam(values)).toEqual(filter)
})

test.each([
  { why: 'a missing key', values: ['=x'], says: '"=x" has no key' },
  {
    why: 'too many conditions',
    values: [Array.from({ length: 1001 }, (_, i) => `k${i}`).join(',')],
    says: 'more than 1000 conditions',
  },
])('$why is refused', ({ values, says }) => {
  expect(() => parseFilterParam(values)).toThrow(says)
  expect(() => parseFilterParam(values)).toThrow(expect.objectContaining({ name: 'InputError' }))
})
