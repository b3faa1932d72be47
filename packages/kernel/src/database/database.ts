import type { Kysely } from 'kysely'

/** Which SQL is spoken. */
export type Dialect = 'sqlite' | 'postgres'

/** A value that may be bound to a `?`. Instants are milliseconds since the epoch; JSON is text; booleans are 0 or 1. */
export type SqlValue = string | number | null | Uint8Array

/**
 * Runs SQL in the plugin's own namespace (a PostgreSQL schema, an SQLite file).
 *
 * Text is written once for both dialects with `?` for parameters; statements are prepared and cached by text,
 * so the text must be constant or drawn from a small set: never put values into it.
 * 64-bit integers come back as numbers and must stay below 2^53.
 */
export interface Sql {
  readonly dialect: Dialect
  /**
   * All rows.
   *
   * @param options - `plan: 'fresh'`: PostgreSQL plans anew for these values, for queries whose best plan depends on them;
   *   a kept plan is for all values. No difference on SQLite.
   */
  all<Row>(text: string, params?: readonly SqlValue[], options?: { plan: 'fresh' }): Promise<Row[]>
  /** The first row, or undefined. */
  get<Row>(text: string, params?: readonly SqlValue[]): Promise<Row | undefined>
  /** Runs a statement that writes; how many rows it touched. */
  run(text: string, params?: readonly SqlValue[]): Promise<{ changes: number }>
}

/** Inside a transaction. */
export interface Transaction extends Sql {
  /** Kysely bound to this transaction; loaded at its first use. */
  kysely<Tables>(): Promise<Kysely<Tables>>
}

/**
 * The database of one plugin.
 *
 * Reads outside a transaction never wait for a writing transaction (SQLite files: a second connection under WAL).
 * `:memory:` has one connection: there, they queue.
 */
export interface Database extends Sql {
  /** Kysely on the plugin's tables, for whatever is not hot; loaded at its first use. */
  kysely<Tables>(): Promise<Kysely<Tables>>
  /**
   * Runs `work` in one writing transaction; commits when it resolves, rolls back when it rejects.
   * One at a time on SQLite. PostgreSQL: read committed; serialisation failures and deadlocks (40001, 40P01) are
   * retried up to 5 times, so `work` must be repeatable.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}

/** A migration file: `migrations/0001-entities.ts`. The same file for both dialects, forward only. */
export interface Migration {
  up(db: Kysely<unknown>, dialect: Dialect): Promise<void>
}
