import { setImmediate as pause } from 'node:timers/promises'
import type { Database } from '@callboard/kernel'
import { answer } from './answer.ts'
import type { EngineAnswer, SearchEngine } from './engine.ts'
import { keyText, valuesOf } from './json-rows.ts'
import { keepAnswers } from './keep-answers.ts'
import { createIndexReader } from './read-index.ts'
import { createVocabulary } from './vocabulary.ts'
import { batchesOf, removeSources, writeSources } from './write-documents.ts'

const sourcesAtOnce = 500

/** The index in the plugin's own database: FTS5 of SQLite, or tsvector of PostgreSQL. */
export function openDatabaseEngine({ db }: { db: Database }): SearchEngine {
  const reader = createIndexReader(db)
  const vocabulary = createVocabulary(db)
  const answers = keepAnswers<EngineAnswer>(() => reader.version(), { sizeOf, most: keptCharacters })
  const idsOf = `select id from source where type = ? and key in ${valuesOf(db.dialect, 'text')}`
  return {
    name: db.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL',
    async put(type, sources, { run = null } = {}) {
      const writes = [...sources].map(([key, documents]) => ({ key, documents }))
      for (const batch of batchesOf(writes)) {
        await writeSources(db, type, { batch, run })
        // SQLite answers at once: without a pause no request would be heard until the last batch is written.
        await pause()
      }
    },
    async remove(type, sources) {
      for (let from = 0; from < sources.length; from += sourcesAtOnce) {
        const keys = JSON.stringify(sources.slice(from, from + sourcesAtOnce).map(keyText))
        await db.transaction(async (tx) => {
          const rows = await tx.all<{ id: number }>(idsOf, [type, keys])
          if (rows.length > 0)
            await removeSources(
              tx,
              type,
              rows.map(({ id }) => id),
            )
        })
      }
    },
    async removeUnmet(type, run) {
      let removed: number
      do {
        removed = await db.transaction(async (tx) => {
          const rows = await tx.all<{ id: number }>(unmetSql, [type, run, sourcesAtOnce])
          if (rows.length > 0)
            await removeSources(
              tx,
              type,
              rows.map(({ id }) => id),
            )
          return rows.length
        })
      } while (removed === sourcesAtOnce)
      // The next run is to meet what has changed during this one.
      await db.run('update source set met_run = ? where type = ? and met_run is null', [run, type])
    },
    query: (query) => answers.get(JSON.stringify(query), () => answer({ reader, vocabulary }, query)),
    async counts() {
      const rows = await db.all<{ type: string; n: number }>(countsSql)
      return new Map(rows.map(({ type, n }) => [type, n]))
    },
  }
}

/** Of answers, in memory. */
const keptCharacters = 8_000_000

// Besides its text a document has a title, fields, and who owns it.
const sizeOf = ({ hits }: EngineAnswer) => hits.reduce((sum, { document }) => sum + document.text.length + 1_000, 1_000)

const unmetSql = 'select id from source where type = ? and met_run < ? order by id limit ?'
const countsSql = `select source.type, count(*) as n from source join document on document.source_id = source.id
  group by source.type`
