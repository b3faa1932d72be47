import { expect, test } from 'vitest'
import { countCodes, groupProblems, type ListedProblem, parseProblemView, writeProblemView } from './problem-view.ts'

test.each([
  { why: 'nothing asked for is everything, by source', address: '', written: '' },
  { why: 'every choice survives', address: 'by=entity&level=error&code=catalog%2Fconflict&source=7&mine=yes' },
  { why: 'a level that does not exist is left out', address: 'level=awful', written: '' },
  { why: 'a source that is no number is left out', address: 'source=all', written: '' },
  { why: 'a code that the server would refuse is left out', address: 'code=a%20b', written: '' },
])('$why', ({ address, written = address }) => {
  expect(writeProblemView(parseProblemView(new URLSearchParams(address))).toString()).toBe(written)
})

const problem = (code: string, more: Partial<ListedProblem>): ListedProblem => ({
  code,
  level: 'error',
  message: 'It is wrong.',
  ...more,
})

const problems = [
  problem('a/one', { ref: 'component:default/lamp', sourceId: 1 }),
  problem('a/two', { ref: 'component:default/lamp', sourceId: 2 }),
  problem('a/one', { sourceId: 1 }),
]

test('problems are grouped in the order of their first one', () => {
  expect(groupProblems(problems, 'source').map(({ of, problems }) => [of, problems.length])).toEqual([
    [1, 2],
    [2, 1],
  ])
  expect(groupProblems(problems, 'entity').map(({ of, problems }) => [of, problems.length])).toEqual([
    ['component:default/lamp', 2],
    [undefined, 1],
  ])
})

test('codes are counted, the most frequent first', () => {
  expect(countCodes(problems)).toEqual([
    ['a/one', 2],
    ['a/two', 1],
  ])
})
