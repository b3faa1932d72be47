import { createHash } from 'node:crypto'
import { KeyvMemcache } from '@keyv/memcache'
import type { CacheStore } from './cache-store.ts'

/** Keeps texts in Memcached. Values above 1 MB are refused by a server with default settings. */
export function memcacheStore(servers: string): CacheStore {
  const store = new KeyvMemcache(servers, {
    retries: 1,
    timeout: 1,
    logger: { log() {} },
    deserialize: (bytes: Buffer) => bytes.toString(),
  })
  // Emitted as well as thrown.
  store.on('error', () => {})
  return {
    async get(key) {
      // The adapter gives the text that `deserialize` made, or an object without a value.
      const found: unknown = await store.get(memcacheKey(key))
      return typeof found === 'string' ? found : undefined
    },
    set: (key, text, ttlMs) => store.set(memcacheKey(key), text, ttlMs === undefined ? undefined : memcacheTtl(ttlMs)),
    async delete(key) {
      await store.delete(memcacheKey(key))
    },
    async close() {
      store.client.close()
    },
  }
}

/** Memcached counts whole seconds, takes 0 for "for ever" and more than 30 days for a date. */
const memcacheTtl = (ttlMs: number) => 1_000 * Math.min(Math.max(Math.ceil(ttlMs / 1_000), 1), 30 * 86_400)

/** Memcached refuses long keys and keys with spaces. */
function memcacheKey(key: string): string {
  if (key.length <= 200 && /^[\x21-\x7e]+$/.test(key)) return key
  return `sha256:${createHash('sha256').update(key).digest('base64url')}`
}
