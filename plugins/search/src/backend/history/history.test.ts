import { eventually, fakeClock } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SearchPortal, startSearch } from '../fixtures/search-portal.ts'
import { shelf } from '../fixtures/shelf.ts'

describe.each(['sqlite', 'postgres'] as const)('searches that are kept, on %s', (database) => {
  const clock = fakeClock()
  let search: SearchPortal
  const as = async (name: string) => ({ as: { token: await search.portal.tokens.user(`user:default/${name}`) } })
  const look = async (name: string, term: string) =>
    search.get(`/query?term=${encodeURIComponent(term)}`, await as(name))
  const settle = () => clock.advance(10_000)
  const unanswered = async () => (await search.get('/unanswered')).body.terms as { term: string; count: number }[]

  beforeAll(async () => {
    search = await startSearch(
      { collators: [shelf({ seats: 'Where to sit.' })] },
      {
        database,
        clock,
        search: { history: { enabled: true }, collators: { notes: { schedule: { initialDelay: 'PT0S' } } } },
      },
    )
    await search.holds('notes', ['/notes/seats'])
  })
  afterAll(() => search[Symbol.asyncDispose]())

  test('popular is what three people found, and who they are is not written down', async () => {
    for (const name of ['ada', 'bob', 'bob', 'bob']) {
      await look(name, 'Seats')
      settle()
    }
    await look('ada', 'nowhere')
    settle()
    await eventually(async () => (await unanswered()).some(({ term }) => term === 'nowhere'))
    expect((await search.get('/popular')).body).toEqual([])
    await look('cid', 'seats')
    settle()
    await eventually(async () => (await search.get('/popular')).body.length > 0)
    expect((await search.get('/popular')).body).toEqual([{ term: 'seats', count: 5 }])
  })

  test('a term that somebody is still typing is not one', async () => {
    for (const term of ['q', 'qu', 'quux']) await look('ada', term)
    settle()
    await eventually(async () => (await unanswered()).some(({ term }) => term === 'quux'))
    expect((await unanswered()).map(({ term }) => term)).not.toContain('qu')
  })

  test('own searches are kept only for who wants it, and for nobody else', async () => {
    const ada = await as('ada')
    const recent = async (name: string) => (await search.get('/recent', await as(name))).body
    const keep = (value: boolean) =>
      search.portal.fetch('/api/search/recent', {
        ...ada,
        method: 'POST',
        body: JSON.stringify({ keep: value }),
        headers: { 'content-type': 'application/json' },
      })
    expect(await recent('ada')).toEqual({ isKept: false, terms: [] })
    expect((await keep(true)).status).toBe(200)
    for (const name of ['ada', 'bob']) await look(name, `Seats of ${name}`)
    settle()
    await eventually(async () => (await recent('ada')).terms.length > 0)
    expect(await recent('ada')).toEqual({ isKept: true, terms: ['Seats of ada'] })
    expect(await recent('bob')).toEqual({ isKept: false, terms: [] })
    await search.portal.fetch('/api/search/recent', { ...ada, method: 'DELETE' })
    expect(await recent('ada')).toEqual({ isKept: true, terms: [] })
    await keep(false)
    expect(await recent('ada')).toEqual({ isKept: false, terms: [] })
  })

  test('after the retention nothing of it is told', async () => {
    clock.advance(31 * 24 * 3_600_000)
    // The guest's token of before has ended by then, too.
    expect((await search.get('/popular', await as('ada'))).body).toEqual([])
  })
})

test('nothing is kept unless the portal says so', async () => {
  await using search = await startSearch({ collators: [shelf({ seats: 'x' })] })
  await search.holds('notes', ['/notes/seats'])
  await search.get('/query?term=nowhere')
  expect((await search.get('/unanswered')).body).toEqual({ isKept: false, terms: [] })
  expect((await search.get('/popular')).body).toEqual([])
  expect((await search.get('/recent')).body).toEqual({ isKept: false, terms: [] })
  const json = { method: 'POST', body: '{"keep":true}', headers: { 'content-type': 'application/json' } }
  expect((await search.portal.fetch('/api/search/recent', json)).status).toBe(400)
})
