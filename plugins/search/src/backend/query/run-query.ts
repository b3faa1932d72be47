import type { JsonValue } from '@callboard/model'
import type { SearchDocument } from '../../model/document.ts'
import type { FoundDocument, SearchResult, SearchResults } from '../../model/routes.ts'
import type { Collator, SearchedBy } from '../../model/services.ts'
import type { EngineAnswer, EngineHit, EngineQuery, SearchEngine } from '../engines/engine.ts'
import { markMatches } from './match-words.ts'
import { type SearchRequest, writeCursor } from './parse-query.ts'
import { type ParsedTerm, parseTerm, type Synonyms } from './parse-term.ts'

/** What surrounds a match. Nobody can guess them, so that no document can fake one (spec/search.md 3). */
export interface MatchTags {
  preTag: string
  postTag: string
}

/** What a query needs. */
export interface QueryServices {
  engine: SearchEngine
  synonyms: Synonyms
  tags: MatchTags
  collators(): ReadonlyMap<string, Collator>
  /** See `SearchIndex.indexed`. */
  indexed(types: readonly string[]): Promise<ReadonlySet<string>>
}

/** Who asks, and what belongs to them. */
export interface Searcher extends SearchedBy {
  ownRefs: readonly string[]
}

/** No type that was asked for has ever been indexed. The name is what clients of the field know; it has no status of its own. */
export class MissingIndexError extends Error {
  override readonly name = 'MissingIndexError'
  readonly code = 'search/missing-index'
  readonly hint = 'The index is made a few seconds after the start. Its state is at GET /api/search/index.'
}

/**
 * Answers a query: what the caller may see, and nothing else is counted.
 *
 * @throws MissingIndexError when nothing that was asked for has been indexed yet.
 */
export async function runQuery(
  services: QueryServices,
  request: SearchRequest,
  searcher: Searcher,
): Promise<SearchResults> {
  const collators = services.collators()
  const wanted = request.types.length > 0 ? request.types : [...collators.keys()]
  const types = await visibleTypes(wanted, collators, searcher)
  if (types.length === 0) return { results: [], numberOfResults: 0 }
  const names = types.map(({ type }) => type)
  const indexed = await services.indexed(names)
  if (indexed.size === 0) throw new MissingIndexError(`Nothing is indexed yet for ${names.join(', ')}.`)

  const { tags } = services
  const { page, limit, filters, facets } = request
  const offset = page * limit
  const term = parseTerm(request.term, services.synonyms)
  const ownRefs = searcher.ownRefs
  const answer = await ask(services.engine, { term, types, filters, offset, limit, ownRefs, facets })
  const missing = names.filter((type) => !indexed.has(type))
  const didYouMean = corrected(request.term, answer)
  return {
    results: answer.hits.map((hit, index) => resultOf(hit, { rank: offset + index + 1, term, tags, answer })),
    ...(offset + limit < answer.total && { nextPageCursor: writeCursor(page + 1) }),
    ...(page > 0 && { previousPageCursor: writeCursor(page - 1) }),
    numberOfResults: answer.total,
    ...(facets.length > 0 && { facets: facetsOf(answer) }),
    ...(didYouMean !== undefined && { didYouMean }),
    ...(missing.length > 0 && {
      warnings: missing.map((type) => `${collators.get(type)?.title ?? type} are not indexed yet.`),
    }),
  }
}

async function visibleTypes(
  wanted: readonly string[],
  collators: ReadonlyMap<string, Collator>,
  by: Searcher,
): Promise<EngineQuery['types']> {
  const asked = await Promise.all(
    wanted.map(async (type) => ({ type, visible: (await collators.get(type)?.visibility?.(by)) ?? { all: [] } })),
  )
  return asked.filter(({ visible }) => !('any' in visible && visible.any.length === 0))
}

async function ask(engine: SearchEngine, query: EngineQuery): Promise<EngineAnswer> {
  try {
    return await engine.query(query)
  } catch (cause) {
    // What the engine says is for whoever runs it: it may show how the index is made.
    throw new Error('There was a problem performing the search query', { cause })
  }
}

function resultOf(
  { type, document, excerpt }: EngineHit,
  { rank, term, tags, answer }: { rank: number; term: ParsedTerm; tags: MatchTags; answer: EngineAnswer },
): SearchResult {
  const result: SearchResult = { type, document: shown(document), rank }
  if (term.text === '') return result
  const fields: Record<string, string> = {}
  const texts = { title: document.title, text: excerpt ?? document.text, path: document.path }
  for (const [field, text] of Object.entries(texts)) {
    if (typeof text !== 'string') continue
    const marked = markMatches(text, term, { ...tags, corrections: answer.corrections })
    if (marked !== undefined) fields[field] = marked
    // The piece of the text that the engine chose is worth showing also where the match is elsewhere.
    else if (field === 'text' && excerpt !== undefined) fields.text = excerpt
  }
  return { ...result, highlight: { ...tags, fields } }
}

/** What may be seen of a document: not who else may see it, and not the other names it is found by. */
function shown({ authorization: _secret, names: _names, ...document }: SearchDocument): FoundDocument {
  // What is left is what collators gave: scalars, and lists of them.
  return document as Record<string, JsonValue> as unknown as FoundDocument
}

/** By value: objects of engines may hold names that objects have a meaning for. */
const facetsOf = ({ facets }: EngineAnswer): NonNullable<SearchResults['facets']> =>
  Object.fromEntries(Object.entries(facets).map(([field, counts]) => [field, [...counts]]))

/** The term with the words that it probably means. */
function corrected(term: string, { corrections }: EngineAnswer): string | undefined {
  if (corrections.length === 0) return undefined
  const better = new Map(corrections.map(({ from, to }) => [from.toLowerCase(), to]))
  const text = term
    .split(/([^\p{L}\p{N}]+)/u)
    .map((piece) => better.get(piece.toLowerCase()) ?? piece)
    .join('')
  return text === term ? undefined : text
}
