import { loadConfig } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import catalog from '@callboard/plugin-catalog/backend'
import techdocs from '@callboard/plugin-techdocs/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IndexState, SearchResults } from '../../model/routes.ts'
import search from '../index.ts'
import { judgedDocsQueries } from './fixtures/judged-docs-queries.ts'
import { type JudgedQuery, judgedQueries, northlightSynonyms } from './fixtures/judged-queries.ts'
import { ndcg } from './fixtures/ndcg.ts'

// The demo's catalog and docs, found as people find it: through the collators, the index of either database and the API.

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let portal: TestPortal
  beforeAll(async () => {
    const demo = await loadConfig({ configFiles: ['app-config.yaml'], cwd: process.cwd(), env: {} })
    portal = await startPortal({
      plugins: [catalog, search, techdocs],
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
        // A section of each page, and more.
        expect(types.find(({ type }) => type === 'techdocs')?.documents).toBeGreaterThan(150)
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

  async function locationsOf({ query, ownRefs = [] }: Asked): Promise<string[]> {
    const token = await portal.tokens.user('user:default/somebody', [...ownRefs])
    const { results } = await get<SearchResults>(
      `/api/search/query?term=${encodeURIComponent(query)}&pageLimit=10`,
      token,
    )
    return results.map(({ document }) => document.location)
  }

  /** Asks them all, prints what came of it, and returns the mean. */
  async function judge(of: string, queries: readonly Asked[]): Promise<number> {
    const judged = []
    for (const query of queries) {
      const found = await locationsOf(query)
      judged.push({ query: query.query, score: ndcg(found, query.locations, 10), found })
    }
    const mean = judged.reduce((sum, { score }) => sum + score, 0) / judged.length
    const worst = judged.filter(({ score }) => score < 0.75).sort((a, b) => a.score - b.score)
    console.info(
      [
        `${database}, ${of}: NDCG@10 = ${mean.toFixed(3)} over ${judged.length} queries`,
        ...worst.map(({ query, score, found }) => `  ${score.toFixed(2)} ${query}: ${found.slice(0, 6).join(' ')}`),
      ].join('\n'),
    )
    return mean
  }

  test('finds what people hope for in the catalog: NDCG@10 is 0.9 or more', async () => {
    expect(judgedQueries.length).toBeGreaterThanOrEqual(80)
    const asked = judgedQueries.map((query) => ({ ...query, locations: wantedLocations(query) }))
    expect(await judge('catalog', asked)).toBeGreaterThanOrEqual(0.9)
  }, 120_000)

  test('finds the section of the docs that answers: NDCG@10 is 0.9 or more', async () => {
    expect(judgedDocsQueries.length).toBeGreaterThanOrEqual(15)
    const asked = judgedDocsQueries.map(({ query, wanted }) => ({
      query,
      locations: new Map(Object.entries(wanted).map(([path, grade]) => [`/docs/default/system/${path}`, grade])),
    }))
    expect(await judge('docs', asked)).toBeGreaterThanOrEqual(0.9)
  }, 120_000)
})

interface Asked extends Pick<JudgedQuery, 'query' | 'ownRefs'> {
  locations: Map<string, number>
}

function wantedLocations({ wanted }: JudgedQuery): Map<string, number> {
  const entries = Object.entries(wanted).map(([name, grade]): [string, number] => {
    const [path = '', title] = name.split('?')
    const page = `/catalog/default/${path}`
    return [title === undefined ? page : `${page}/definition?at=${encodeURIComponent(title)}`, grade]
  })
  return new Map(entries)
}
