import { type Database, definePlugin } from '@callboard/kernel'
import { startPortal } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import {
  leaseDueSources,
  releaseLeases,
  renewLeases,
  requestRead,
  takeDeadLeases,
  updateSourceRow,
} from './source-store.ts'

const readAtMs = 10_000

describe.each(['sqlite', 'postgres'] as const)('sources on %s', (database) => {
  test.each([
    { why: 'nobody asked for it meanwhile', askedAtMs: undefined, dueAtMs: 99_000 },
    { why: 'somebody asked for it meanwhile', askedAtMs: readAtMs + 5, dueAtMs: readAtMs + 5 },
    {
      why: 'a replica whose clock is behind asked for it meanwhile',
      askedAtMs: readAtMs - 500,
      dueAtMs: readAtMs - 500,
    },
  ])('a source that was read is due again at $dueAtMs when $why', async ({ askedAtMs, dueAtMs }) => {
    await using portal = await withDatabase(database)
    const { db } = portal
    await addSource(db, { name: 'url:a', dueAtMs: 1 })
    await requestRead(db, [1], { nowMs: 2, isForced: false })
    const [source] = await leaseDueSources(db, { replica: 'one', nowMs: readAtMs, limit: 1 })
    if (!source) throw new Error('The source was not leased.')
    if (askedAtMs !== undefined) await requestRead(db, [1], { nowMs: askedAtMs, isForced: false })
    const row = { last_read_at: readAtMs, next_read_at: 99_000, refresh_requested_at: null, etag: 'new' }
    await db.transaction((tx) => updateSourceRow(tx, { source, upserts: [], removals: [], isEager: false, row }))
    const stored = await db.get('select next_read_at, etag from source')
    expect(stored).toEqual({ next_read_at: dueAtMs, etag: askedAtMs === undefined ? 'new' : null })
  })

  test('only what is being read keeps its lease', async () => {
    await using portal = await withDatabase(database)
    const { db } = portal
    await addSource(db, { name: 'url:a', dueAtMs: 1 })
    await addSource(db, { name: 'url:b', dueAtMs: 2 })
    expect(await leaseDueSources(db, { replica: 'one', nowMs: 100, limit: 2 })).toHaveLength(2)
    await renewLeases(db, [1], { replica: 'one', nowMs: 10_000 })
    await renewLeases(db, [2], { replica: 'another', nowMs: 10_000 })
    const taken = await leaseDueSources(db, { replica: 'two', nowMs: 20_000, limit: 2 })
    expect(taken.map(({ name }) => name)).toEqual(['url:b'])
    await releaseLeases(db, 'one')
    const rest = await leaseDueSources(db, { replica: 'two', nowMs: 20_000, limit: 2 })
    expect(rest.map(({ name }) => name)).toEqual(['url:a'])
  })

  test('leases of the dead are taken where no other process can be alive', async () => {
    await using portal = await withDatabase(database)
    const { db } = portal
    await addSource(db, { name: 'url:a', dueAtMs: 1 })
    await leaseDueSources(db, { replica: 'dead', nowMs: 100, limit: 1 })
    await takeDeadLeases(db)
    const taken = await leaseDueSources(db, { replica: 'one', nowMs: 200, limit: 1 })
    expect(taken).toHaveLength(database === 'sqlite' ? 1 : 0)
  })
})

const addSource = (db: Database, { name, dueAtMs }: { name: string; dueAtMs: number }) =>
  db.run(`insert into source (kind, name, next_read_at, created_at) values ('location', ?, ?, 0)`, [name, dueAtMs])

/** The catalog's tables, without a catalog. */
async function withDatabase(database: 'sqlite' | 'postgres'): Promise<AsyncDisposable & { db: Database }> {
  let found: Database | undefined
  const plugin = definePlugin({
    id: 'catalog',
    migrations: new URL('../migrations/', import.meta.url),
    setup({ db }) {
      found = db
    },
  })
  const portal = await startPortal({ plugins: [plugin], database })
  if (!found) throw new Error('The plugin did not start.')
  return { db: found, [Symbol.asyncDispose]: () => portal.stop() }
}
