import { expect, test } from 'vitest'
import { markMatches } from './match-words.ts'
import { parseTerm, synonymsOf } from './parse-term.ts'
import { stemOf } from './stem.ts'

const tags = { preTag: '[', postTag: ']' }

test.each([
  { why: 'a word in any form', term: 'ticket ', text: 'Tickets and ticketing', marked: '[Tickets] and [ticketing]' },
  { why: 'the beginning of a word', term: 'ren', text: 'The renderer', marked: 'The [renderer]' },
  { why: 'part of a compound', term: 'sales ', text: 'see ticket-sales.', marked: 'see [ticket-sales].' },
  { why: 'the inside of a word', term: 'stage ', text: 'Backstage', marked: '[Backstage]' },
  { why: 'a synonym', term: 'k8s ', text: 'on Kubernetes', marked: 'on [Kubernetes]' },
  { why: 'words of a phrase', term: '"fire zone"', text: 'no fire', marked: 'no [fire]' },
  { why: 'with accents', term: 'zurich ', text: 'in Zürich', marked: 'in [Zürich]' },
  { why: 'nothing', term: 'ledger', text: 'in Zürich', marked: undefined },
])('marks $why', ({ term, text, marked }) => {
  expect(markMatches(text, parseTerm(term, synonymsOf([['k8s', 'kubernetes']])), tags)).toBe(marked)
})

test('marks what was looked for instead', () => {
  const corrections = [{ from: 'tiket', to: 'ticket' }]
  expect(markMatches('A ticket', parseTerm('tiket '), { ...tags, corrections })).toBe('A [ticket]')
})

test.each([
  ['ticket', 'tickets', 'ticketed', 'ticketing'],
  ['price', 'prices', 'priced', 'pricing'],
  ['policy', 'policies'],
  ['process', 'processes', 'processing'],
  ['stop', 'stopped', 'stopping'],
  ['bill', 'bills', 'billing'],
  ['cache', 'caches', 'caching'],
])('%s and its forms are one', (...forms) => {
  expect(new Set(forms.map(stemOf)).size).toBe(1)
})

test.each(['status', 'access', 'string', 'feed', 'king', 'bus', 'analysis'])('%s stays', (word) => {
  expect(stemOf(word)).toBe(word)
})
