import { expect, test } from 'vitest'
import { type KeptPage, pageCache } from './page-cache.ts'

const page = (html: string): KeptPage => ({
  html,
  headings: [],
  problems: [],
  linesAbove: 0,
  links: [],
  snippets: new Map(),
})

test('what was wanted longest ago goes when there is too much', () => {
  const cache = pageCache(10)
  cache.keep('a', page('aaaa'))
  cache.keep('b', page('bbbb'))
  cache.find('a')
  cache.keep('c', page('cccc'))
  expect(cache.find('b')).toBeUndefined()
  expect(cache.find('a')?.html).toBe('aaaa')
  expect(cache.find('c')?.html).toBe('cccc')
})

test('a page that takes the place of itself counts once', () => {
  const cache = pageCache(10)
  for (let time = 0; time < 5; time += 1) cache.keep('a', page('aaaa'))
  cache.keep('b', page('bbbb'))
  expect(cache.find('a')).toBeDefined()
})

test('a page larger than everything is not kept', () => {
  const cache = pageCache(10)
  cache.keep('a', page('a'.repeat(11)))
  expect(cache.find('a')).toBeUndefined()
})
