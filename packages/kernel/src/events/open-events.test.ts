import { startPostgres, testPostgres } from '@callboard/testing/postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import { logTo, openerOf, sqliteIn, type TestDatabases } from '../database/test-databases.ts'
import type { Event, Events } from './events.ts'
import { type EventBus, openEvents } from './open-events.ts'
import { matchesTopic } from './topics.ts'

test.each([
  { why: 'the same topic matches', topics: ['catalog.refreshed'], topic: 'catalog.refreshed', matches: true },
  { why: 'one of several matches', topics: ['a', 'b'], topic: 'b', matches: true },
  { why: 'a prefix matches what begins with it', topics: ['github.*'], topic: 'github.push', matches: true },
  { why: 'a prefix ends at the dot', topics: ['github.*'], topic: 'githubby.push', matches: false },
  { why: 'a prefix is not itself a topic', topics: ['github.*'], topic: 'github', matches: false },
  { why: 'a topic is no prefix', topics: ['github'], topic: 'github.push', matches: false },
])('topics: $why', ({ topics, topic, matches }) => {
  expect(matchesTopic(topics, topic)).toBe(matches)
})

/** Starts replicas on one database, and stops them after the test. */
function replicas() {
  let databases: TestDatabases
  const buses: EventBus[] = []
  let started = 0
  return {
    lines: () => databases.lines,
    use(source: TestDatabases) {
      databases = source
    },
    async start(leaseMs = 600): Promise<{ events: Events; bus: EventBus; kill(): Promise<void> }> {
      const replicaId = `replica-${started++}`
      const opened = await databases.open()
      const bus = await openEvents({
        databases: opened,
        log: logTo(databases.lines),
        clock: systemClock,
        replicaId,
        leaseMs,
      })
      buses.push(bus)
      await bus.start()
      return { events: bus.forPlugin('things'), bus, kill: () => opened.close() }
    },
    async end() {
      await Promise.all(buses.splice(0).map((bus) => bus.stop()))
      await databases.end()
    },
  }
}

function recorder() {
  const got: Event[] = []
  return { got, handler: (event: Event) => void got.push(event), payloads: () => got.map((event) => event.payload) }
}

describe('in one process', () => {
  const portal = replicas()
  beforeEach(async () => portal.use(await sqliteIn('memory')))
  afterEach(() => portal.end())

  test('subscribers get what they asked for, until they end it', async () => {
    const { events } = await portal.start()
    const [exact, prefix] = [recorder(), recorder()]
    const end = events.subscribe(['a.one'], exact.handler)
    events.subscribe(['a.*'], prefix.handler, { scope: 'one-replica', id: 'x' })
    await events.publish({ topic: 'a.one', payload: 1, metadata: { 'x-h': 'v' } })
    await events.publish({ topic: 'a.two', payload: 2 })
    end()
    await events.publish({ topic: 'a.one', payload: 3 })
    await expect.poll(prefix.payloads).toEqual([1, 2, 3])
    expect(exact.got).toEqual([{ topic: 'a.one', payload: 1, metadata: { 'x-h': 'v' } }])
  })

  test('a subscriber that fails is logged, and harms nobody', async () => {
    const { events } = await portal.start()
    const { handler, payloads } = recorder()
    events.subscribe(['a'], () => {
      throw new Error('no')
    })
    events.subscribe(['a'], async () => {
      throw new Error('no')
    })
    events.subscribe(['a'], handler)
    await events.publish({ topic: 'a', payload: 1 })
    await expect.poll(payloads).toEqual([1])
    expect(portal.lines().filter((line) => line.startsWith('error event not handled'))).toHaveLength(2)
  })

  test('a subscriber may use a transaction although the publisher is in one', async () => {
    const databases = await sqliteIn('files')
    const db = (await databases.open()).forPlugin('things')
    const { events } = await portal.start()
    const done = new Promise((resolve) => {
      events.subscribe(['a'], async () => resolve(await db.transaction(async () => 'done')))
    })
    await db.transaction(() => events.publish({ topic: 'a', payload: 1 }))
    expect(await done).toBe('done')
    await databases.end()
  })
})

