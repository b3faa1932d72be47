import { expect, test } from 'vitest'
import { narrowed, parseTaskListView, taskListQuery, writeTaskListView } from './task-list-view.ts'

const person = 'user:default/ada'

test.each([
  { why: 'no address shows one’s own', address: '', query: { createdBy: [person], limit: 25, offset: 0 } },
  { why: 'everybody’s', address: 'whose=all', query: { limit: 25, offset: 0 } },
  {
    why: 'all filters at once',
    address: 'whose=all&status=failed&template=template%3Adefault%2Fnode&page=3',
    query: { status: ['failed'], templateRef: ['template:default/node'], limit: 25, offset: 50 },
  },
  {
    why: 'what makes no sense is left out',
    address: 'whose=hers&status=broken&template=&page=-2',
    query: { createdBy: [person], limit: 25, offset: 0 },
  },
])('$why', ({ address, query }) => {
  expect(taskListQuery(parseTaskListView(new URLSearchParams(address)), person)).toEqual(query)
})

test('the address of a view is read as the same view', () => {
  const view = { whose: 'all', status: 'open', template: 'template:default/node', page: 2 } as const
  expect(parseTaskListView(writeTaskListView(view))).toEqual(view)
})

test('another selection begins with its first page', () => {
  expect(narrowed({ whose: 'mine', page: 4 }, { status: 'failed' })).toMatchObject({ page: 1, status: 'failed' })
})
