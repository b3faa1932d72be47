import { readdir } from 'node:fs/promises'
import type { Logger } from '../logs/logger.ts'
import type { Database, Migration, Sql, Transaction } from './database.ts'
import { listMigrations, type MigrationFile, planMigrations } from './plan-migrations.ts'

/** What {@link migrate} works on. */
export interface MigrateOptions {
  pluginId: string
  database: Database
  /** Ends in `/`. */
  dir: URL
  log: Logger
  /**
   * Takes the lock that keeps other replicas out until the transaction ends, and makes the namespace if it is missing.
   * SQLite needs neither: its transactions exclude each other.
   */
  prepare?(tx: Transaction): Promise<void>
}

/**
 * Brings a plugin's tables up to its migration files, each in a transaction of its own. Any number of replicas may do
 * this at the same time.
 *
 * @throws Error that names plugin and file when one fails; those before it stay applied.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { pluginId, database, dir } = options
  const files = listMigrations(pluginId, await readdir(dir), dir)
  // The usual start finds nothing to do and takes no lock.
  if (planMigrations(pluginId, await readApplied(database), files).length === 0) return
  while (await applyNext(options, files)) {}
}

/** Applies one; false when there was none left. */
async function applyNext(
  { pluginId, database, log, prepare }: MigrateOptions,
  files: MigrationFile[],
): Promise<boolean> {
  const startedAt = performance.now()
  const applied = await database.transaction(async (tx) => {
    await prepare?.(tx)
    const next = planMigrations(pluginId, await readApplied(tx), files)[0]
    if (!next) return undefined
    await applyOne(pluginId, next, tx)
    return next.name
  })
  if (applied)
    log.info('migration applied', {
      plugin: pluginId,
      migration: applied,
      ms: Math.round(performance.now() - startedAt),
    })
  return applied !== undefined
}

async function applyOne(pluginId: string, file: MigrationFile, tx: Transaction) {
  // What a migration file exports is checked right below.
  const migration = (await import(file.url.href)) as Partial<Migration>
  if (!migration.up) throw new Error(`The migration ${file.url.pathname} exports no function \`up\`.`)
  try {
    await migration.up(await tx.kysely(), tx.dialect)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw Object.assign(
      new Error(`The migration ${file.name} of plugin "${pluginId}" failed and was rolled back: ${reason}`, { cause }),
      {
        // Lets the transaction see a deadlock for what it is, and try again.
        code: (cause as { code?: unknown } | undefined)?.code,
      },
    )
  }
  await tx.run(
    'create table if not exists callboard_migration (name text not null primary key, applied_at bigint not null)',
  )
  await tx.run('insert into callboard_migration (name, applied_at) values (?, ?)', [file.name, Date.now()])
}

async function readApplied(sql: Sql): Promise<string[]> {
  const exists = await sql.get(
    sql.dialect === 'sqlite'
      ? `select 1 as yes from sqlite_master where type = 'table' and name = 'callboard_migration'`
      : `select 1 as yes from pg_tables where schemaname = current_schema() and tablename = 'callboard_migration'`,
  )
  if (!exists) return []
  const rows = await sql.all<{ name: string }>('select name from callboard_migration order by name')
  return rows.map((row) => row.name)
}
