import { expect, test } from 'vitest'
import { wordsOfPath } from './words-of-path.ts'

test.each([
  { why: 'the last part', path: '/docs/default/component/lorry-router/', words: 'lorry-router' },
  { why: 'read as people wrote it', path: '/box%20office', words: 'box office' },
  { why: 'a file by its name', path: '/guide/install.html', words: 'install' },
  { why: 'a lone per cent sign', path: '/100%', words: '100%' },
  { why: 'nothing', path: '/', words: '' },
])('$why', ({ path, words }) => {
  expect(wordsOfPath(path)).toBe(words)
})