describe('across replicas on PostgreSQL', () => {
  const portal = replicas()
  beforeEach(async () => portal.use(openerOf({ client: 'pg', connection: await testPostgres() })))
  afterEach(() => portal.end())

  test('every replica gets each event once, in order, however large', async () => {
    const [one, two] = await Promise.all([portal.start(), portal.start()])
    const [here, there] = [recorder(), recorder()]
    one.events.subscribe(['a'], here.handler)
    two.events.subscribe(['a'], there.handler)
    const payloads = ['small', 'x'.repeat(100_000), ...Array.from({ length: 300 }, (_, i) => i)]
    await Promise.all(payloads.map((payload) => one.events.publish({ topic: 'a', payload, metadata: { k: 'v' } })))
    await expect.poll(() => there.got.length).toBe(payloads.length)
    expect(there.payloads()).toEqual(payloads)
    expect(here.payloads()).toEqual(payloads)
    expect(there.got[0]?.metadata).toEqual({ k: 'v' })
  })

  test('events that replicas publish at the same time all arrive', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => portal.start()))
    const recorders = all.map(({ events }) => {
      const { handler, got } = recorder()
      events.subscribe(['a.*'], handler)
      return got
    })
    await Promise.all(
      all.flatMap(({ events }, r) =>
        Array.from({ length: 50 }, (_, i) => events.publish({ topic: `a.${r}`, payload: i })),
      ),
    )
    await expect.poll(() => recorders.map((got) => got.length)).toEqual([200, 200, 200, 200])
  })

  test('a shared subscription gets each event on one replica, in order', async () => {
    const all = await Promise.all([portal.start(), portal.start(), portal.start()])
    const { handler, payloads } = recorder()
    for (const { events } of all) events.subscribe(['a'], handler, { scope: 'one-replica', id: 'work' })
    for (let i = 0; i < 60; i++) await all[i % 3]?.events.publish({ topic: i % 2 ? 'other' : 'a', payload: i })
    const wanted = Array.from({ length: 30 }, (_, i) => 2 * i)
    await expect.poll(payloads).toEqual(wanted)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(payloads()).toEqual(wanted)
  })

  test('a shared subscription gets what was published while no replica ran', async () => {
    const first = await portal.start()
    first.events.subscribe(['a'], () => {}, { scope: 'one-replica', id: 'work' })
    await first.events.publish({ topic: 'a', payload: 'before' })
    const publisher = await portal.start()
    await first.bus.stop()
    await publisher.events.publish({ topic: 'a', payload: 'meanwhile' })
    const { handler, payloads } = recorder()
    const later = await portal.start()
    later.events.subscribe(['a'], handler, { scope: 'one-replica', id: 'work' })
    await expect.poll(() => payloads().at(-1)).toBe('meanwhile')
  })

  test('the event in the hand of a replica that died is handled again elsewhere', async () => {
    const doomed = await portal.start()
    const { promise: hanging, resolve: release } = Promise.withResolvers<void>()
    let begun = false
    const hang = () => {
      begun = true
      return hanging
    }
    doomed.events.subscribe(['a'], hang, { scope: 'one-replica', id: 'work' })
    await doomed.events.publish({ topic: 'a', payload: 'left' })
    await expect.poll(() => begun).toBe(true)
    await doomed.kill()
    await new Promise((resolve) => setTimeout(resolve, 800))
    const { handler, payloads } = recorder()
    const other = await portal.start()
    other.events.subscribe(['a'], handler, { scope: 'one-replica', id: 'work' })
    await expect.poll(payloads).toEqual(['left'])
    release()
  })

  test('two subscriptions with one id are refused', async () => {
    const { events } = await portal.start()
    events.subscribe(['a'], () => {}, { scope: 'one-replica', id: 'work' })
    expect(() => events.subscribe(['b'], () => {}, { scope: 'one-replica', id: 'work' })).toThrow(
      /subscribes twice as "work"/,
    )
  })
})

test('after a break of the connection nothing is missed', async () => {
  const server = await startPostgres()
  const portal = replicas()
  portal.use(openerOf({ client: 'pg', connection: await server.createDatabase() }))
  const [one, two] = await Promise.all([portal.start(), portal.start()])
  const { handler, payloads } = recorder()
  two.events.subscribe(['a'], handler)
  await one.events.publish({ topic: 'a', payload: 'before' })
  await expect.poll(payloads).toEqual(['before'])
  await server.halt()
  await expect(one.events.publish({ topic: 'a', payload: 'lost' })).rejects.toMatchObject({
    code: 'database/unavailable',
  })
  await server.resume()
  // Published while nobody listens yet: only its row tells of it.
  await one.events.publish({ topic: 'a', payload: 'after' })
  await expect.poll(payloads, { timeout: 10_000 }).toEqual(['before', 'after'])
  await portal.end()
  await server.stop()
})
