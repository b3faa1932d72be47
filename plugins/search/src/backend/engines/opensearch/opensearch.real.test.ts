import { hasMaven, type RunningOpenSearch, startRealOpenSearch } from '@callboard/testing/opensearch'
import { afterAll, beforeAll, describe } from 'vitest'
import { testRelevance } from '../../ranking/fixtures/test-relevance.ts'
import { testFinding } from '../fixtures/finding-contract.ts'
import { clusterEngineOf } from '../fixtures/opensearch-engine-of.ts'
import { testWriting } from '../fixtures/writing-contract.ts'

describe.skipIf(!hasMaven())('the real OpenSearch (skipped without Maven and Java)', () => {
  let cluster: RunningOpenSearch
  beforeAll(async () => {
    cluster = await startRealOpenSearch()
  }, 600_000)
  afterAll(() => cluster?.[Symbol.asyncDispose]())

  describe('finds what every engine finds', () => testFinding(() => clusterEngineOf(cluster.url)))
  describe('finds what people hope for', () =>
    testRelevance('OpenSearch', {
      database: 'sqlite',
      config: () => ({ elasticsearch: { node: cluster.url, indexPrefix: 'demo-' } }),
    }))
  describe('keeps what every engine keeps', () => testWriting(() => clusterEngineOf(cluster.url)))
})
