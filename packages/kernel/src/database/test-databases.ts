import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import { type Databases, openDatabases } from './open-databases.ts'

/** A configuration for tests, from a plain object of whole keys. */
export function configOf(values: Record<string, unknown>): RootConfig {
  const get = (key?: string) => {
    if (key === undefined) return values
    if (key in values) return values[key]
    // A nested object under the longest key that is there.
    const parent = Object.keys(values).find((known) => key.startsWith(`${known}.`))
    if (!parent) return undefined
    return key
      .slice(parent.length + 1)
      .split('.')
      .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], values[parent])
  }
  // The getters trust the test to have put the right type there.
  const read = <T>(key: string) => get(key) as T | undefined
  return {
    get,
    has: (key) => get(key) !== undefined,
    getOptionalString: read<string>,
    getOptionalNumber: read<number>,
    getOptionalBoolean: read<boolean>,
    getString(key) {
      const value = read<string>(key)
      if (value === undefined) throw new Error(`Missing required config value at '${key}'`)
      return value
    },
    source: () => undefined,
    onChange: () => () => {},
  }
}

/** A logger that keeps its lines. */
export function logTo(lines: string[]): Logger {
  const write = (level: string) => (message: string, fields?: object) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`)
  }
  const log: Logger = {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    child: () => log,
  }
  return log
}

/** Where a test's databases come from. */
export interface TestDatabases {
  /** Opens the same data again with each call, as replicas would. */
  open(): Promise<Databases>
  lines: string[]
  /** The block `backend.database`, for another process. */
  block: Record<string, unknown>
  /** Closes all that were opened, and removes files. */
  end(): Promise<void>
}

/** The three places where data can be; each row runs every test. */
export const places = [
  { place: 'SQLite files', create: () => sqliteIn('files') },
  { place: 'SQLite in memory', create: () => sqliteIn('memory') },
  { place: 'PostgreSQL', create: onPostgres },
] as const

/** New databases in files or in memory. */
export async function sqliteIn(where: 'files' | 'memory'): Promise<TestDatabases> {
  const dir = await mkdtemp(join(tmpdir(), 'callboard-database-'))
  const connection = where === 'memory' ? ':memory:' : { directory: dir }
  const databases = openerOf({ client: 'better-sqlite3', connection })
  return {
    ...databases,
    async end() {
      await databases.end()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** A new database on the PostgreSQL server of the test run. */
export async function onPostgres(): Promise<TestDatabases> {
  const { testPostgres } = await import('@callboard/testing/postgres')
  return openerOf({ client: 'pg', connection: await testPostgres() })
}

/** Databases by the block `backend.database`. */
export function openerOf(block: Record<string, unknown>): TestDatabases {
  const opened: Databases[] = []
  const lines: string[] = []
  return {
    lines,
    block,
    async open() {
      const databases = await openDatabases({
        config: configOf({ 'backend.database': block }),
        log: logTo(lines),
        signal: new AbortController().signal,
        baseDir: tmpdir(),
      })
      opened.push(databases)
      return databases
    },
    async end() {
      for (const databases of opened) await databases.close()
    },
  }
}
