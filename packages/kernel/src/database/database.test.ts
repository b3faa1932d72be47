import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, SqlValue } from './database.ts'
import { places, sqliteIn, type TestDatabases } from './test-databases.ts'

const migrations = new URL('./fixtures/migrations/', import.meta.url)

test('a file that is no database is refused by its path', async () => {
  const databases = await sqliteIn('files')
  const { directory } = databases.block.connection as { directory: string } // as sqliteIn has made it
  await writeFile(join(directory, 'things.sqlite'), 'this is plain text, and quite a lot of it '.repeat(100))
  const db = (await databases.open()).forPlugin('things')
  await expect(db.get('select 1')).rejects.toThrow(/things\.sqlite cannot be opened: file is not a database/)
  await databases.end()
})

describe.each(places)('$place', ({ place, create }) => {
  let databases: TestDatabases
  let db: Database
  beforeEach(async () => {
    databases = await create()
    const opened = await databases.open()
    await opened.migrate('things', migrations)
    db = opened.forPlugin('things')
  })
  afterEach(() => databases.end())
  const names = async () =>
    (await db.all<{ name: string }>('select name from thing order by id')).map((row) => row.name)
  const insert = 'insert into thing (name) values (?)'

  test.each<{ why: string; column: string; value: SqlValue }>([
    { why: 'text keeps quotes and letters beyond ASCII', column: 'name', value: `a ? 'b' "c" ü 🎭` },
    { why: 'a whole number stored as text has no fraction', column: 'name', value: '1' },
    { why: 'a large integer is exact', column: 'n', value: Number.MAX_SAFE_INTEGER },
    { why: 'a negative integer is exact', column: 'n', value: -1 },
    { why: 'a fraction is exact', column: 'share', value: 0.1 },
    { why: 'null stays null', column: 'n', value: null },
    { why: 'an empty text is not null', column: 'name', value: '' },
    { why: 'bytes are the same bytes', column: 'bytes', value: Uint8Array.of(0, 1, 255) },
  ])('types: $why', async ({ column, value }) => {
    await db.run(`insert into thing (${column}) values (?)`, [value])
    const row = await db.get<{ value: SqlValue }>(`select ${column} as value from thing`)
    expect(row?.value instanceof Uint8Array ? Uint8Array.from(row.value) : row?.value).toEqual(value)
  })

  test.each([
    { why: 'count is a number', text: 'select count(*) as value from thing', value: 0 },
    {
      why: 'the sum of integers is a number',
      text: 'select sum(x.n) as value from (select cast(2 as bigint) as n union all select 3) x',
      value: 5,
    },
    { why: 'a comparison is 0 or 1', text: 'select 1 = 1 as value', value: 1 },
    { why: 'a question mark in quotes is no parameter', text: `select '?' as value /* ? */ -- ?\n`, value: '?' },
  ])('types: $why', async ({ text, value }) => {
    expect(await db.get(text)).toEqual({ value })
  })

  test('an integer beyond 2^53 is refused, not rounded', async () => {
    await db.run('insert into thing (n) values (cast(? as bigint))', ['9007199254740993'])
    await expect(db.get('select n from thing')).rejects.toThrow(/too large/)
  })

  test('run says how many rows it touched', async () => {
    await db.run(insert, ['a'])
    await db.run(insert, ['b'])
    expect(await db.run('update thing set n = ? where name <> ?', [1, 'c'])).toEqual({ changes: 2 })
  })

  test('a statement that writes may return rows', async () => {
    expect(await db.get(`${insert} returning name`, ['a'])).toEqual({ name: 'a' })
    expect(await db.all('with gone as (select 1) delete from thing where name = ? returning name', ['a'])).toEqual([
      { name: 'a' },
    ])
  })

  test('the same text gives new rows after the table has changed', async () => {
    await db.run(insert, ['a'])
    for (let i = 0; i < 8; i++) await db.get('select * from thing')
    await (await db.kysely()).schema.alterTable('thing').addColumn('later', 'bigint').execute()
    expect(await db.get('select * from thing')).toHaveProperty('later', null)
    await (await db.kysely()).schema.alterTable('thing').addColumn('latest', 'bigint').execute()
    const inside = await db.transaction((tx) => tx.get('select * from thing'))
    expect(inside).toHaveProperty('latest', null)
  })

  test('more texts than are kept prepared all work', async () => {
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 1_200; i++) expect(await db.get(`select ${i} as i`)).toEqual({ i })
  })

  test('a transaction that resolves is there', async () => {
    const result = await db.transaction(async (tx) => {
      await tx.run(insert, ['a'])
      expect(await tx.get('select name from thing')).toEqual({ name: 'a' })
      return 'done'
    })
    expect({ result, names: await names() }).toEqual({ result: 'done', names: ['a'] })
  })

  test('a transaction that rejects leaves nothing', async () => {
    const work = db.transaction(async (tx) => {
      await tx.run(insert, ['a'])
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await names()).toEqual([])
  })

  test('a transaction in a transaction is refused', async () => {
    const work = db.transaction(() => db.transaction(async () => {}))
    await expect(work).rejects.toThrow(/inside its own open transaction/)
    await db.run(insert, ['after'])
    expect(await names()).toEqual(['after'])
  })

  test('a write beside the open transaction is refused', async () => {
    const work = db.transaction(async (tx) => {
      await tx.run(insert, ['a'])
      await db.run(insert, ['b'])
    })
    await expect(work).rejects.toThrow(/inside its own open transaction/)
    expect(await names()).toEqual([])
  })

  test.skipIf(place === 'SQLite files')(
    'a read beside the open transaction is refused where it would wait for a connection',
    async () => {
      const work = db.transaction(async () => names())
      await expect(work).rejects.toThrow(/inside its own open transaction/)
    },
  )

  test('statements after the end of a transaction are refused', async () => {
    const late = await db.transaction(async (tx) => ({ run: () => tx.run(insert, ['late']) }))
    await expect(async () => late.run()).rejects.toThrow(/has ended/)
  })

  test('statements of a transaction may be started together', async () => {
    await db.transaction(async (tx) => {
      await Promise.all(['a', 'b', 'c'].map((name) => tx.run(insert, [name])))
    })
    expect(await names()).toEqual(['a', 'b', 'c'])
  })

  test('fifty transactions at once all count', async () => {
    await db.run('insert into thing (name, n) values (?, 0)', ['counter'])
    const add = () =>
      db.transaction(async (tx) => {
        const row = await tx.get<{ n: number }>(
          `select n from thing where name = ?${tx.dialect === 'postgres' ? ' for update' : ''}`,
          ['counter'],
        )
        await tx.run('update thing set n = ? where name = ?', [(row?.n ?? 0) + 1, 'counter'])
      })
    await Promise.all(Array.from({ length: 50 }, add))
    expect(await db.get('select n from thing')).toEqual({ n: 50 })
  })

  test.skipIf(place === 'SQLite in memory')('readers do not wait for a long write transaction', async () => {
    await db.run(insert, ['before'])
    let read: string[][] = []
    const writing = db.transaction(async (tx) => {
      await tx.run(insert, ['during'])
      await delay(200)
      expect(read.length).toBe(20)
    })
    await delay(20)
    read = await Promise.all(Array.from({ length: 20 }, names))
    await writing
    expect(new Set(read.map(String))).toEqual(new Set(['before']))
    expect(await names()).toEqual(['before', 'during'])
  })

  test('Kysely reads, writes and takes part in a transaction', async () => {
    interface Tables {
      thing: { name: string; flag: number | boolean | null }
    }
    const kysely = await db.kysely<Tables>()
    await kysely.insertInto('thing').values({ name: 'a', flag: true }).execute()
    const work = db.transaction(async (tx) => {
      const result = await (await tx.kysely<Tables>()).updateTable('thing').set({ name: 'b' }).executeTakeFirst()
      expect(result.numUpdatedRows).toBe(1n)
      throw new Error('back')
    })
    await expect(work).rejects.toThrow('back')
    expect(await kysely.selectFrom('thing').select(['name', 'flag']).execute()).toEqual([{ name: 'a', flag: 1 }])
    await expect(kysely.transaction().execute(async () => {})).rejects.toThrow(/Use the `transaction` method/)
  })

  test('plugins do not see each other’s tables', async () => {
    const other = (await databases.open()).forPlugin('other')
    await expect(other.all('select * from thing')).rejects.toThrow(/thing/)
  })

  test('an error of the database is a rejection that names its cause', async () => {
    await expect(db.all('select n from nowhere')).rejects.toThrow(/nowhere/)
    await db.run(insert, ['a'])
    await expect(db.run(insert, ['a'])).rejects.toThrow(/unique/i)
  })
})
