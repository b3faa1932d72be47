import type { Database } from '@callboard/kernel'
import type { Corrections } from '../query/match-words.ts'
import { excerptOf } from '../ranking/excerpt.ts'
import { rank } from '../ranking/rank.ts'
import { accessExpression } from './control-words.ts'
import { facetsOf } from './document-id.ts'
import type { EngineAnswer, EngineHit, EngineQuery, SearchEngine } from './engine.ts'
import { allOf, type Expression } from './expression.ts'
import { keyText, valuesOf } from './json-rows.ts'
import { keepAnswers } from './keep-answers.ts'
import { createIndexReader, type IndexReader } from './read-index.ts'
import { expandQuestion, meantWords } from './spelling.ts'
import { mostWordsExpression, type Question, termExpression } from './term-expression.ts'
import { apart, groupsOf } from './tiers.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'
import { batchesOf, removeSources, writeSources } from './write-documents.ts'

/** So many of the first hits are ordered by what they say; those after them stay in the order of the index. */
const candidates = 100
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
      for (const batch of batchesOf(writes)) await writeSources(db, type, { batch, run })
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

interface Index {
  reader: IndexReader
  vocabulary: Vocabulary
}

/** A question that finds something, or as much of it as does. */
interface Found {
  question: Question
  all: Expression
  total: number
}

async function answer(index: Index, query: EngineQuery): Promise<EngineAnswer> {
  const { reader } = index
  const access = accessExpression(query.types, query.filters, await reader.typesInIndex())
  const { question, all, total } = await findAll(index, query, access)
  const hits = total === 0 ? [] : await listHits(reader, { query, question, all, access, total })
  const classes = query.facets.length > 0 && total > 0 ? await reader.countByClass(all) : []
  return { hits, total, facets: facetsOf(classes, query.facets), corrections: question.corrections }
}

async function findAll({ reader, vocabulary }: Index, { term }: EngineQuery, access: Expression): Promise<Found> {
  const ask = async (question: Question, words = termExpression(question, 'any')): Promise<Found> => {
    const all = allOf([words, access])
    return { question, all, total: await reader.count(all) }
  }
  const asked = await ask(await expandQuestion(vocabulary, term))
  // Whether a word may be shown as the one that was meant depends on what this caller may see.
  const isSeen = (expression: Expression) => reader.has(allOf([expression, access]))
  const corrections: Corrections = await meantWords(vocabulary, { ...asked, isSeen })
  const meant = corrections.length > 0 ? await ask({ ...asked.question, corrections }) : asked
  if (meant.total > 0 || term.words.length < 3 || term.phrases.length > 0) return meant
  const most = await ask(meant.question, mostWordsExpression(meant.question))
  return most.total > 0 ? most : asked
}

async function listHits(
  reader: IndexReader,
  { query, question, all, access, total }: Found & { query: EngineQuery; access: Expression },
): Promise<EngineHit[]> {
  const { offset, limit, ownRefs, term } = query
  const groups = total <= candidates ? [all] : groupsOf(question, { all, access, ownRefs })
  const hits: EngineHit[] = []
  if (offset < candidates) {
    const loaded = await reader.load(await listFirst(reader, groups))
    hits.push(...rank(loaded, { term, ownRefs, corrections: question.corrections }).slice(offset, offset + limit))
  }
  const left = offset + limit - Math.max(offset, candidates)
  if (left > 0 && total > candidates) {
    const ids = await listTiers(reader, apart(groups), { skip: Math.max(offset, candidates), take: left })
    hits.push(...(await reader.load(ids)))
  }
  return hits.map(({ type, document }) => {
    const excerpt = excerptOf(document.text, { term, corrections: question.corrections })
    return excerpt === undefined ? { type, document } : { type, document, excerpt }
  })
}

/** The first hits: groups may overlap here, which costs less than to ask for what is in one but in none before. */
async function listFirst(reader: IndexReader, groups: readonly Expression[]): Promise<number[]> {
  const ids = new Set<number>()
  for (const group of groups) {
    if (ids.size >= candidates) break
    for (const id of await reader.list(group, { skip: 0, take: candidates + ids.size })) ids.add(id)
  }
  return [...ids].slice(0, candidates)
}

/** Hits after the first ones. */
async function listTiers(
  reader: IndexReader,
  tiers: readonly Expression[],
  { skip, take }: { skip: number; take: number },
): Promise<number[]> {
  const ids: number[] = []
  let toSkip = skip
  for (const tier of tiers) {
    if (ids.length === take) break
    const found = await reader.list(tier, { skip: toSkip, take: take - ids.length })
    ids.push(...found)
    if (found.length > 0) toSkip = 0
    else if (toSkip > 0) toSkip -= await reader.count(tier)
  }
  return ids
}
