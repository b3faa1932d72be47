import { loadConfig } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import catalog from '@callboard/plugin-catalog/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IndexState, SearchResults } from '../../model/routes.ts'
import search from '../index.ts'
import { type JudgedQuery, judgedQueries, northlightSynonyms } from './fixtures/judged-queries.ts'
import { ndcg } from './fixtures/ndcg.ts'

// The demo's catalog, found as people find it: through the collators, the index of either database and the API.

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let portal: TestPortal
  beforeAll(async () => {
    const demo = await loadConfig({ configFiles: ['app-config.yaml'], cwd: process.cwd(), env: {} })
    portal = await startPortal({
      plugins: [catalog, search],
      database,
      config: {
        catalog: demo.get('catalog') as JsonObject,
        search: { synonyms: northlightSynonyms, collators: { catalog: { schedule: { initialDelay: 'PT0S' } } } },
      },
    })
    await eventually(
      async () => {
        const { types } = await get<{ types: IndexState[] }>('/api/search/index')
        const entities = await get<{ totalItems: number }>('/api/catalog/entities/by-query?limit=0')
        expect(entities.totalItems).toBeGreaterThan(250)
        expect(types.map(({ stale, isRunning }) => [stale, isRunning])).toEqual(types.map(() => [0, false]))
        expect(types.find(({ type }) => type === 'software-catalog')?.documents).toBe(entities.totalItems)
        expect(types.find(({ type }) => type === 'apis')?.documents).toBeGreaterThan(50)
        return true
      },
      { timeoutMs: 90_000 },
    )
  }, 120_000)
  afterAll(() => portal?.stop())

  async function get<T>(path: string, token?: string): Promise<T> {
    const reply = await portal.fetch(path, token === undefined ? {} : { as: { token } })
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`)
    // The route's documented reply.
    return (await reply.json()) as T
  }

  async function locationsOf({ query, ownRefs = [] }: JudgedQuery): Promise<string[]> {
    const token = await portal.tokens.user('user:default/somebody', [...ownRefs])
    const { results } = await get<SearchResults>(
      `/api/search/query?term=${encodeURIComponent(query)}&pageLimit=10`,
      token,
    )
    return results.map(({ document }) => document.location)
  }

  test('finds what people hope for: NDCG@10 is 0.9 or more', async () => {
    const judged = []
    for (const query of judgedQueries) {
      const found = await locationsOf(query)
      judged.push({ query: query.query, score: ndcg(found, wantedLocations(query), 10), found })
    }
    const mean = judged.reduce((sum, { score }) => sum + score, 0) / judged.length
    const worst = judged.filter(({ score }) => score < 0.75).sort((a, b) => a.score - b.score)
    console.info(
      [
        `${database}: NDCG@10 = ${mean.toFixed(3)} over ${judged.length} queries`,
        ...worst.map(({ query, score, found }) => `  ${score.toFixed(2)} ${query}: ${found.slice(0, 6).join(' ')}`),
      ].join('\n'),
    )
    expect(judged.length).toBeGreaterThanOrEqual(80)
    expect(mean).toBeGreaterThanOrEqual(0.9)
  }, 120_000)
})

function wantedLocations({ wanted }: JudgedQuery): Map<string, number> {
  const entries = Object.entries(wanted).map(([name, grade]): [string, number] => {
    const [path = '', title] = name.split('?')
    const page = `/catalog/default/${path}`
    return [title === undefined ? page : `${page}/definition?at=${encodeURIComponent(title)}`, grade]
  })
  return new Map(entries)
}
