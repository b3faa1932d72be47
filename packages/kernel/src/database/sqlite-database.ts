import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database, SqlValue, Transaction } from './database.ts'
import { databaseErrors, isDiskFull } from './errors.ts'
import { type Execute, lazyKysely } from './lazy-kysely.ts'
import { lruMap } from './lru-map.ts'
import { createTransactionScope } from './open-transaction.ts'
import { isBusy, openSqlite, type SqliteConnection, whenFree } from './sqlite-connection.ts'
import { onlyReads } from './statement-kind.ts'
import { createWriteQueue } from './write-queue.ts'

/** A database that can be closed. */
export interface ClosableDatabase extends Database {
  /** Waits for the writer, then closes. */
  close(): Promise<void>
}

/**
 * The database of one plugin in an SQLite file or in memory. Files open at the first use.
 *
 * @param path - The file, or `:memory:`.
 * @param options.onFull - Told of each write for which the disk had no room; it fails with `database/full`.
 */
export function sqliteDatabase(pluginId: string, path: string, options: { onFull(): void }): ClosableDatabase {
  const inMemory = path === ':memory:'
  const queue = createWriteQueue()
  const scope = createTransactionScope(pluginId)
  const isRead = lruMap(1_000, onlyReads)
  const connections = lazyConnections(path)

  const explained = (error: unknown): unknown => {
    if (!isDiskFull(error)) return error
    options.onFull()
    return databaseErrors.full({}, { cause: error })
  }

  // Async without await: an error becomes a rejection, and an idle path costs one promise.
  const write = async <T>(name: string, work: (connection: SqliteConnection) => T): Promise<T> => {
    scope.refuseInside(name)
    const { writer } = connections.open()
    const wait = queue.enter()
    if (wait) await wait
    try {
      return work(writer)
    } catch (error) {
      if (!isBusy(error)) throw explained(error)
      return await whenFree(() => work(writer))
    } finally {
      queue.leave()
    }
  }
  const readable = (text: string) => !inMemory && isRead(text)
  const execute: Execute = async (text, params) =>
    readable(text) ? connections.open().reader.execute(text, params) : write('kysely', (db) => db.execute(text, params))

  return {
    dialect: 'sqlite',
    // In `all` and `get` the caller names the shape of the rows; SQL cannot be checked against it.
    async all<Row>(text: string, params: readonly SqlValue[] = []) {
      if (readable(text)) return connections.open().reader.all(text, params) as Row[]
      return write('all', (db) => db.all(text, params) as Row[])
    },
    async get<Row>(text: string, params: readonly SqlValue[] = []) {
      if (readable(text)) return connections.open().reader.get(text, params) as Row | undefined
      return write('get', (db) => db.get(text, params) as Row | undefined)
    },
    run: (text, params = []) => write('run', (db) => db.run(text, params)),
    kysely: () => lazyKysely('sqlite', execute),
    async transaction(work) {
      scope.refuseInside('transaction')
      const { writer } = connections.open()
      await queue.enter()
      try {
        return await scope.run(() => inTransaction(writer, work))
      } catch (error) {
        throw explained(error)
      } finally {
        queue.leave()
      }
    },
    async close() {
      await queue.idle()
      connections.close()
    },
  }
}

async function inTransaction<T>(db: SqliteConnection, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const state = { open: true }
  await whenFree(db.begin)
  try {
    const result = await work(transactionOn(db, state))
    state.open = false
    await whenFree(db.commit)
    return result
  } catch (error) {
    state.open = false
    db.rollback()
    throw error
  }
}

function transactionOn(db: SqliteConnection, state: { open: boolean }): Transaction {
  const open = () => {
    if (!state.open)
      throw new Error('This transaction has ended. Await every statement before its work function returns.')
    return db
  }
  return {
    dialect: 'sqlite',
    // The caller names the shape of the rows, as above.
    all: async <Row>(text: string, params: readonly SqlValue[] = []) => open().all(text, params) as Row[],
    get: async <Row>(text: string, params: readonly SqlValue[] = []) => open().get(text, params) as Row | undefined,
    run: async (text, params = []) => open().run(text, params),
    kysely: () => lazyKysely('sqlite', async (text, params) => open().execute(text, params)),
  }
}

function lazyConnections(path: string) {
  let opened: { reader: SqliteConnection; writer: SqliteConnection } | undefined
  let closed = false
  const open = () => {
    if (path === ':memory:') {
      const writer = openSqlite(path, { role: 'writer' })
      return { reader: writer, writer }
    }
    mkdirSync(dirname(path), { recursive: true })
    // The writer first: it creates the file and its WAL.
    const writer = openSqlite(path, { role: 'writer' })
    return { writer, reader: openSqlite(path, { role: 'reader' }) }
  }
  const openOrExplain = () => {
    try {
      return open()
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`The SQLite database ${path} cannot be opened: ${reason}.`, { cause })
    }
  }
  return {
    open() {
      if (closed) throw new Error(`The database ${path} is closed, because the portal is stopping.`)
      opened ??= openOrExplain()
      return opened
    },
    close() {
      closed = true
      if (opened && opened.reader !== opened.writer) opened.reader.close()
      opened?.writer.close()
      opened = undefined
    },
  }
}
