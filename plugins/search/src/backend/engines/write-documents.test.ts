import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../model/document.ts'
import { type EnginePortal, engineOf } from './fixtures/engine-of.ts'

const doc = (location: string, title: string): SearchDocument => ({ title, text: '', location })

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  const portals: EnginePortal[] = []
  let portal: EnginePortal
  beforeEach(async () => {
    portal = await engineOf(database)
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

  test('a source has the documents of its last put and no others', async () => {
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Rope')], b: [doc('/3', 'Lamp room')] })
    await put({ a: [doc('/2', 'Rope'), doc('/4', 'Curtain')] })
    expect(await portal.find('lamp ')).toEqual(['/3'])
    expect(await portal.find('curtain ')).toEqual(['/4'])
    expect(await portal.engine.counts()).toEqual(new Map([['thing', 3]]))
  })

  test('what is as it was is not written again', async () => {
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Rope')] })
    const before = { ids: await ids(), version: await version() }
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Rope')] })
    expect({ ids: await ids(), version: await version() }).toEqual(before)
    await put({ a: [doc('/1', 'Lamp'), doc('/2', 'Ropes')] })
    expect((await ids()).filter((id) => before.ids.includes(id))).toHaveLength(1)
  })

  test('a document that a source gives twice is there once', async () => {
    await put({ a: [doc('/1', 'Lamp'), doc('/1', 'Lamp')] })
    await put({ a: [doc('/1', 'Lamp'), doc('/1', 'Lamp'), doc('/2', 'Rope')] })
    expect(await portal.find('lamp ')).toEqual(['/1'])
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

  test('a run removes what it has not met, but not what changed meanwhile', async () => {
    await put({ a: [doc('/1', 'Lamp')], b: [doc('/2', 'Lamp')], c: [doc('/3', 'Lamp')] }, 1)
    await put({ d: [doc('/4', 'Lamp')] })
    await put({ a: [doc('/1', 'Lamp')] }, 2)
    await put({ b: [doc('/2', 'Lamp')] })
    await portal.engine.removeUnmet('thing', 2)
    expect((await portal.find('lamp ')).toSorted()).toEqual(['/1', '/2', '/4'])
    await put({ a: [doc('/1', 'Lamp')] }, 3)
    await portal.engine.removeUnmet('thing', 3)
    expect(await portal.find('lamp ')).toEqual(['/1'])
  })

  test('a run leaves other types alone', async () => {
    await portal.engine.put('other', new Map([['a', [doc('/9', 'Lamp')]]]), { run: 1 })
    await portal.engine.removeUnmet('thing', 2)
    expect(await portal.engine.counts()).toEqual(new Map([['other', 1]]))
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

  test.each([
    { why: 'NUL and half a letter', text: 'a\0b \ud800 lamp' },
    { why: 'quotes and backslashes', text: `lamp's "x" \\ ' '' :1A` },
    { why: 'a long word', text: `${'x'.repeat(40_000)} lamp` },
    { why: 'a long word of letters in two halves', text: `${'𝒳'.repeat(100)} lamp` },
    { why: 'many different words', text: `lamp ${Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(' ')}` },
    { why: 'one word very often', text: 'lamp '.repeat(20_000) },
  ])('any document can be kept: $why', async ({ text }) => {
    await put({ [`key ${text.slice(0, 50)}`]: [{ ...doc('/1', 'Thing'), text }] })
    const { hits } = await portal.ask('lamp ')
    expect(hits.map(({ document }) => document.text === text)).toEqual([true])
  })

  test('pages go on without repeats or gaps, beyond those that are ordered by what they say', async () => {
    await put(
      Object.fromEntries(
        Array.from({ length: 330 }, (_, n) => [
          `${n}`,
          [{ ...doc(`/${n}`, n % 3 ? `Lamp ${n}` : `Thing ${n}`), text: n % 3 ? '' : 'With a lamp.' }],
        ]),
      ),
    )
    const seen: string[] = []
    for (let offset = 0; offset < 350; offset += 40) seen.push(...(await portal.find('lamp ', { offset, limit: 40 })))
    expect(seen).toHaveLength(330)
    expect(new Set(seen).size).toBe(330)
  })
})
