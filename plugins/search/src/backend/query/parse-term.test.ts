import { expect, test } from 'vitest'
import { parseTerm, synonymsOf, wholeOf } from './parse-term.ts'

const words = (text: string) => parseTerm(text).words.map(({ word }) => word)

test.each([
  { why: 'words lose case and accents', text: 'Zürich Café', found: ['zurich', 'cafe'] },
  { why: 'signs are no operators', text: "a:b & (c | d) !e* ' OR", found: ['b', 'c', 'd', 'e', 'or'] },
  { why: 'an apostrophe is no seam', text: 'don’t the director’s', found: ['dont', 'director'] },
  { why: 'a compound is one word', text: 'PaymentService', found: ['paymentservice'] },
  { why: 'so it is with signs', text: 'payment-service_v2.io', found: ['paymentservicev2io'] },
  { why: 'little words are left out', text: 'how do I get the keys of a door', found: ['get', 'keys', 'door'] },
  { why: 'but not when there is nothing else', text: 'the ', found: ['the'] },
  { why: 'the one that is being typed stays', text: 'box the', found: ['box', 'the'] },
  { why: 'a word twice is looked for once', text: 'cue cue', found: ['cue'] },
  { why: 'signs of a script without spaces are words', text: '東京', found: ['東', '京'] },
  { why: 'a quotation mark without its other half is nothing', text: '"stage door', found: ['stage', 'door'] },
  { why: 'one word in quotation marks is a word', text: '"stage"', found: ['stage'] },
  { why: 'signs alone are nothing', text: '!!! ??? \0 %_', found: [] },
])('$why', ({ text, found }) => {
  expect(words(text)).toEqual(found)
})

test('what stands in quotation marks is a phrase, compounds in their parts', () => {
  const term = parseTerm('seat "no-fire zone" map')
  expect(term.phrases).toEqual([['no', 'fire', 'zone']])
  expect(term.words.map(({ word }) => word)).toEqual(['seat', 'map'])
})

test.each([
  { text: 'tick', isPrefix: true },
  { text: 'tick ', isPrefix: false },
  { text: 'tick!', isPrefix: false },
  { text: '"box office"', isPrefix: false },
  { text: 'seat "box office"', isPrefix: false },
  { text: '', isPrefix: false },
])('the last word of <$text> may go on: $isPrefix', ({ text, isPrefix }) => {
  expect(parseTerm(text).isPrefix).toBe(isPrefix)
})

test('synonyms stand for each other, several words too', () => {
  const synonyms = synonymsOf([
    ['FOH', 'front of house'],
    ['k8s', 'Kubernetes'],
  ])
  expect(parseTerm('foh', synonyms).words).toEqual([{ word: 'foh', parts: [], synonyms: ['front of house'] }])
  expect(parseTerm('kubernetes k8s', synonyms).words.map((word) => word.synonyms)).toEqual([['k8s'], ['kubernetes']])
})

test('words that stand together for something else do so when they are typed apart', () => {
  const synonyms = synonymsOf([
    ['till', 'cash desk'],
    ['foh', 'front of house'],
  ])
  expect(parseTerm('cash desk', synonyms).words.map((word) => word.synonyms)).toEqual([['till'], ['till']])
  expect(parseTerm('front of house ', synonyms).words.map((word) => word.synonyms)).toEqual([['foh'], ['foh']])
  expect(parseTerm('desk cash', synonyms).words.map((word) => word.synonyms)).toEqual([[], []])
})

test('names are the same whatever joins their words', () => {
  expect(['Box Office', 'box-office', 'boxOffice', 'BOX_OFFICE'].map(wholeOf)).toEqual(Array(4).fill('boxoffice'))
})

test('a long hostile text is read once', () => {
  for (const text of ['a-'.repeat(200_000), "'".repeat(200_000), '"'.repeat(200_000), 'aA'.repeat(200_000)]) {
    expect(parseTerm(text).words.length).toBeLessThanOrEqual(16)
  }
})
