import { afterEach, expect, test } from 'vitest'
import { readPageData } from './page-data.ts'

afterEach(() => {
  document.head.innerHTML = ''
})

test.each([
  { why: 'what the page has is read', block: '{"signIn":{"providers":[]}}', read: { providers: [] } },
  { why: 'what it has not is undefined', block: '{"other":1}', read: undefined },
  { why: 'what only every object has is undefined', id: 'toString', block: '{}', read: undefined },
  { why: 'a page without data has nothing', block: undefined, read: undefined },
])('$why', ({ id = 'signIn', block, read }) => {
  if (block) document.head.innerHTML = `<script type="application/json" id="callboard-page-data">${block}</script>`
  expect(readPageData(document, id)).toEqual(read)
})
