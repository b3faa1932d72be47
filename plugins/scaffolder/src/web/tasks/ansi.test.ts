import { expect, test } from 'vitest'
import { ansiPieces, withoutAnsi } from './ansi.ts'

test.each([
  { why: 'a plain line is one piece', line: 'npm install', pieces: ['npm install'] },
  { why: 'red until it is reset', line: 'a \u001b[31mbad\u001b[0m word', pieces: ['a ', 'bad!bad', ' word'] },
  { why: 'the last colour of several codes counts', line: '\u001b[1;32mok', pieces: ['good!ok'] },
  { why: 'a reset without a number', line: '\u001b[33mcare\u001b[m.', pieces: ['warning!care', '.'] },
  { why: 'an unknown colour changes nothing', line: '\u001b[38;5;200mpink', pieces: ['pink'] },
  { why: 'cursor moves disappear', line: 'a\u001b[2Kb\u001b[1Ac', pieces: ['a', 'b', 'c'] },
  { why: 'titles of windows disappear', line: '\u001b]0;title\u0007text', pieces: ['text'] },
  { why: 'a lone escape disappears', line: 'x\u001by\r', pieces: ['x', 'y'] },
  { why: 'tabs stay', line: 'a\tb', pieces: ['a\tb'] },
])('$why', ({ line, pieces }) => {
  const found = ansiPieces(line)
  expect(found.map(({ text, look }) => (look === undefined ? text : `${look}!${text}`))).toEqual(pieces)
  expect(withoutAnsi(line)).toBe(found.map(({ text }) => text).join(''))
})
