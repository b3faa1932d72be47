import { expect, test } from 'vitest'
import { parseOrderFields, parseOrderParam } from './order.ts'

test.each([
  { why: 'a bare field ascends', values: ['metadata.Name'], order: [{ field: 'metadata.name', order: 'asc' }] },
  {
    why: 'all of several count',
    values: ['a,desc', 'b,asc'],
    order: [
      { field: 'a', order: 'desc' },
      { field: 'b', order: 'asc' },
    ],
  },
])('orderField: $why', ({ values, order }) => {
  expect(parseOrderFields(values)).toEqual(order)
})

test.each(['', ',asc', 'a,up', 'a,asc,b', 'a,ASC'])('orderField "%s" is refused', (value) => {
  expect(() => parseOrderFields([value])).toThrow(expect.objectContaining({ code: 'model/malformed-order' }))
})

test('order: direction and field', () => {
  expect(parseOrderParam(['asc:kind', 'desc:metadata.Name'])).toEqual([
    { field: 'kind', order: 'asc' },
    { field: 'metadata.name', order: 'desc' },
  ])
})

test.each(['', 'kind', 'up:kind', 'asc:', ':kind'])('order "%s" is refused', (value) => {
  expect(() => parseOrderParam([value])).toThrow(expect.objectContaining({ code: 'model/malformed-order' }))
})
