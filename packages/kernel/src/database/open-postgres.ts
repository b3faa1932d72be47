import { escapeIdentifier } from 'pg'
import type { Logger } from '../logs/logger.ts'
import type { Database, Transaction } from './database.ts'
import type { PostgresConfig } from './database-config.ts'
import { migrate } from './migrate.ts'
import type { Databases } from './open-databases.ts'
import { postgresDatabase } from './postgres-database.ts'
import { createPostgresPool } from './postgres-pool.ts'

/** PostgreSQL: one pool, a schema for each plugin. Resolves when the server answers. */
export async function openPostgres(
  settings: PostgresConfig,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<Databases> {
  const pool = createPostgresPool(settings, log)
  try {
    await pool.waitUntilUp(signal)
  } catch (error) {
    await pool.close()
    throw error
  }
  const databases = new Map<string, Database>()
  const forPlugin = (pluginId: string) => {
    const known = databases.get(pluginId)
    if (known) return known
    const database = postgresDatabase(pluginId, schemaOf(settings, pluginId), pool)
    databases.set(pluginId, database)
    return database
  }
  return {
    dialect: 'postgres',
    forPlugin,
    async migrate(pluginId, dir) {
      if (settings.skipMigrations) return
      const schema = schemaOf(settings, pluginId)
      const prepare = (tx: Transaction) => lockSchema(tx, { schema, create: settings.ensureSchemaExists })
      await migrate({ pluginId, dir, log, database: forPlugin(pluginId), prepare })
    },
    ready: pool.isUp,
    close: pool.close,
    dedicatedConnection: pool.dedicated,
  }
}

async function lockSchema(tx: Transaction, { schema, create }: { schema: string; create: boolean }) {
  await tx.get('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`callboard migration ${schema}`])
  if (await tx.get('select 1 as yes from pg_namespace where nspname = ?', [schema])) return
  if (!create)
    throw new Error(
      `The PostgreSQL schema "${schema}" does not exist, and backend.database.ensureSchemaExists is false. Create it, and make the portal's role its owner.`,
    )
  await tx.run(`create schema ${escapeIdentifier(schema)}`)
}

function schemaOf(settings: PostgresConfig, pluginId: string): string {
  const schema = `${settings.schemaPrefix}${pluginId}`
  // PostgreSQL would cut the name off, and two plugins might meet in one schema.
  if (Buffer.byteLength(schema) > 63)
    throw new Error(`The PostgreSQL schema "${schema}" has more than 63 bytes. Shorten backend.database.schemaPrefix.`)
  return schema
}
