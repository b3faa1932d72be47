import type { Filter, JsonValue } from '@callboard/model'
import type { SearchDocument } from '../../model/document.ts'
import type { ParsedTerm } from '../query/parse-term.ts'

/** Documents by the source they were made of. */
export type SourceDocuments = ReadonlyMap<string, readonly SearchDocument[]>

/** A question to an engine. */
export interface EngineQuery {
  term: ParsedTerm
  /** Only types that the caller may search; `visible` is `everything` or a condition on the rows of `authorization`. */
  types: readonly { type: string; visible: Filter }[]
  /** Fields that must have one of the values; several fields must all hold. */
  filters: Readonly<Record<string, readonly JsonValue[]>>
  offset: number
  limit: number
  /** What belongs to one of these refs (a row `relations.ownedby`) comes earlier. */
  ownRefs: readonly string[]
  /** Fields to count; `type` is the document's. Those that an engine does not count are left out of its answer. */
  facets: readonly string[]
}

/** A hit, in order. */
export interface EngineHit {
  type: string
  document: SearchDocument
  /** What of the text to show: a piece round the best match. */
  excerpt?: string
}

/** What an engine answers; `total` counts all that the caller may see. */
export interface EngineAnswer {
  hits: readonly EngineHit[]
  total: number
  facets: Readonly<Record<string, readonly { value: string; count: number }[]>>
  /**
   * Words of the term that are probably mistyped, each with the one that was looked for besides. The caller may see documents
   * with it.
   */
  corrections: readonly { from: string; to: string }[]
}

/** Keeps documents and finds them (spec/search.md 5). */
export interface SearchEngine {
  /** `SQLite`, `PostgreSQL`, `OpenSearch`: for people. */
  readonly name: string
  /**
   * Makes these the only documents of each of the sources. Readers see a source before or after, never between.
   *
   * @param options.run - A run over everything that meets these sources; see `removeUnmet`. Without: they have changed.
   */
  put(type: string, sources: SourceDocuments, options?: { run?: number }): Promise<void>
  /** Removes all documents of these sources. */
  remove(type: string, sources: readonly string[]): Promise<void>
  /**
   * Ends a run: removes the documents of sources that neither it nor a change since the end of the run before has met.
   *
   * @param run - Greater than that of every run before.
   */
  removeUnmet(type: string, run: number): Promise<void>
  /** @throws Error when `visible` asks for the beginning of values. */
  query(query: EngineQuery): Promise<EngineAnswer>
  /** How many documents there are, by type. */
  counts(): Promise<ReadonlyMap<string, number>>
}
