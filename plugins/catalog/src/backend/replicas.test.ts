import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@callboard/testing'
import { testPostgres } from '@callboard/testing/postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { component } from './fixtures/catalog-portal.ts'
import { expectWhole, reached } from './fixtures/expect-whole.ts'
import { killInTurn } from './fixtures/kill-in-turn.ts'
import { type Replica, sqliteTables, startReplica } from './fixtures/replicas.ts'
import { writeSyntheticCatalog } from './fixtures/synthetic-catalog.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-replicas-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('two replicas on PostgreSQL, killed in turn while they ingest, lose, double and block nothing', async () => {
  await killInTurn({ connection: await testPostgres(), folder, components: 3_000 })
}, 120_000)

test('a portal on SQLite that is killed again and again while it ingests goes on where it was', async () => {
  await using stack = new AsyncDisposableStack()
  const catalog = await writeSyntheticCatalog(join(folder, 'org'), 3_000)
  const start = async () => stack.use(await startReplica(folder, embedded(catalog.locations)))
  let portal = await start()
  const tables = stack.use(sqliteTables(join(folder, 'data/catalog.sqlite')))
  for (const part of [0.1, 0.4, 0.8]) {
    await reached(tables, { count: 3_000 * (part + Math.random() * 0.2 - 0.1), lifecycle: 'first' })
    await portal.kill()
    portal = await start()
  }
  const startedAt = performance.now()
  await reached(tables, { count: 3_000, lifecycle: 'first' })
  // It need not wait until the leases of its former self run out.
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  await expectWhole({ tables, catalog, lifecycle: 'first', url: portal.url })
}, 60_000)

test('a file that was edited while no portal ran is read at the next start', async () => {
  await using stack = new AsyncDisposableStack()
  const file = join(folder, 'catalog-info.yaml')
  await appendFile(file, component('before'))
  const start = async () => stack.use(await startReplica(folder, embedded([{ type: 'file', target: file }])))
  const first = await start()
  await eventually(() => isServed(first, 'before'))
  await first.kill()
  await appendFile(file, `---\n${component('after')}`)
  const second = await start()
  await eventually(() => isServed(second, 'after'))
})

const embedded = (locations: unknown[]) => ({
  database: { client: 'better-sqlite3', connection: { directory: join(folder, 'data') } },
  catalog: { locations },
})

async function isServed({ url }: Replica, name: string): Promise<boolean> {
  return (await fetch(`${url}/api/catalog/entities/by-name/component/default/${name}`)).ok
}
