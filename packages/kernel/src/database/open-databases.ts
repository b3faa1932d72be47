import type { Client } from 'pg'
import type { RootConfig } from '../config/root-config.ts'
import { atMostEvery } from '../logs/at-most-every.ts'
import type { Logger } from '../logs/logger.ts'
import type { Database, Dialect } from './database.ts'
import { readDatabaseConfig, type SqliteConfig } from './database-config.ts'
import { migrate } from './migrate.ts'
import { type ClosableDatabase, sqliteDatabase } from './sqlite-database.ts'

const logFullEveryMs = 60_000

/** The databases of all plugins. */
export interface Databases {
  readonly dialect: Dialect
  /** The same object for the same id, each time. */
  forPlugin(pluginId: string): Database
  /**
   * Brings the plugin's tables up to the numbered files in `dir`. Replicas may do this at the same time.
   *
   * @param dir - A `file:` URL that ends in `/`.
   * @throws Error that names plugin and migration, and says what to do.
   */
  migrate(pluginId: string, dir: URL): Promise<void>
  /** Whether the database answers, as far as is known; for the readiness endpoint. */
  ready(): boolean
  /** Waits for what is under way, then closes every connection. */
  close(): Promise<void>
  /** PostgreSQL only: a connection outside the pool, not connected yet, for LISTEN. Whoever asks for it ends it. */
  dedicatedConnection?(): Client
}

/**
 * Opens what `backend.database` names; without it, SQLite files under `<baseDir>/.callboard/data`. Waits, for as long
 * as `signal` allows, for a PostgreSQL server that is not up yet, and says so in the log.
 *
 * @throws Error that names the key when the configuration is wrong; the reason of `signal` when it aborts.
 */
export async function openDatabases(options: {
  config: RootConfig
  log: Logger
  signal: AbortSignal
  baseDir: string
}): Promise<Databases> {
  const settings = readDatabaseConfig(options.config, options.baseDir)
  for (const note of settings.notes) options.log.warn('database setting ignored', { note })
  if (settings.dialect === 'postgres') {
    // Loaded only where it is used: `pg` costs a start on SQLite 20 ms.
    const { openPostgres } = await import('./open-postgres.ts')
    return openPostgres(settings, options)
  }
  return openSqliteFiles(settings, options.log)
}

function openSqliteFiles(settings: SqliteConfig, log: Logger): Databases {
  const databases = new Map<string, ClosableDatabase>()
  const onFull = atMostEvery(logFullEveryMs, () => log.error('database disk full', { place: settings.place }))
  const forPlugin = (pluginId: string) => {
    const known = databases.get(pluginId)
    if (known) return known
    const database = sqliteDatabase(pluginId, settings.pathOf(pluginId), { onFull })
    databases.set(pluginId, database)
    return database
  }
  log.debug('database opened', { dialect: 'sqlite', place: settings.place })
  return {
    dialect: 'sqlite',
    forPlugin,
    async migrate(pluginId, dir) {
      if (settings.skipMigrations) return
      await migrate({ pluginId, dir, log, database: forPlugin(pluginId) })
    },
    ready: () => true,
    async close() {
      await Promise.all([...databases.values()].map((database) => database.close()))
    },
  }
}
