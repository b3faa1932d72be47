import { startPostgres, type TestPostgres } from '@callboard/testing/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isConnectionError, reasonOf } from './errors.ts'
import { openDatabases } from './open-databases.ts'
import { configOf, logTo, openerOf } from './test-databases.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

test('the portal survives a restart of the server', async () => {
  const databases = openerOf({ client: 'pg', connection: await server.createDatabase() })
  const opened = await databases.open()
  await opened.migrate('things', new URL('./fixtures/migrations/', import.meta.url))
  const db = opened.forPlugin('things')
  // Several idle connections, all of which break.
  await Promise.all(Array.from({ length: 5 }, () => db.get('select pg_sleep(0.05)')))
  expect(opened.ready()).toBe(true)

  const interrupted = db.transaction(async (tx) => {
    await tx.run('insert into thing (name) values (?)', ['lost'])
    await server.halt()
    await tx.run('insert into thing (name) values (?)', ['lost too'])
  })
  await expect(interrupted).rejects.toThrow(/database does not answer/)
  await expect(db.get('select 1 as one')).rejects.toMatchObject({
    code: 'database/unavailable',
    name: 'ServiceUnavailableError',
  })
  expect(opened.ready()).toBe(false)

  await server.resume()
  expect(await db.all('select name from thing')).toEqual([])
  await expect.poll(opened.ready, { timeout: 5_000 }).toBe(true)
  expect(databases.lines.filter((line) => line.startsWith('warn database lost'))).toHaveLength(1)
  await databases.end()
})

test('a read is repeated when its idle connection has died unnoticed', async () => {
  const databases = openerOf({
    client: 'pg',
    connection: await server.createDatabase(),
    knexConfig: { pool: { max: 1 } },
  })
  const db = (await databases.open()).forPlugin('things')
  await expect(db.get('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow(/does not answer/)
  expect(await db.get('select 1 as one')).toEqual({ one: 1 })
  await databases.end()
})

test('the start waits for a server that is not up yet, and says why without the password', async () => {
  const connection = await server.createDatabase()
  await server.halt()
  const databases = openerOf({ client: 'pg', connection })
  const opening = databases.open()
  await expect.poll(() => databases.lines.join()).toMatch(/database awaited.*ECONNREFUSED/)
  expect(databases.lines.join()).not.toContain('password')
  await server.resume()
  expect((await opening).ready()).toBe(true)
  await databases.end()
})

test('waiting ends when the portal is told to stop', async () => {
  const stop = new AbortController()
  const lines: string[] = []
  const opening = openDatabases({
    config: configOf({
      'backend.database': { client: 'pg', connection: 'postgres://postgres:wrong@127.0.0.1:1/none' },
    }),
    log: logTo(lines),
    signal: stop.signal,
    baseDir: '/',
  })
  await expect.poll(() => lines.length).toBe(1)
  stop.abort(new Error('stopping'))
  await expect(opening).rejects.toThrow()
})

test.each([
  { why: 'a refused connection', error: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), lost: true },
  { why: 'a server that shuts down', error: Object.assign(new Error('x'), { code: '57P01' }), lost: true },
  { why: 'a cut line', error: new Error('Connection terminated unexpectedly'), lost: true },
  { why: 'a wrong statement', error: Object.assign(new Error('x'), { code: '42601' }), lost: false },
  { why: 'a cancelled statement', error: Object.assign(new Error('x'), { code: '57014' }), lost: false },
])('connection errors: $why', ({ error, lost }) => {
  expect(isConnectionError(error)).toBe(lost)
})

test.each([
  { why: 'a password is masked', error: new Error('no hunter2 here'), secrets: ['hunter2'], reason: 'no *** here' },
  {
    why: 'user and password in a URL are masked',
    error: new Error('bad postgres://a:b@host/x'),
    secrets: [],
    reason: 'bad postgres://***@host/x',
  },
  {
    why: 'every address tells its reason',
    error: new AggregateError([new Error('one'), new Error('two')]),
    secrets: [],
    reason: 'one; two',
  },
])('reasons: $why', ({ error, secrets, reason }) => {
  expect(reasonOf(error, secrets)).toBe(reason)
})
