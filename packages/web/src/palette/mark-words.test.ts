import { expect, test } from 'vitest'
import { markWords } from './mark-words.ts'

test.each([
  { why: 'words in any order and casing', title: 'Theme: Dark', text: 'dark the', marked: '[The]me: [Dark]' },
  { why: 'the longest of those that begin alike', title: 'Box office', text: 'b box', marked: '[Box] office' },
  { why: 'every place', title: 'lorry-router', text: 'r', marked: 'lo[r][r]y-[r]oute[r]' },
  { why: 'signs are only signs', title: 'c++ (old)', text: 'c++ (o', marked: '[c++] [(o]ld)' },
  { why: 'nothing typed marks nothing', title: 'Settings', text: '  ', marked: 'Settings' },
  { why: 'what is not there', title: 'Settings', text: 'x', marked: 'Settings' },
])('$why', ({ title, text, marked }) => {
  const pieces = markWords(title, text)
  expect(pieces.map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text)).join('')).toBe(marked)
})
