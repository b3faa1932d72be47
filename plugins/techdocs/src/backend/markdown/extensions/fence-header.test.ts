import { expect, test } from 'vitest'
import { readFenceHeader } from './fence-header.ts'

test.each([
  { info: '', header: {} },
  { info: 'py', header: { language: 'py' } },
  { info: 'py title="a b.py"', header: { language: 'py', title: 'a b.py' } },
  { info: 'py linenums="0"', header: { language: 'py', lines: { first: 0 } } },
  { info: 'py linenums="3 2"', header: { language: 'py', lines: { first: 3, step: 2 } } },
  { info: 'py hl_lines="1 3-5"', header: { language: 'py', marked: [1, 3, 4, 5] } },
  { info: '{ .py .wide #me title="T" }', header: { language: 'py', classes: ['wide'], id: 'me', title: 'T' } },
  { info: 'graphviz dot a.svg', header: { language: 'graphviz', words: ['dot', 'a.svg'] } },
  { info: 'title="x"', header: { title: 'x' } },
])('reads "$info"', ({ info, header }) => {
  expect(readFenceHeader(info)).toMatchObject(header)
  expect(readFenceHeader(info).language).toBe((header as { language?: string }).language)
})

test('lines to mark that would fill the memory end at a limit', () => {
  expect(readFenceHeader('py hl_lines="1-999999999"').marked?.length).toBeLessThanOrEqual(5000)
})
