import { expect, test } from 'vitest'
import { lineOf, piecesOf } from './marked-pieces.ts'

const said = (pieces: ReturnType<typeof piecesOf> | undefined) =>
  pieces?.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('')
const highlight = (title: string) => ({ preTag: '<1>', postTag: '</1>', fields: { title } })

test.each([
  { why: 'several matches', marked: 'a <1>box</1> of <1>boxes</1>', pieces: 'a [box] of [boxes]' },
  { why: 'a match at either end', marked: '<1>box</1> and <1>office</1>', pieces: '[box] and [office]' },
  { why: 'other tags are text', marked: '<b>x</b> <1><i>y</i></1>', pieces: '<b>x</b> [<i>y</i>]' },
  { why: 'a tag that is not closed', marked: 'a <1>box', pieces: 'a [box]' },
  { why: 'no match', marked: 'a box', pieces: 'a box' },
])('$why', ({ marked, pieces }) => {
  expect(said(piecesOf('plain', 'title', highlight(marked)))).toBe(pieces)
})

test('what the server says nothing about is shown as it is', () => {
  expect(said(piecesOf('plain', 'title', undefined))).toBe('plain')
  expect(said(piecesOf('plain', 'text', highlight('other')))).toBe('plain')
  expect(said(piecesOf('plain', 'title', { ...highlight('x'), preTag: '' }))).toBe('plain')
})

test('a line begins shortly before the first match', () => {
  const far = `${'-'.repeat(100)}${'+'.repeat(32)}<1>it</1> comes`
  expect(said(lineOf(piecesOf('', 'title', highlight(far))))).toBe(`…${'+'.repeat(32)}[it] comes`)
  expect(said(lineOf(piecesOf('', 'title', highlight('here <1>it</1> is'))))).toBe('here [it] is')
  expect(lineOf([{ text: 'nothing', isMatch: false }])).toBeUndefined()
})
