import { expect, test } from 'vitest'
import { TreeCache } from './tree-cache.ts'

const treeOf = (megabytes: number) => ({
  folders: [],
  files: [{ path: 'a', read: async () => Buffer.alloc(megabytes * 1024 * 1024) }],
  links: [],
})

test('what was not used for longest goes first, and what is too large is not kept', async () => {
  const cache = new TreeCache()
  await cache.keep('a', { etag: '1', tree: treeOf(12) })
  await cache.keep('b', { etag: '2', tree: treeOf(12) })
  cache.find('a')
  await cache.keep('c', { etag: '3', tree: treeOf(12) })
  await cache.keep('d', { etag: '4', tree: treeOf(40) })
  expect(['a', 'b', 'c', 'd'].map((key) => cache.find(key)?.etag)).toEqual(['1', undefined, '3', undefined])
})

test('what has changed counts once', async () => {
  const cache = new TreeCache()
  for (let i = 0; i < 5; i++) await cache.keep('a', { etag: `${i}`, tree: treeOf(10) })
  await cache.keep('b', { etag: 'b', tree: treeOf(20) })
  expect([cache.find('a')?.etag, cache.find('b')?.etag]).toEqual(['4', 'b'])
})
