import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../model/document.ts'
import { databaseEngineOf } from './fixtures/engine-of.ts'
import { testWriting } from './fixtures/writing-contract.ts'

const doc = (location: string, title: string): SearchDocument => ({ title, text: '', location })

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  describe('as every engine', () => testWriting(() => databaseEngineOf(database)))

  let portal: Awaited<ReturnType<typeof databaseEngineOf>>
  const portals: (typeof portal)[] = []
  beforeEach(async () => {
    portal = await databaseEngineOf(database)
    portals.push(portal)
  })
  afterAll(async () => {
    for (const one of portals) await one[Symbol.asyncDispose]()
  })

  const put = (sources: Record<string, SearchDocument[]>, run?: number) =>
    portal.engine.put('thing', new Map(Object.entries(sources)), run === undefined ? {} : { run })
  const words = async () =>
    (
      await portal.db.all<{ word: string; documents: number; names: number }>(
        'select word, documents, names from word order by word',
      )
    ).map(({ word, documents, names }) => `${word} ${documents} ${names}`)
  const endings = async () => (await portal.db.get<{ n: number }>('select count(*) as n from ending'))?.n
  const ids = async () =>
    (await portal.db.all<{ id: number }>('select id from document order by id')).map(({ id }) => id)
  const version = async () => (await portal.db.get<{ version: number }>('select version from index_state'))?.version

  test('what is as it was is not written again', async () => {
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Rope')] })
    const before = { ids: await ids(), version: await version() }
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Rope')] })
    expect({ ids: await ids(), version: await version() }).toEqual(before)
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Ropes')] })
    expect((await ids()).filter((id) => before.ids.includes(id))).toHaveLength(1)
  })

  test('the vocabulary follows what comes and goes', async () => {
    await put({ a: [doc('/1', 'Lamp room')], b: [{ ...doc('/2', 'Rope'), text: 'Beside the lamp.' }] })
    expect(await words()).toEqual(['beside 1 0', 'lamp 2 1', 'room 1 1', 'rope 1 1', 'the 1 0'])
    await portal.engine.remove('thing', ['a', 'unknown'])
    expect(await words()).toEqual(['beside 1 0', 'lamp 1 0', 'rope 1 1', 'the 1 0'])
    await portal.engine.remove('thing', ['b'])
    expect(await words()).toEqual([])
    expect(await endings()).toBe(0)
    expect(await portal.engine.counts()).toEqual(new Map())
  })

  test('readers see a source before or after, never between', async () => {
    await put({ a: Array.from({ length: 50 }, (_, n) => doc(`/old/${n}`, `Lamp ${n}`)) })
    let isDone = false
    const writing = (async () => {
      for (let round = 0; round < 10; round++)
        await put({ a: Array.from({ length: 50 }, (_, n) => doc(`/${round}/${n}`, `Lamp ${n} ${round}`)) })
      isDone = true
    })()
    const seen = new Set<number>()
    while (!isDone) {
      seen.add((await portal.ask('lamp ', { offset: seen.size, limit: 1 })).total)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writing
    expect([...seen]).toEqual([50])
  })

  test('writers at the same time lose nothing', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        put(
          Object.fromEntries(
            Array.from({ length: 20 }, (_, n) => [`${writer} ${n}`, [doc(`/${writer}/${n}`, `Lamp ${n}`)]]),
          ),
        ),
      ),
    )
    expect((await portal.ask('lamp ')).total).toBe(160)
    expect(await words()).toContain('lamp 160 160')
  })
})
