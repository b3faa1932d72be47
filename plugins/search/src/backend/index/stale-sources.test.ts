import { randomUUID } from 'node:crypto'
import { type Database, definePlugin } from '@callboard/kernel'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseStaleSources, type StaleSources } from './stale-sources.ts'

describe.each(['sqlite', 'postgres'] as const)('stale sources on %s', (database) => {
  const clock = fakeClock()
  let portal: TestPortal
  let db: Database
  let stale: StaleSources
  const namesOf = async (claim: ReturnType<StaleSources['claim']>) =>
    (await claim)?.sources.map(({ source }) => source).sort()

  beforeAll(async () => {
    const plugin = definePlugin({
      id: 'search',
      migrations: new URL('../migrations/', import.meta.url),
      setup(core) {
        db = core.db
      },
    })
    portal = await startPortal({ plugins: [plugin], database, clock })
    stale = databaseStaleSources({ db, clock, newId: randomUUID })
  })
  afterAll(() => portal?.stop())
  beforeEach(async () => {
    await db.run('delete from stale')
  })

  test('what has changed comes before what a run asks for', async () => {
    await stale.mark('notes', ['a', 'b'], { run: 1 })
    clock.advance(1)
    await stale.mark('notes', ['z'])
    expect(await namesOf(stale.claim('notes', 1))).toEqual(['z'])
    expect(await namesOf(stale.claim('other', 1))).toBeUndefined()
  })

  test('what somebody is at is nobody else’s, until its lease has ended', async () => {
    await stale.mark('notes', ['a'])
    const first = await stale.claim('notes', 10)
    expect(await stale.claim('notes', 10)).toBeUndefined()
    expect(await stale.dueTypes()).toEqual([])
    clock.advance(31_000)
    expect(await stale.dueTypes()).toEqual(['notes'])
    expect(await namesOf(stale.claim('notes', 10))).toEqual(['a'])
    // Who was too slow ends nothing of the other's.
    if (first) await stale.done(first)
    expect((await stale.counts()).get('notes')?.sources).toBe(1)
  })

  test('several that fail are tried one by one, and one that fails alone rests longer each time', async () => {
    await stale.mark('notes', ['a', 'b'])
    const both = await stale.claim('notes', 10)
    if (both) await stale.failed(both, 'Away.')
    const [first, second] = [await stale.claim('notes', 10), await stale.claim('notes', 10)]
    expect([first?.sources.length, second?.sources.length]).toEqual([1, 1])
    if (first && second) await Promise.all([stale.done(first), stale.failed(second, 'Still away.')])
    expect((await stale.counts()).get('notes')).toEqual({ sources: 1, failing: 1, problem: 'Still away.' })
    expect(await stale.claim('notes', 10)).toBeUndefined()
    clock.advance(2_000)
    const third = await stale.claim('notes', 10)
    if (third) await stale.failed(third, 'Still away.')
    clock.advance(2_000)
    expect(await stale.claim('notes', 10)).toBeUndefined()
    // Another change is another chance.
    await stale.mark('notes', third?.sources.map(({ source }) => source) ?? [])
    expect((await stale.claim('notes', 10))?.attempts).toBe(0)
  })

  test('many who mark, claim and end at the same time lose nothing', async () => {
    const sources = Array.from({ length: 200 }, (_, i) => `s${i}`)
    const doneAfterLastMark = new Set<string>()
    let isMarking = true
    const mark = async (turn: number) => {
      for (let i = 0; i < 6; i++) {
        const from = (turn * 37 + i * 53) % 200
        await stale.mark('notes', [...sources.slice(from), ...sources.slice(0, from)], i % 2 ? { run: i } : undefined)
      }
    }
    const work = async () => {
      for (;;) {
        const isLast = !isMarking
        const claim = await stale.claim('notes', 30)
        if (!claim && isLast) return
        if (!claim) continue
        if (isLast) for (const { source } of claim.sources) doneAfterLastMark.add(source)
        await stale.done(claim)
      }
    }
    const working = [work(), work()]
    await Promise.all([mark(0), mark(1), mark(2)])
    isMarking = false
    await stale.mark('notes', sources)
    await Promise.all([...working, work()])
    expect(await stale.leftOf('notes', 5)).toEqual({ untried: 0, failing: 0 })
    expect((await stale.counts()).get('notes')).toBeUndefined()
    expect(doneAfterLastMark.size).toBeGreaterThan(0)
  })
})
