import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import type { SqlValue } from './database.ts'
import { isDiskFull } from './errors.ts'
import { lruMap } from './lru-map.ts'

/** What any statement gave. */
export interface StatementResult {
  rows: unknown[]
  changes: number
  insertId?: bigint
}

/** One connection to an SQLite file, with its prepared statements. All of it is synchronous. */
export interface SqliteConnection {
  all(text: string, params: readonly SqlValue[]): unknown[]
  get(text: string, params: readonly SqlValue[]): unknown
  run(text: string, params: readonly SqlValue[]): { changes: number }
  /** Runs a statement of which it is not known whether it gives rows. */
  execute(text: string, params: readonly SqlValue[]): StatementResult
  begin(): void
  commit(): void
  rollback(): void
  close(): void
}

/** How many prepared statements a connection keeps; each holds a few kB. */
const statementsKept = 500
const mebibyte = 1024 * 1024

/**
 * Opens a file, or `:memory:`.
 *
 * @param path - The folder must exist.
 * @param options - A `reader` cannot write, and expects that a writer has opened the file before.
 */
export function openSqlite(path: string, options: { role: 'reader' | 'writer' }): SqliteConnection {
  const writes = options.role === 'writer'
  const db = new DatabaseSync(path, { readOnly: !writes, enableForeignKeyConstraints: true, timeout: 5_000 })
  if (writes) {
    // WAL: readers and the writer do not wait for each other. NORMAL: a power cut may lose the last commits, never corrupts.
    db.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma journal_size_limit = ${64 * mebibyte}`)
    // Fewer checkpoints: each one waits for the disk, and pages that are written again until then are copied once.
    db.exec('pragma wal_autocheckpoint = 8192')
    // Waiting inside SQLite stops the whole process; `whenFree` waits outside.
    db.exec('pragma busy_timeout = 5')
  }
  db.exec(`pragma cache_size = -16384; pragma mmap_size = ${256 * mebibyte}; pragma temp_store = memory`)
  const prepared = lruMap<StatementSync>(statementsKept, (text) => db.prepare(text))
  return {
    all: (text, params) => prepared(text).all(...bound(params)),
    get: (text, params) => prepared(text).get(...bound(params)),
    run: (text, params) => ({ changes: Number(prepared(text).run(...bound(params)).changes) }),
    execute(text, params) {
      const statement = prepared(text)
      const inputs = bound(params)
      if (statement.columns().length > 0) return { rows: statement.all(...inputs), changes: 0 }
      const { changes, lastInsertRowid } = statement.run(...inputs)
      return { rows: [], changes: Number(changes), insertId: BigInt(lastInsertRowid) }
    },
    begin: () => db.exec('begin immediate'),
    commit: () => db.exec('commit'),
    rollback() {
      // A full disk or an interrupt ends the transaction by itself; a second rollback would hide that error.
      if (db.isTransaction) db.exec('rollback')
    },
    close() {
      try {
        if (writes && path !== ':memory:') db.exec('pragma optimize')
      } catch (error) {
        // Another process writes, or there is no room: statistics can wait.
        if (!isBusy(error) && !isDiskFull(error)) throw error
      } finally {
        db.close()
      }
    },
  }
}

/**
 * Does `work`, again and again while another process writes to the file.
 *
 * @throws The error of SQLite after 30 seconds of that.
 */
export async function whenFree<T>(work: () => T): Promise<T> {
  const giveUpAt = performance.now() + 30_000
  for (let pauseMs = 2; ; pauseMs = Math.min(2 * pauseMs, 50)) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error
      await delay(pauseMs * (0.5 + Math.random()))
    }
  }
}

/** Whether another process is writing: SQLITE_BUSY in the lowest byte; the others tell its kind. */
export const isBusy = (error: unknown) => ((error as { errcode?: number } | undefined)?.errcode ?? 0) % 256 === 5

/**
 * Whole numbers as SQLite integers: node:sqlite binds every number as a float, which a text column or a JSON function
 * would show as `1.0`, unlike PostgreSQL.
 */
function bound(params: readonly SqlValue[]): SQLInputValue[] {
  const inputs = new Array<SQLInputValue>(params.length)
  for (let i = 0; i < params.length; i++) {
    const value = params[i] as SqlValue // i is below the length
    inputs[i] = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
  }
  return inputs
}
