import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { atMostEvery } from '../logs/at-most-every.ts'
import type { LogFields, Logger } from '../logs/logger.ts'
import type { PostgresConfig } from './database-config.ts'
import { databaseErrors, isConnectionError, isDiskFull, isPoolExhausted, isStalePlan, reasonOf } from './errors.ts'
import { postgresTypes } from './postgres-types.ts'

/** The connections to one PostgreSQL server, shared by all plugins. */
export interface PostgresPool {
  /**
   * Runs `work` with a connection whose search path is `schema`.
   *
   * @throws `database/unavailable` (503) when the connection fails, `database/busy` (503) when none is free, `database/full` (503) when
   *   the server has no room left; everything else as the server says it.
   */
  use<T>(schema: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /** Resolves when the server has answered once. @throws the reason of `signal`. */
  waitUntilUp(signal: AbortSignal): Promise<void>
  isUp(): boolean
  /** A connection outside the pool, not connected yet, for LISTEN. */
  dedicated(): pg.Client
  /** Waits for what is under way. */
  close(): Promise<void>
}

const retryMs = 1_000
const logEveryMs = 5_000
const logFullEveryMs = 60_000

/** A pool that connects at its first use. */
export function createPostgresPool(settings: PostgresConfig, log: Logger): PostgresPool {
  const clientConfig = {
    application_name: 'callboard',
    keepAlive: true,
    connectionTimeoutMillis: 15_000,
    ...settings.connection,
    types: postgresTypes,
  }
  const pool = new pg.Pool({
    ...clientConfig,
    ...settings.pool,
    idleTimeoutMillis: 30_000,
  })
  const schemas = new WeakMap<pg.PoolClient, string>()
  const closing = new AbortController()
  const secrets = [settings.connection.password].filter((secret) => typeof secret === 'string')
  const tellFull = atMostEvery(logFullEveryMs, (fields: LogFields) => log.error('database disk full', fields))
  let up = false
  let probing: Promise<void> | undefined

  // Without listeners a server that goes away would end the process: a connection in use reports to its query as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', (error) => lost(error))

  function lost(error: unknown) {
    if (closing.signal.aborted || probing) return
    up = false
    log.warn('database lost', { reason: reasonOf(error, secrets) })
    probing = waitUntilUp(closing.signal)
      .catch(() => {})
      .finally(() => {
        probing = undefined
      })
  }

  async function waitUntilUp(signal: AbortSignal) {
    const startedAt = performance.now()
    for (let loggedAt = Number.NEGATIVE_INFINITY; ; ) {
      try {
        await pool.query('select 1')
        if (startedAt < performance.now() - retryMs)
          log.info('database answers', { ms: Math.round(performance.now() - startedAt) })
        up = true
        return
      } catch (error) {
        signal.throwIfAborted()
        if (performance.now() - loggedAt >= logEveryMs) {
          loggedAt = performance.now()
          log.warn('database awaited', { reason: reasonOf(error, secrets), waitedMs: Math.round(loggedAt - startedAt) })
        }
        await delay(retryMs, undefined, { signal })
      }
    }
  }

  async function checkOut(schema: string) {
    const client = await pool.connect()
    if (schemas.get(client) === schema) return client
    try {
      await enterSchema(client, schema, settings.role)
      schemas.set(client, schema)
      return client
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  return {
    async use(schema, work) {
      let client: pg.PoolClient | undefined
      let broken = false
      try {
        client = await checkOut(schema)
        return await work(client)
      } catch (error) {
        const isLost = isConnectionError(error)
        // `pg` cannot forget a plan that went stale; its connection goes.
        broken = isLost || isStalePlan(error)
        if (isPoolExhausted(error)) throw databaseErrors.busy({}, { cause: error })
        if (isDiskFull(error)) {
          tellFull({ reason: reasonOf(error, secrets) })
          throw databaseErrors.full({}, { cause: error })
        }
        if (!isLost) throw error
        lost(error)
        throw databaseErrors.unavailable({}, { cause: error })
      } finally {
        client?.release(broken)
      }
    },
    waitUntilUp,
    isUp: () => up,
    dedicated: () => new pg.Client(clientConfig),
    async close() {
      closing.abort()
      await probing
      if (!pool.ending) await pool.end()
    },
  }
}

/** Only the plugin's own schema is on the path: a missing one is an error, never a table in the wrong place. */
async function enterSchema(client: pg.ClientBase, schema: string, role: string | undefined) {
  const path = `set search_path to ${pg.escapeIdentifier(schema)}`
  await client.query(role ? `set role ${pg.escapeIdentifier(role)}; ${path}` : path)
}
