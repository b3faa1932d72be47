import { type DurationParts, parseDuration } from '@callboard/model'
import type { RootConfig } from '../config/root-config.ts'
import { reasonOf } from '../database/errors.ts'
import { atMostEvery } from '../logs/at-most-every.ts'
import type { Logger } from '../logs/logger.ts'
import type { Cache } from './cache.ts'
import type { CacheStore } from './cache-store.ts'
import { memoryStore } from './memory-store.ts'

/** The caches of all plugins. */
export interface Caches {
  forPlugin(pluginId: string): Cache
  close(): Promise<void>
}

const block = 'backend.cache'
const mebi = 1024 * 1024
/** A cache that takes longer than this is no help. */
const patienceMs = 2_000
const logEveryMs = 60_000

/**
 * Opens what `backend.cache` names (spec/platform.md 2.2); without it, memory. A remote store connects in the background.
 *
 * @throws Error that names the key when the configuration is wrong.
 */
export async function openCaches({ config, log }: { config: RootConfig; log: Logger }): Promise<Caches> {
  const kind = config.getOptionalString(`${block}.store`) ?? 'memory'
  // A store that is away fails every call.
  const failed = atMostEvery(logEveryMs, (error: unknown) =>
    log.warn('cache failed', { store: kind, reason: reasonOf(error) }),
  )
  const store = await openStore(kind, config, failed)
  const defaultTtlMs = readDefaultTtl(config)
  const { prefix, separator } = readNaming(config, kind)
  return {
    forPlugin: (pluginId) => cacheOn(store, { prefix: `${prefix}${pluginId}${separator}`, defaultTtlMs, failed }),
    async close() {
      await store.close().catch(failed)
    },
  }
}

async function openStore(kind: string, config: RootConfig, failed: (error: unknown) => void): Promise<CacheStore> {
  if (kind === 'memory') return memoryStore({ maxChars: 64 * mebi, nowMs: () => Date.now() })
  const connection = config.get(`${block}.connection`)
  if (kind === 'redis' || kind === 'valkey') {
    const { redisStore } = await import('./redis-store.ts')
    const cluster = config.get(`${block}.${kind}.cluster`)
    // Checked by the client itself; its options are many.
    if (cluster) return redisStore({ cluster: cluster as never }, failed)
    if (typeof connection === 'string' || isRecord(connection)) return redisStore({ connection }, failed)
    throw new Error(`${block}.connection must be a URL such as "redis://host:6379", or an object with "url".`)
  }
  if (kind === 'memcache') {
    if (typeof connection !== 'string')
      throw new Error(`${block}.connection must name the Memcached servers, such as "host:11211".`)
    const { memcacheStore } = await import('./memcache-store.ts')
    return memcacheStore(connection)
  }
  throw new Error(`${block}.store is "${kind}"; it must be "memory", "redis", "valkey" or "memcache".`)
}

function cacheOn(
  store: CacheStore,
  options: { prefix: string; defaultTtlMs?: number; failed(error: unknown): void },
): Cache {
  const { prefix, defaultTtlMs, failed } = options
  const safely = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await inTime(work())
    } catch (error) {
      failed(error)
      return undefined
    }
  }
  return {
    get: <T>(key: string) =>
      safely(async () => {
        const text = await store.get(prefix + key)
        // The caller knows what it has put there.
        return text === undefined || text === null ? undefined : (JSON.parse(text) as T)
      }),
    async set(key, value, { ttlMs = defaultTtlMs } = {}) {
      // Undefined has no JSON: it is the same as not being there.
      const text: string | undefined = JSON.stringify(value)
      await safely(() => (text === undefined ? store.delete(prefix + key) : store.set(prefix + key, text, ttlMs)))
    },
    async delete(key) {
      await safely(() => store.delete(prefix + key))
    },
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No answer within ${patienceMs} ms.`)), patienceMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function readDefaultTtl(config: RootConfig): number | undefined {
  const value = config.get(`${block}.defaultTtl`)
  if (value === undefined || typeof value === 'number') return value
  try {
    // parseDuration refuses what is neither.
    return parseDuration(value as string | DurationParts)
  } catch (cause) {
    throw new Error(`${block}.defaultTtl must be a duration such as "1h", or a number of milliseconds.`, { cause })
  }
}

function readNaming(config: RootConfig, kind: string): { prefix: string; separator: string } {
  const separator = config.getOptionalString(`${block}.${kind}.client.keyPrefixSeparator`) ?? ':'
  const namespace = config.getOptionalString(`${block}.${kind}.client.namespace`)
  return { separator, prefix: namespace ? `${namespace}${separator}` : '' }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
