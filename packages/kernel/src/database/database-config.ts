import { basename, dirname, extname, join, resolve } from 'node:path'
import type { PoolConfig } from 'pg'
import type { RootConfig } from '../config/root-config.ts'

/** `backend.database`, understood. */
export type DatabaseConfig = SqliteConfig | PostgresConfig

/** SQLite. */
export interface SqliteConfig {
  dialect: 'sqlite'
  /** Where a plugin's file is; `:memory:` for none. */
  pathOf(pluginId: string): string
  /** For the log. */
  place: string
  skipMigrations: boolean
  notes: string[]
}

/** PostgreSQL. */
export interface PostgresConfig {
  dialect: 'postgres'
  connection: PoolConfig
  pool: { min: number; max: number }
  schemaPrefix: string
  ensureSchemaExists: boolean
  role?: string
  skipMigrations: boolean
  /** What the log should tell about keys that mean something else here. */
  notes: string[]
}

const key = 'backend.database'

/**
 * Reads `backend.database` (spec/platform.md 2.1).
 *
 * @param baseDir - What relative folders start from, and where data goes when nothing is configured.
 * @throws Error that names the key and what is accepted.
 */
export function readDatabaseConfig(config: RootConfig, baseDir: string): DatabaseConfig {
  const client = config.getOptionalString(`${key}.client`) ?? 'better-sqlite3'
  const skipMigrations = config.getOptionalBoolean(`${key}.skipMigrations`) ?? false
  const notes: string[] = []
  if (config.has(`${key}.plugin`))
    notes.push(`${key}.plugin is ignored: all plugins share one database, each in its own schema or file.`)
  if (['better-sqlite3', 'sqlite3', 'sqlite'].includes(client))
    return { ...sqliteConfig(config, baseDir), skipMigrations, notes }
  if (client === 'pg') {
    if (config.getOptionalString(`${key}.pluginDivisionMode`) === 'database')
      notes.push(`${key}.pluginDivisionMode is "database"; plugins get a schema each in one database instead.`)
    return { ...postgresConfig(config), skipMigrations, notes }
  }
  throw new Error(`${key}.client is "${client}"${at(config, `${key}.client`)}; it must be "better-sqlite3" or "pg".`)
}

function sqliteConfig(config: RootConfig, baseDir: string) {
  const connection = config.get(`${key}.connection`)
  const text = isRecord(connection) ? (connection.directory ?? connection.filename) : connection
  if (text !== undefined && (typeof text !== 'string' || text === ''))
    throw new Error(
      `${key}.connection${at(config, `${key}.connection`)} must be ":memory:", a folder, or an object with "directory".`,
    )
  if (text === ':memory:') return { dialect: 'sqlite' as const, place: text, pathOf: () => ':memory:' }
  const path = resolve(baseDir, text ?? '.callboard/data')
  const ending = extname(path)
  // One file for everything cannot be: each plugin writes on its own. A file name becomes the start of their names.
  if (['.sqlite', '.sqlite3', '.db'].includes(ending)) {
    const stem = join(dirname(path), basename(path, ending))
    return { dialect: 'sqlite' as const, place: dirname(path), pathOf: (id: string) => `${stem}.${id}${ending}` }
  }
  return { dialect: 'sqlite' as const, place: path, pathOf: (id: string) => join(path, `${id}.sqlite`) }
}

function postgresConfig(config: RootConfig) {
  return {
    dialect: 'postgres' as const,
    connection: postgresConnection(config),
    pool: {
      min: config.getOptionalNumber(`${key}.knexConfig.pool.min`) ?? 0,
      max: config.getOptionalNumber(`${key}.knexConfig.pool.max`) ?? 10,
    },
    schemaPrefix: config.getOptionalString(`${key}.schemaPrefix`) ?? '',
    ensureSchemaExists: config.getOptionalBoolean(`${key}.ensureSchemaExists`) ?? true,
    role: config.getOptionalString(`${key}.role`),
  }
}

/** What `pg` understands of a connection object; numbers may be text, as environment variables are. */
const connectionKeys = [
  'host',
  'user',
  'password',
  'database',
  'ssl',
  'connectionString',
  'application_name',
  'statement_timeout',
  'keepAlive',
]

function postgresConnection(config: RootConfig): PoolConfig {
  const where = `${key}.connection`
  const connection = config.get(where)
  if (typeof connection === 'string') return { connectionString: connection }
  if (!isRecord(connection))
    throw new Error(
      `${where} is missing; give a connection string, or an object with host, port, user, password and database.`,
    )
  if (connection.type !== undefined && connection.type !== 'default')
    throw new Error(
      `${where}.type is "${String(connection.type)}"${at(config, where)}, which is not supported. Leave it out, and give host, user and password.`,
    )
  const port = connection.port === undefined ? undefined : Number(connection.port)
  if (port !== undefined && !Number.isInteger(port))
    throw new Error(`${where}.port${at(config, where)} must be a number.`)
  const known = Object.fromEntries(
    connectionKeys.filter((name) => name in connection).map((name) => [name, connection[name]]),
  )
  // YAML reads a password of digits as a number; `pg` wants text.
  for (const name of ['host', 'user', 'password', 'database'])
    if (typeof known[name] === 'number') known[name] = String(known[name])
  if (known.ssl === 'true' || known.ssl === 'false') known.ssl = known.ssl === 'true'
  return { ...known, ...(port === undefined ? {} : { port }) }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function at(config: RootConfig, path: string) {
  const source = config.source(path)
  return source ? ` (${source})` : ''
}
