import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { configOf, logTo } from '../database/test-databases.ts'
import { memoryStore } from './memory-store.ts'
import { openCaches } from './open-caches.ts'

const open = (block: Record<string, unknown>, lines: string[] = []) =>
  openCaches({ config: configOf({ 'backend.cache': block }), log: logTo(lines) })

test.each([
  { why: 'an object', value: { a: [1, null, 'x'] } },
  { why: 'a text', value: '' },
  { why: 'zero', value: 0 },
  { why: 'false', value: false },
  { why: 'null', value: null },
])('memory keeps $why', async ({ value }) => {
  const cache = (await open({})).forPlugin('things')
  await cache.set('key', value)
  expect(await cache.get('key')).toEqual(value)
  await cache.delete('key')
  expect(await cache.get('key')).toBeUndefined()
})

test('what comes out is not what went in: nobody can change it behind the cache', async () => {
  const cache = (await open({})).forPlugin('things')
  const value = { list: [1] }
  await cache.set('key', value)
  value.list.push(2)
  expect(await cache.get('key')).toEqual({ list: [1] })
})

test('plugins do not see each other’s keys', async () => {
  const caches = await open({})
  await caches.forPlugin('a').set('key', 1)
  expect(await caches.forPlugin('b').get('key')).toBeUndefined()
})

test.each([
  { why: 'its own time to live', block: {}, options: { ttlMs: 20 } },
  { why: 'the default, in milliseconds', block: { defaultTtl: 20 }, options: {} },
  { why: 'the default, as a duration', block: { defaultTtl: { milliseconds: 20 } }, options: {} },
])('a value is gone after $why', async ({ block, options }) => {
  const cache = (await open(block)).forPlugin('things')
  await cache.set('key', 1, options)
  expect(await cache.get('key')).toBe(1)
  await delay(40)
  expect(await cache.get('key')).toBeUndefined()
})

test('memory drops what was longest unused, and never grows over its bound', async () => {
  const store = memoryStore({ maxChars: 10_000, nowMs: () => 0 })
  const text = 'x'.repeat(800)
  for (let i = 0; i < 12; i++) {
    await store.set(`key${i}`, text, undefined)
    await store.get('key0')
  }
  expect(await store.get('key0')).toBe(text)
  expect(await store.get('key1')).toBeUndefined()
  await store.set('huge', 'x'.repeat(5_000), undefined)
  expect(await store.get('huge')).toBeUndefined()
})

test.each([
  { why: 'Redis', block: { store: 'redis', connection: 'redis://127.0.0.1:1' } },
  { why: 'Memcached', block: { store: 'memcache', connection: '127.0.0.1:1' } },
])('$why that is not there fails nobody, and is logged once', async ({ block }) => {
  const lines: string[] = []
  const caches = await open(block, lines)
  const cache = caches.forPlugin('things')
  for (let i = 0; i < 3; i++) {
    await cache.set('key', 1)
    expect(await cache.get('key')).toBeUndefined()
    await cache.delete('key')
  }
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^warn cache failed/)
  await caches.close()
})

test.each([
  { why: 'an unknown store', block: { store: 'infinispan' }, says: /"infinispan"; it must be/ },
  { why: 'Redis without a connection', block: { store: 'redis' }, says: /connection must be a URL/ },
  { why: 'Memcached without servers', block: { store: 'memcache' }, says: /must name the Memcached servers/ },
  { why: 'a default that is no duration', block: { defaultTtl: 'soon' }, says: /defaultTtl must be a duration/ },
])('refused: $why', async ({ block, says }) => {
  await expect(open(block)).rejects.toThrow(says)
})
