import type { CacheStore } from './cache-store.ts'

/** What an entry weighs besides its texts; a guess that keeps millions of tiny ones from adding up. */
const entryOverhead = 100

/**
 * Keeps texts in this process and drops those longest unused when they grow over the bound.
 *
 * @param options - `maxChars` counts keys and texts; a text larger than a tenth of it is not kept.
 */
export function memoryStore({ maxChars, nowMs }: { maxChars: number; nowMs: () => number }): CacheStore {
  // A Map keeps insertion order: the first is the one longest unused.
  const entries = new Map<string, { text: string; expiresAt: number }>()
  let chars = 0
  const weightOf = (key: string, text: string) => key.length + text.length + entryOverhead
  const remove = (key: string) => {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    chars -= weightOf(key, entry.text)
  }
  return {
    async get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.expiresAt <= nowMs()) {
        remove(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.text
    },
    async set(key, text, ttlMs) {
      remove(key)
      const weight = weightOf(key, text)
      if (weight > maxChars / 10) return
      entries.set(key, { text, expiresAt: ttlMs === undefined ? Number.POSITIVE_INFINITY : nowMs() + ttlMs })
      chars += weight
      for (const oldest of entries.keys()) {
        if (chars <= maxChars) break
        remove(oldest)
      }
    },
    async delete(key) {
      remove(key)
    },
    async close() {
      entries.clear()
      chars = 0
    },
  }
}
