import KeyvRedis, {
  createClient,
  createCluster,
  type RedisClientConnectionType,
  type RedisClientOptions,
  type RedisClusterOptions,
} from '@keyv/redis'
import type { CacheStore } from './cache-store.ts'

/** How to reach Redis or Valkey. */
export type RedisTarget = { connection: string | RedisClientOptions } | { cluster: RedisClusterOptions }

/**
 * Keeps texts in Redis or Valkey. Connects in the background, for as long as it takes; until then, and while the server
 * is away, each call fails at once instead of waiting in line.
 */
export function redisStore(target: RedisTarget, onError: (error: unknown) => void): CacheStore {
  const client = 'cluster' in target ? createCluster(target.cluster) : createClient(clientOptions(target.connection))
  client.on('error', onError)
  // Only fails when it is given up, by close.
  client.connect().catch(onError)
  // The adapter's type asks for clients without modules; the modules of the default client do it no harm.
  const store = new KeyvRedis<string>(client as RedisClientConnectionType, { throwOnErrors: true })
  // Emitted as well as thrown.
  store.on('error', () => {})
  return {
    get: (key) => store.get<string>(key),
    set: (key, text, ttlMs) => store.set(key, text, ttlMs),
    async delete(key) {
      await store.delete(key)
    },
    async close() {
      await store.disconnect(true)
    },
  }
}

function clientOptions(connection: string | RedisClientOptions): RedisClientOptions {
  const options = typeof connection === 'string' ? { url: connection } : connection
  return {
    ...options,
    disableOfflineQueue: true,
    // The options of TCP and TLS sockets form a union that a spread cannot be told from.
    socket: { connectTimeout: 2_000, ...options.socket, reconnectStrategy } as RedisClientOptions['socket'],
  }
}

const reconnectStrategy = (attempts: number) => Math.min(100 * 2 ** Math.min(attempts, 6), 5_000)
