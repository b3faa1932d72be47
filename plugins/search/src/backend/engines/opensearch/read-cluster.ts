import type { SearchDocument } from '../../../model/document.ts'
import type { Expression } from '../expression.ts'
import type { IndexReader } from '../read-index.ts'
import { errorsIn, longestKnown, mostHolding, nearest, type Vocabulary } from '../vocabulary.ts'
import type { Connection } from './connection.ts'
import { maxWindow } from './indices.ts'
import { printQuery } from './print-query.ts'

interface Bucket {
  key: string
  doc_count: number
  inside?: { buckets: Bucket[] }
}

/** What a search answers. */
export interface SearchReply {
  hits: { total: { value: number }; hits: { _index: string; _id: string; sort?: unknown[] }[] }
  aggregations?: Record<string, { buckets?: Bucket[]; doc_count?: number }>
  suggest?: Record<string, { options: { text: string; freq: number }[] }[]>
}

/** Asks some indices a question; those that are not there have nothing. */
export async function search(connection: Connection, aliases: string, body: object): Promise<SearchReply> {
  const reply = await connection.ask<SearchReply>({
    method: 'POST',
    path: `/${aliases}/_search`,
    query: { ignore_unavailable: 'true', allow_no_indices: 'true' },
    body: { size: 0, track_total_hits: true, _source: false, ...body },
  })
  return reply ?? { hits: { total: { value: 0 }, hits: [] } }
}

// A cluster makes no more buckets for one question unless it is told to.
const maxClasses = 60_000

/** Reads the indices behind some aliases; a document is `index/id`. */
export function createClusterReader(connection: Connection, aliases: readonly string[]): IndexReader<string> {
  const path = aliases.join(',')
  const ask = (expression: Expression, body: object): Promise<SearchReply> => {
    // Without a name all indices would be meant.
    if (aliases.length === 0 || expression.is === 'nothing')
      return Promise.resolve({ hits: { total: { value: 0 }, hits: [] } })
    return search(connection, path, { query: printQuery(expression), ...body })
  }
  const count = async (expression: Expression) => (await ask(expression, {})).hits.total.value
  return {
    count,
    has: async (expression) => (await count(expression)) > 0,
    async countByClass(expression) {
      const reply = await ask(expression, { aggs: { classes: { terms: { field: 'class', size: maxClasses } } } })
      return (reply.aggregations?.classes?.buckets ?? []).map(({ key, doc_count }) => ({
        // Written by classOf.
        values: JSON.parse(key) as (string | null)[],
        count: doc_count,
      }))
    },
    async list(expression, { skip, take }) {
      const size = Math.min(take, maxWindow - skip)
      if (size <= 0) return []
      const { hits } = await ask(expression, { from: skip, size, sort: [{ order: 'asc' }] })
      return hits.hits.map(({ _index, _id }) => `${_index}/${_id}`)
    },
    async load(ids) {
      if (ids.length === 0) return []
      const docs = ids.map((id) => {
        const [index, own] = id.split('/')
        return { _index: index, _id: own, _source: ['type', 'document'] }
      })
      // The content of a number never changes: what is read here is what was found.
      const reply = await connection.ask<{ docs: { _source?: { type: string; document: SearchDocument } }[] }>({
        method: 'POST',
        path: '/_mget',
        body: { docs },
      })
      return (reply?.docs ?? []).flatMap(({ _source }) => (_source ? [_source] : []))
    },
    async typesInIndex() {
      const reply = await ask({ is: 'everything' }, { aggs: { types: { terms: { field: 'type', size: 1000 } } } })
      return new Set((reply.aggregations?.types?.buckets ?? []).map(({ key }) => key))
    },
  }
}

const mostCompared = 100

/** Reads the words of the documents behind some aliases. */
export function createClusterVocabulary(connection: Connection, aliases: readonly string[]): Vocabulary {
  const path = aliases.join(',')
  /** The most frequent words that a pattern describes. Words are letters only, so that none is taken for a sign of it. */
  const wordsLike = async (field: 'names' | 'vocabulary', pattern: string, size: number) => {
    if (aliases.length === 0) return []
    const reply = await search(connection, path, {
      query: { regexp: { [field]: pattern } },
      aggs: { words: { terms: { field, include: pattern, size } } },
    })
    return (reply.aggregations?.words?.buckets ?? []).map(({ key, doc_count }) => ({ word: key, documents: doc_count }))
  }
  return {
    holding: async (letters) => (await wordsLike('names', `.*${letters}.*`, mostHolding)).map(({ word }) => word),
    async startingWith(letters) {
      // Not `.*`: OpenSearch 2 fails with that where all words come before the letters in the alphabet.
      const found = await wordsLike('vocabulary', `${letters}.{0,${longestKnown}}`, mostHolding)
      return found.map(({ word }) => word)
    },
    async usesOf(word) {
      if (aliases.length === 0) return { documents: 0, names: 0 }
      const reply = await search(connection, path, {
        query: { term: { vocabulary: word } },
        aggs: { names: { filter: { term: { names: word } } } },
      })
      return { documents: reply.hits.total.value, names: reply.aggregations?.names?.doc_count ?? 0 }
    },
    async near(word, { isBeginning }) {
      const most = errorsIn(word)
      if (most === 0 || aliases.length === 0) return []
      const term = {
        field: 'vocabulary',
        suggest_mode: 'always',
        max_edits: most,
        prefix_length: 0,
        size: mostCompared,
      }
      const [whole, begun] = await Promise.all([
        search(connection, path, { suggest: { near: { text: word, term } } }),
        isBeginning && word.length <= longestBegun ? wordsLike('vocabulary', beginningsOf(word), mostCompared) : [],
      ])
      const options = whole.suggest?.near?.flatMap(({ options }) => options) ?? []
      const words = new Map(options.map(({ text, freq }) => [text, { word: text, documents: freq }]))
      for (const found of begun) words.set(found.word, found)
      return nearest(word, words.values(), { isBeginning })
    },
  }
}

/** Longer ones would make patterns that a cluster refuses. */
const longestBegun = 14

/** Words that begin with this one, had it one error after its first letter: a cluster finds them without a look at all others. */
function beginningsOf(word: string): string {
  const letters = [...word]
  const changed = letters.flatMap((letter, at) => {
    if (at === 0) return []
    const [before, after] = [letters.slice(0, at).join(''), letters.slice(at + 1).join('')]
    const swapped =
      at + 1 < letters.length ? [`${before}${letters[at + 1]}${letter}${letters.slice(at + 2).join('')}`] : []
    return [`${before}${after}`, `${before}.${after}`, `${before}.${letter}${after}`, ...swapped]
  })
  return `(${[...new Set(changed)].join('|')}).{0,${longestKnown}}`
}
