import { afterEach, expect, test } from 'vitest'
import { forgetSearches, readRecentSearches, rememberSearch } from './recent-searches.ts'

afterEach(() => localStorage.clear())

test('the latest is first, and each stands once', () => {
  for (const term of ['lorry', 'box office', ' lorry ', '']) rememberSearch(term)
  expect(readRecentSearches()).toEqual(['lorry', 'box office'])
})

test('steps on the way to a term are forgotten', () => {
  for (const term of ['tick', 'ticket', 'ticket sales', 'ticket']) rememberSearch(term)
  expect(readRecentSearches()).toEqual(['ticket'])
})

test('only the last few are remembered, until they are forgotten', () => {
  for (const letter of 'abcdefghij') rememberSearch(letter)
  expect(readRecentSearches()).toEqual([...'jihgfedc'])
  forgetSearches()
  expect(readRecentSearches()).toEqual([])
})

test('what somebody else wrote there is no search', () => {
  localStorage.setItem('callboard.recent-searches', '{"a":1}')
  expect(readRecentSearches()).toEqual([])
})
