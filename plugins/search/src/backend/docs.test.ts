import { definePlugin } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import { configsIn, eventually, startPortal } from '@callboard/testing'
import { startOpenSearchDouble } from '@callboard/testing/opensearch'
import { expect, test } from 'vitest'
import { collators } from '../model/services.ts'
import { shelf } from './fixtures/shelf.ts'
import search from './index.ts'

const pageOf = (name: string) => new URL(`../../../../docs/searching/${name}.md`, import.meta.url).pathname
const configs = await configsIn(pageOf('operating'), {})
const [clusterConfig] = await configsIn(pageOf('opensearch'), { SEARCH_PASSWORD: 's3' })

test('the page shows configs', () => {
  expect(configs).toHaveLength(2)
})

test.each(configs)('a portal starts with $at, and searches', async ({ config }) => {
  await using portal = await startPortal({ plugins: [search], config })
  expect((await portal.fetch('/api/search/query')).status).toBe(200)
})

test('a portal starts with the config of a cluster, and searches there', async () => {
  await using cluster = await startOpenSearchDouble()
  if (!clusterConfig) throw new Error('The page shows no config.')
  const { elasticsearch } = clusterConfig.config.search as { elasticsearch: JsonObject } // of the page
  const schedule = { initialDelay: 'PT0S' }
  const config = {
    search: { elasticsearch: { ...elasticsearch, node: cluster.url }, collators: { notes: { schedule } } },
  }
  const notes = definePlugin({
    id: 'notes',
    use: { collators },
    setup: (core) => core.collators.add(shelf({ seats: 'Where to sit.', till: 'Where to pay.' })),
  })
  await using portal = await startPortal({ plugins: [search, notes], config })
  await eventually(async () => {
    const reply = await portal.fetch('/api/search/query?term=seats')
    return ((await reply.json()) as { numberOfResults?: number }).numberOfResults === 1
  })
  expect(cluster.requests.at(-1)?.authorization).toBe(`Basic ${btoa('callboard:s3')}`)
  expect([...cluster.aliases.keys()]).toEqual(['callboard-notes__search'])
})
