import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type Dialect as KyselyDialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Dialect, SqlValue } from './database.ts'
import type { Execute } from './lazy-kysely.ts'

/** Kysely that compiles for `dialect` and runs everything through `execute`; it owns no connection of its own. */
export function kyselyOver<Tables>(dialect: Dialect, execute: Execute): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: kyselyDialect(dialect, execute) })
}

function kyselyDialect(dialect: Dialect, execute: Execute): KyselyDialect {
  const driver = () => createDriver(execute)
  return dialect === 'sqlite'
    ? {
        createDriver: driver,
        createAdapter: () => new SqliteAdapter(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      }
    : {
        createDriver: driver,
        createAdapter: () => new PostgresAdapter(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      }
}

function createDriver(execute: Execute): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes, insertId } = await execute(query.sql, query.parameters.map(toSqlValue))
      // Kysely's types promise rows of this shape for this query; nobody can check that here.
      return { rows: rows as Row[], numAffectedRows: BigInt(changes), insertId }
    },
    // biome-ignore lint/correctness/useYield: Kysely asks for a generator; there is nothing to stream.
    async *streamQuery() {
      throw new Error('Kysely streams are not supported here. Read in pages, with a key and a limit.')
    },
  }
  const refuse = async () => {
    throw new Error('Kysely transactions are not supported here. Use the `transaction` method of the database.')
  }
  const nothing = async () => {}
  return {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: nothing,
    destroy: nothing,
  }
}

/** The same value for both dialects: instants in milliseconds, booleans as 0 and 1. */
function toSqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.getTime()
  throw new Error(
    `A ${typeof value} cannot be bound to an SQL parameter. Turn it into text, for example with JSON.stringify.`,
  )
}
