import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { definePlugin } from '@callboard/kernel'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchResults } from '../../model/routes.ts'
import { collators } from '../../model/services.ts'
import { shelf } from '../fixtures/shelf.ts'
import search from '../index.ts'

// The client that pages of the field search with, as it comes from the registry. The rest of its package wants React and
// a whole app: only the file of the client is run.

const run = promisify(execFile)
const packed = '@backstage/plugin-search@1.7.8'
const wantedByIt = ['@backstage/errors@1', 'qs@6']

interface SearchClient {
  query(query: Record<string, unknown>): Promise<SearchResults>
}
type ClientClass = new (options: {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> }
  fetchApi: { fetch: typeof fetch }
}) => SearchClient

let folder: string
let Client: ClientClass
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-client-'))
  const { stdout } = await run('npm', ['pack', '--silent', packed], { cwd: folder })
  await run('tar', ['xzf', stdout.trim()], { cwd: folder })
  await run('npm', ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', folder, ...wantedByIt])
  const file = pathToFileURL(join(folder, 'package/dist/apis.esm.js')).href
  Client = ((await import(/* @vite-ignore */ file)) as { SearchClient: ClientClass }).SearchClient
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(['sqlite', 'postgres'] as const)('SearchClient on %s', (database) => {
  let portal: TestPortal
  let client: SearchClient

  beforeAll(async () => {
    const notes = shelf({ seats: 'Where to sit.', tickets: 'What to show.', till: 'Where to pay.' })
    const schedule = { initialDelay: 'PT0S' }
    portal = await startPortal({
      plugins: [
        search,
        definePlugin({
          id: 'contributor',
          use: { collators },
          setup(core) {
            core.collators.add(notes)
            core.collators.add({ ...shelf({}), type: 'late', title: 'Late' })
          },
        }),
      ],
      database,
      config: {
        search: { collators: { notes: { schedule }, late: { schedule: { frequency: { trigger: 'manual' } } } } },
      },
    })
    const authorization = `Bearer ${await portal.tokens.user()}`
    client = new Client({
      discoveryApi: { getBaseUrl: async (id) => `${portal.url}/api/${id}` },
      fetchApi: { fetch: (url, init) => fetch(url, { ...init, headers: { authorization } }) },
    })
    await eventually(async () => (await client.query({ types: ['notes'] })).numberOfResults === 3)
  })
  afterAll(() => portal?.stop())

  test('a term with types and filters', async () => {
    const filters = { source: ['seats', 'till'], empty: [], nothing: undefined }
    const { results } = await client.query({ term: 'where', types: ['notes'], filters })
    expect(results.map(({ document }) => document.title).sort()).toEqual(['seats', 'till'])
    expect(results[0]?.highlight?.fields.text).toContain(results[0]?.highlight?.preTag)
  })

  test('pages by the cursors of the answers', async () => {
    const first = await client.query({ term: '', types: ['notes'], pageLimit: 2 })
    const second = await client.query({ types: ['notes'], pageLimit: 2, pageCursor: first.nextPageCursor })
    expect([...first.results, ...second.results].map(({ rank }) => rank)).toEqual([1, 2, 3])
    expect(second).toMatchObject({ previousPageCursor: 'MA==', numberOfResults: 3 })
  })

  test.each([
    ['a type that is not registered', { types: ['bogus'] }, 400, 'InputError'],
    ['an object as the value of a filter', { filters: { a: { b: 'c' } } }, 400, 'InputError'],
    ['a type that was never indexed', { types: ['late'] }, 500, 'MissingIndexError'],
  ])('%s is an error that it knows', async (_why, query, statusCode, name) => {
    await expect(client.query(query)).rejects.toMatchObject({ statusCode, body: { error: { name } } })
  })
})
