import { afterEach, expect, test } from 'vitest'
import { createUserInfoStore } from '../auth/user-info.ts'
import type { Database } from './database.ts'
import { databaseErrors } from './errors.ts'
import { onPostgres, sqliteIn, type TestDatabases } from './test-databases.ts'

let databases: TestDatabases

afterEach(() => databases.end())

const big = 'x'.repeat(100_000)
/** SQLite says the same for a file that may not grow as for a disk that has no room. */
const setRoom = (db: Database, pages: number) => db.all(`pragma max_page_count = ${pages}`)

test('SQLite: what finds no room fails clearly, what is there can be read, and writing works when there is room', async () => {
  databases = await sqliteIn('files')
  const opened = await databases.open()
  const db = opened.forPlugin('demo')
  await db.run('create table note (text text not null)')
  await db.run('insert into note values (?)', ['kept'])
  await setRoom(db, 4)

  const written = db.run('insert into note values (?)', [big])
  await expect(written).rejects.toSatisfy(databaseErrors.full.is)
  const inTransaction = db.transaction(async (tx) => {
    await tx.run('insert into note values (?)', ['goes with the other'])
    await tx.run('insert into note values (?)', [big])
  })
  await expect(inTransaction).rejects.toSatisfy(databaseErrors.full.is)
  expect(await db.all('select text from note')).toEqual([{ text: 'kept' }])
  expect(databases.lines.filter((line) => line.startsWith('error database disk full'))).toHaveLength(1)

  await setRoom(db, 1_000_000)
  await db.run('insert into note values (?)', [big])
  expect(await db.get('select count(*) as n from note')).toEqual({ n: 2 })
})

test.each([
  { what: 'no room on its disk', state: '53100', error: databaseErrors.full },
  { what: 'no connection left', state: '53300', error: databaseErrors.busy },
])('PostgreSQL: a server with $what is told as that', async ({ state, error }) => {
  databases = await onPostgres()
  const db = (await databases.open()).forPlugin('demo')
  await expect(db.run(`do $$ begin raise sqlstate '${state}'; end $$`)).rejects.toSatisfy(error.is)
})

test('who owns the same as before signs in without a write', async () => {
  databases = await sqliteIn('memory')
  const opened = await databases.open()
  await opened.migrate('kernel', new URL('../auth/migrations/', import.meta.url))
  const db = opened.forPlugin('kernel')
  const clock = { now: () => '', nowMs: () => nowMs }
  let nowMs = 1
  const users = createUserInfoStore({ db, clock })
  await users.save('user:default/ada', ['user:default/ada'])
  nowMs = 2
  await users.save('user:default/ada', ['user:default/ada'])
  expect(await db.get('select updated_at from user_info')).toEqual({ updated_at: 1 })
  await users.save('user:default/ada', ['user:default/ada', 'group:default/lab'])
  expect(await users.find('user:default/ada')).toEqual(['user:default/ada', 'group:default/lab'])
})
