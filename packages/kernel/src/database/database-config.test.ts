import { expect, test } from 'vitest'
import { readDatabaseConfig } from './database-config.ts'
import { configOf } from './test-databases.ts'

const read = (block: Record<string, unknown> | undefined) =>
  readDatabaseConfig(configOf(block ? { 'backend.database': block } : {}), '/portal')

test.each([
  {
    why: 'nothing configured is a folder beside the portal',
    block: undefined,
    path: '/portal/.callboard/data/catalog.sqlite',
  },
  { why: 'memory is memory', block: { client: 'better-sqlite3', connection: ':memory:' }, path: ':memory:' },
  {
    why: 'a text is a folder, from where the portal is',
    block: { client: 'sqlite3', connection: './data' },
    path: '/portal/data/catalog.sqlite',
  },
  {
    why: 'an object names the folder',
    block: { client: 'sqlite', connection: { directory: '/d' } },
    path: '/d/catalog.sqlite',
  },
  {
    why: 'a file becomes the start of each plugin’s file',
    block: { connection: '/d/portal.db' },
    path: '/d/portal.catalog.db',
  },
])('SQLite: $why', ({ block, path }) => {
  const settings = read(block)
  expect(settings.dialect === 'sqlite' && settings.pathOf('catalog')).toBe(path)
})

test('PostgreSQL: every key that has a meaning is read', () => {
  const connection = { host: 'db', port: '5433', user: 'u', password: 1234, database: 'portal', ssl: 'true' }
  const settings = read({
    client: 'pg',
    connection,
    pluginDivisionMode: 'database',
    schemaPrefix: 'cb_',
    ensureSchemaExists: false,
    role: 'owner',
    skipMigrations: true,
    knexConfig: { pool: { min: 2, max: 30 } },
    plugin: { catalog: { client: 'pg' } },
  })
  expect(settings).toMatchObject({
    dialect: 'postgres',
    connection: { ...connection, password: '1234', port: 5433, ssl: true },
    schemaPrefix: 'cb_',
    ensureSchemaExists: false,
    role: 'owner',
    skipMigrations: true,
    pool: { min: 2, max: 30 },
  })
  expect(settings.notes).toHaveLength(2)
})

test.each([
  { why: 'an unknown client', block: { client: 'mysql' }, says: /"mysql".*"better-sqlite3" or "pg"/ },
  { why: 'PostgreSQL without a connection', block: { client: 'pg' }, says: /connection is missing/ },
  {
    why: 'a port that is no number',
    block: { client: 'pg', connection: { port: 'abc' } },
    says: /port must be a number/,
  },
  {
    why: 'a cloud connector',
    block: { client: 'pg', connection: { type: 'rds' } },
    says: /"rds", which is not supported/,
  },
  { why: 'a folder that is a number', block: { connection: { directory: 5 } }, says: /must be ":memory:", a folder/ },
])('refused: $why', ({ block, says }) => {
  expect(() => read(block)).toThrow(says)
})
