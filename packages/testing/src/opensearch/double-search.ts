// Answers searches as a cluster does, for the queries and aggregations that the portal sends. Anything else is refused, so that
// a test shows it.

/** A document as it is searched. */
export interface SearchedDocument {
  index: string
  id: string
  source: Record<string, unknown>
}

type Query = Record<string, Record<string, unknown>>

interface SearchBody {
  query?: Query
  size?: number
  from?: number
  sort?: Record<string, 'asc'>[]
  search_after?: string[]
  aggs?: Record<string, Query & { aggs?: SearchBody['aggs'] }>
  suggest?: Record<string, { text: string; term: { field: string; max_edits: number; size: number } }>
}

/** What a cluster answers with status 400. */
export class RefusedQuery extends Error {}

/** Answers `_search` over the documents of the indices that it names. */
export function answerSearch(documents: readonly SearchedDocument[], body: SearchBody): object {
  const { query = { match_all: {} }, size = 10, from = 0, sort = [], search_after: after, aggs, suggest } = body
  const found = documents.filter((document) => matches(document.source, query))
  const field = Object.keys(sort[0] ?? {})[0]
  const keyOf = ({ source }: SearchedDocument) => (field ? String(source[field] ?? '') : '')
  const sorted = field ? found.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) : found
  const rest = after ? sorted.filter((document) => keyOf(document) > String(after[0])) : sorted
  return {
    hits: {
      total: { value: found.length, relation: 'eq' },
      hits: rest
        .slice(from, from + size)
        .map((document) => ({ _index: document.index, _id: document.id, sort: [keyOf(document)] })),
    },
    ...(aggs && { aggregations: aggregate(found, aggs) }),
    ...(suggest && { suggest: mapValues(suggest, (one) => [{ text: one.text, options: suggestFor(documents, one) }]) }),
  }
}

/** The tokens of the analyser `whitespace`, with the gap between the values of a field. */
function tokensOf(value: unknown): string[] {
  return valuesOf(value).flatMap((text) => [...String(text).split(/\s+/), ...Array<string>(100).fill('')])
}

const valuesOf = (value: unknown): unknown[] => (value === undefined || value === null ? [] : [value].flat())

const analysed = new Set(['words'])

function termsOf(source: Record<string, unknown>, field: string): string[] {
  return analysed.has(field) ? tokensOf(source[field]) : valuesOf(source[field]).map(String)
}

function matches(source: Record<string, unknown>, query: Query): boolean {
  const [kind, content] = Object.entries(query)[0] ?? []
  if (!kind || !content) throw new RefusedQuery('query malformed, empty clause found')
  const [field = '', value] = Object.entries(content)[0] ?? []
  switch (kind) {
    case 'match_all':
      return true
    case 'match_none':
      return false
    case 'term':
      return termsOf(source, field).includes(String(value))
    case 'terms': {
      const wanted = new Set(valuesOf(value))
      return termsOf(source, field).some((term) => wanted.has(term))
    }
    case 'prefix':
      return termsOf(source, field).some((term) => term.startsWith(String(value)))
    case 'regexp':
      return termsOf(source, field).some((term) => whole(String(value)).test(term))
    case 'exists':
      return valuesOf(source[String(content.field)]).length > 0
    case 'match_phrase':
      return ` ${termsOf(source, field).join(' ')} `.includes(` ${String(value)} `)
    case 'range': {
      const { lt } = value as { lt: number } // the one that the portal sends
      return valuesOf(source[field]).some((one) => Number(one) < lt)
    }
    case 'bool':
      return matchesBool(source, content)
    default:
      throw new RefusedQuery(`unknown query [${kind}]`)
  }
}

function matchesBool(source: Record<string, unknown>, content: Record<string, unknown>): boolean {
  const { filter, should, must_not: mustNot, minimum_should_match: least = 0, ...rest } = content
  if (Object.keys(rest).length > 0) throw new RefusedQuery(`[bool] query does not support [${Object.keys(rest)[0]}]`)
  const count = (clauses: unknown) => {
    const queries = valuesOf(clauses) as Query[] // of a query of the portal
    return { all: queries.length, met: queries.filter((query) => matches(source, query)).length }
  }
  const filters = count(filter)
  return filters.met === filters.all && count(mustNot).met === 0 && count(should).met >= Number(least)
}

/** A regular expression of Lucene always means the whole word. */
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'u')

function aggregate(found: readonly SearchedDocument[], aggs: NonNullable<SearchBody['aggs']>): object {
  return Object.fromEntries(
    Object.entries(aggs).map(([name, { terms, filter, aggs: inside }]) => {
      if (filter)
        // A filter is a query.
        return [name, { doc_count: found.filter(({ source }) => matches(source, filter as unknown as Query)).length }]
      if (!terms) throw new RefusedQuery(`unknown aggregation [${name}]`)
      return [name, { buckets: bucketsOf(found, terms, inside) }]
    }),
  )
}

function bucketsOf(found: readonly SearchedDocument[], terms: Record<string, unknown>, inside: SearchBody['aggs']) {
  const { field, size = 10, include } = terms
  const groups = new Map<string, SearchedDocument[]>()
  for (const document of found) {
    const values = field === '_index' ? [document.index] : termsOf(document.source, String(field))
    for (const value of new Set(values)) groups.set(value, [...(groups.get(value) ?? []), document])
  }
  return [...groups]
    .filter(([key]) => include === undefined || whole(String(include)).test(key))
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .slice(0, Number(size))
    .map(([key, documents]) => ({ key, doc_count: documents.length, ...(inside && aggregate(documents, inside)) }))
}

const mapValues = <T, R>(all: Record<string, T>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(all).map(([key, value]) => [key, map(value)]))

function suggestFor(
  documents: readonly SearchedDocument[],
  { text, term: { field, max_edits: most, size } }: NonNullable<SearchBody['suggest']>[string],
) {
  return bucketsOf(documents, { field, size: Number.POSITIVE_INFINITY }, undefined)
    .filter(({ key }) => key !== text && isWithin(text, key, most))
    .slice(0, size)
    .map(({ key, doc_count }) => ({ text: key, freq: doc_count }))
}

/** Whether one word becomes the other by so many letters added, left out, changed or swapped. */
function isWithin(from: string, to: string, edits: number): boolean {
  if (from === to) return true
  if (edits === 0) return false
  const [a, b] = [from[0], to[0]]
  if (a !== undefined && a === b) return isWithin(from.slice(1), to.slice(1), edits)
  if (a !== undefined && a === to[1] && b === from[1] && isWithin(from.slice(2), to.slice(2), edits - 1)) return true
  return (
    (a !== undefined && isWithin(from.slice(1), to, edits - 1)) ||
    (b !== undefined && isWithin(from, to.slice(1), edits - 1)) ||
    (a !== undefined && b !== undefined && isWithin(from.slice(1), to.slice(1), edits - 1))
  )
}
