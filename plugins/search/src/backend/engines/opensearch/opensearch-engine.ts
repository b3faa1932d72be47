import { answer } from '../answer.ts'
import type { SearchEngine } from '../engine.ts'
import { universal } from '../expression.ts'
import { hashOf } from '../index-document.ts'
import { connectTo } from './connection.ts'
import { createIndices } from './indices.ts'
import type { OpenSearchSettings } from './opensearch-config.ts'
import { createClusterReader, createClusterVocabulary, search } from './read-cluster.ts'
import { recordIdOf, type WantedSource, writeSources } from './write-sources.ts'

const sourcesAtOnce = 500

/** The index in OpenSearch or Elasticsearch. Nothing is asked of the cluster before something is put or searched. */
export function openOpenSearchEngine(settings: OpenSearchSettings): SearchEngine {
  const connection = connectTo(settings)
  const indices = createIndices(connection, settings)
  const { batchSize } = settings

  async function write(type: string, wanted: ReadonlyMap<string, WantedSource>) {
    try {
      const alias = await indices.ensure(type)
      for (const batch of inBatches([...wanted]))
        await writeSources(connection, { alias, type, batchSize, wanted: new Map(batch) })
      await refresh(alias)
    } catch (error) {
      indices.forget(type)
      throw error
    }
  }

  async function refresh(alias: string) {
    if (connection.canRefresh) await connection.ask({ method: 'POST', path: `/${alias}/_refresh` })
  }

  /** Numbers of the records of sources that a condition holds for. */
  async function* records(alias: string, condition: object): AsyncGenerator<string[]> {
    let after: object = {}
    for (;;) {
      const query = { bool: { filter: [{ term: { isSource: true } }, condition] } }
      const { hits } = await search(connection, alias, { query, size: sourcesAtOnce, sort: [{ id: 'asc' }], ...after })
      if (hits.hits.length > 0) yield hits.hits.map(({ _id }) => _id)
      if (hits.hits.length < sourcesAtOnce) return
      after = { search_after: hits.hits.at(-1)?.sort }
    }
  }

  return {
    name: settings.provider === 'elastic' ? 'Elasticsearch' : 'OpenSearch',
    async put(type, sources, { run } = {}) {
      const wanted = [...sources].map(([key, documents]): [string, WantedSource] => [
        recordIdOf(type, key),
        { key, documents, hash: hashOf(documents), run: run ?? null },
      ])
      await write(type, new Map(wanted))
    },
    async remove(type, sources) {
      await write(type, new Map(sources.map((key) => [recordIdOf(type, key), 'gone'])))
    },
    async removeUnmet(type, run) {
      const alias = await indices.ensure(type)
      await refresh(alias)
      for await (const ids of records(alias, { range: { run: { lt: run } } }))
        await write(type, new Map(ids.map((id) => [id, { goneUnlessMetBy: run }])))
      // The next run is to meet what has changed during this one.
      for await (const ids of records(alias, { bool: { must_not: [{ exists: { field: 'run' } }] } })) {
        const lines = ids.flatMap((_id) => [{ update: { _id } }, { doc: { run } }])
        await connection.ask({ method: 'POST', path: `/${alias}/_bulk`, query: { require_alias: 'true' }, lines })
      }
      await refresh(alias)
    },
    query(query) {
      const aliases = query.types.map(({ type }) => indices.aliasOf(type))
      return answer(
        { reader: createClusterReader(connection, aliases), vocabulary: createClusterVocabulary(connection, aliases) },
        query,
      )
    },
    async counts() {
      const { aggregations } = await search(connection, indices.everyAlias, {
        query: { term: { control: universal } },
        aggs: {
          types: {
            terms: { field: 'type', size: 1000 },
            aggs: { inside: { terms: { field: '_index', size: 1000 } } },
          },
        },
      })
      return new Map(
        (aggregations?.types?.buckets ?? []).flatMap(({ key, inside }) => {
          // The alias of another portal may look like one of ours.
          const own = inside?.buckets.find((bucket) => bucket.key === indices.indexOf(key))
          return own ? [[key, own.doc_count] as const] : []
        }),
      )
    },
  }
}

function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += sourcesAtOnce) yield all.slice(from, from + sourcesAtOnce)
}
