import { expect, test } from 'vitest'
import { sayDuration } from './say-duration.ts'

test.each([
  { ms: 0, text: '0s' },
  { ms: 140, text: '0.1s' },
  { ms: 9_949, text: '9.9s' },
  { ms: 9_950, text: '10s' },
  { ms: 59_400, text: '59s' },
  { ms: 60_000, text: '1m' },
  { ms: 125_400, text: '2m 5s' },
  { ms: 3_599_600, text: '1h' },
  { ms: 7_265_000, text: '2h 1m' },
])('$ms ms are $text', ({ ms, text }) => {
  expect(sayDuration(ms, 'en')).toBe(text)
})

test('as the language writes it', () => {
  expect(sayDuration(125_000, 'de')).toBe('2 Min. 5 Sek.')
})
