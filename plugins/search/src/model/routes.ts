import { del, get, type JsonValue, post, Type } from '@callboard/model'
import { readSearchIndex, runSearchIndex } from './permissions.ts'

const json = <T>(description: string) => Type.Unsafe<T>({ description })

/** A document as it is served: without its authorization. */
export interface FoundDocument {
  title: string
  text: string
  location: string
  [field: string]: JsonValue
}

/** A hit (spec/search.md 3). */
export interface SearchResult {
  type: string
  document: FoundDocument
  /** Fields with what matched between the tags. */
  highlight?: { preTag: string; postTag: string; fields: Record<string, string> }
  /** From 1, over all pages. */
  rank: number
}

/** What a query answers. */
export interface SearchResults {
  results: SearchResult[]
  nextPageCursor?: string
  previousPageCursor?: string
  /** On all pages, for this caller. */
  numberOfResults?: number
  /** Ours: counts by value of the fields asked for as `facets`, over all pages, the most frequent first. `type` is a field, too. */
  facets?: Record<string, { value: string; count: number }[]>
  /** Ours: the term as it is probably meant; results of it are among the results already. */
  didYouMean?: string
  /** Ours: why something may be missing: a type that has not been indexed yet. */
  warnings?: string[]
}

/** The query route takes nested parameters (`filters[kind]=`), which its handler reads itself. */
export const query = get('/query', {
  summary: 'Search.',
  query: Type.Object(
    {},
    {
      description: 'term, types[], filters[…], pageCursor, pageLimit; ours: facets[].',
      additionalProperties: true,
    },
  ),
  reply: json<SearchResults>('A page of hits.'),
})

/** One type of documents, as its index stands. */
export interface IndexState {
  type: string
  title: string
  documents: number
  /** ISO 8601; of the last run over everything. */
  lastRunAt?: string
  lastRunMs?: number
  isRunning: boolean
  /** Sources that wait to be indexed. */
  stale: number
  /** Why the last run, or the last sources, failed. */
  problem?: string
}

export const readIndex = get('/index', {
  summary: 'How the index of each type stands.',
  allow: readSearchIndex,
  reply: json<{ engine: string; types: IndexState[] }>('Types by title.'),
})

export const runIndex = post('/index/:type', {
  summary: 'Indexes everything of a type now.',
  status: 202,
  allow: runSearchIndex,
  reply: Type.Object({}),
})

/** Terms that people look for; nothing about who. */
export interface TermCount {
  term: string
  count: number
}

export const popularTerms = get('/popular', {
  summary: 'What several people looked for and found, if the portal keeps that.',
  reply: json<TermCount[]>('The most frequent first.'),
})

export const unansweredTerms = get('/unanswered', {
  summary: 'What people looked for and did not find.',
  allow: readSearchIndex,
  reply: json<{ isKept: boolean; terms: (TermCount & { lastAt: string })[] }>('The most frequent first.'),
})

export const recentTerms = get('/recent', {
  summary: 'What the caller looked for lately, if the caller wants that to be kept.',
  reply: json<{ isKept: boolean; terms: string[] }>('The newest first.'),
})

export const keepRecentTerms = post('/recent', {
  summary: 'Says whether the searches of the caller are kept for the caller; off removes them.',
  body: { keep: Type.Boolean() },
  reply: Type.Object({}),
})

export const forgetRecentTerms = del('/recent', {
  summary: 'Removes what is kept of the searches of the caller.',
  audit: false,
  reply: Type.Object({}),
})
