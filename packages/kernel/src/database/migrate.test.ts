import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listMigrations, planMigrations } from './plan-migrations.ts'
import { places, type TestDatabases } from './test-databases.ts'

const migrations = new URL('./fixtures/migrations/', import.meta.url)
const failing = new URL('./fixtures/failing/', import.meta.url)
const filesOf = (names: string[]) => names.map((name) => ({ name, url: new URL(`file:///${name}.ts`) }))

describe('which migrations remain', () => {
  test.each([
    { why: 'an empty database needs all', applied: [], files: ['0001-a', '0002-b'], pending: ['0001-a', '0002-b'] },
    {
      why: 'those applied are not applied again',
      applied: ['0001-a'],
      files: ['0001-a', '0002-b'],
      pending: ['0002-b'],
    },
    { why: 'nothing is left when all are applied', applied: ['0001-a'], files: ['0001-a'], pending: [] },
    { why: 'numbers may have gaps', applied: ['0001-a'], files: ['0001-a', '0010-b'], pending: ['0010-b'] },
  ])('$why', ({ applied, files, pending }) => {
    expect(planMigrations('things', applied, filesOf(files)).map((file) => file.name)).toEqual(pending)
  })

  test.each([
    { why: 'a newer database is refused', applied: ['0001-a', '0002-b'], files: ['0001-a'], says: /newer version/ },
    {
      why: 'a file that vanished is refused',
      applied: ['0001-a', '0002-b'],
      files: ['0002-b'],
      says: /0001-a .* is gone/,
    },
    {
      why: 'a renamed file is refused',
      applied: ['0001-a', '0002-b'],
      files: ['0001-x', '0002-b'],
      says: /0001-a .* is gone/,
    },
    {
      why: 'a file that comes late is refused',
      applied: ['0002-b'],
      files: ['0001-a', '0002-b'],
      says: /next free number/,
    },
  ])('$why', ({ applied, files, says }) => {
    expect(() => planMigrations('things', applied, filesOf(files))).toThrow(says)
  })

  test('only numbered source files are migrations, in the order of their numbers', () => {
    const names = ['0010-b.js', '0002-a.ts', '0002-a.d.ts', '0002-a.js.map', 'README.md', 'helper.ts', '0001-a.test.ts']
    expect(listMigrations('things', names, migrations).map((file) => file.name)).toEqual(['0002-a', '0010-b'])
  })

  test('two files with one number are refused', () => {
    expect(() => listMigrations('things', ['0001-a.ts', '0001-b.ts'], migrations)).toThrow(/same number/)
  })
})

describe.each(places)('$place', ({ create, place }) => {
  let databases: TestDatabases
  beforeEach(async () => {
    databases = await create()
  })
  afterEach(() => databases.end())

  test.skipIf(place === 'SQLite in memory')('20 replicas that migrate at once apply each file once', async () => {
    const replicas = await Promise.all(Array.from({ length: 20 }, () => databases.open()))
    await Promise.all(replicas.map((replica) => replica.migrate('things', migrations)))
    expect(databases.lines.filter((line) => line.includes('migration applied'))).toHaveLength(20)
    const db = (await databases.open()).forPlugin('things')
    expect(await db.get('select count(*) as n from callboard_migration')).toEqual({ n: 20 })
    await db.run('insert into thing (c20) values (1)')
  })

  test('a migration that fails is rolled back whole, and those before it stay', async () => {
    const opened = await databases.open()
    await expect(opened.migrate('things', failing)).rejects.toThrow(
      /0002-bad of plugin "things" failed and was rolled back/,
    )
    const db = opened.forPlugin('things')
    expect(await db.all('select n from kept')).toEqual([])
    await expect(db.all('select n from undone')).rejects.toThrow(/undone/)
    expect(await db.all('select name from callboard_migration')).toEqual([{ name: '0001-good' }])
  })

  test('a migration without `up` is refused by its path', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'callboard-migration-'))
    await writeFile(join(dir, '0001-empty.ts'), 'export const down = 1\n')
    const opened = await databases.open()
    await expect(opened.migrate('things', pathToFileURL(`${dir}/`))).rejects.toThrow(
      /0001-empty\.ts exports no function/,
    )
    await rm(dir, { recursive: true })
  })
})
