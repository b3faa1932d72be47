import { expect, test } from 'vitest'
import { matchesTitle, parsePaletteQuery } from './palette-query.ts'

test.each([
  {
    why: 'plain text is looked for everywhere',
    typed: ' ticket  sales ',
    query: { scope: 'any', text: 'ticket  sales' },
  },
  { why: '> narrows to actions', typed: '> dark', query: { scope: 'actions', text: 'dark' } },
  { why: '@ narrows to people and teams', typed: '@ada', query: { scope: 'people', text: 'ada' } },
  { why: '# narrows to kinds', typed: '  #', query: { scope: 'kinds', text: '' } },
  { why: 'a sign further on is text', typed: 'c#', query: { scope: 'any', text: 'c#' } },
])('$why', ({ typed, query }) => {
  expect(parsePaletteQuery(typed)).toEqual(query)
})

test.each([
  { why: 'words match in any order and casing', title: 'Theme: Dark', text: 'dark the', matches: true },
  { why: 'every word must be there', title: 'Theme: Dark', text: 'dark blue', matches: false },
  { why: 'nothing typed matches everything', title: 'Settings', text: '', matches: true },
])('$why', ({ title, text, matches }) => {
  expect(matchesTitle(title, text)).toBe(matches)
})
