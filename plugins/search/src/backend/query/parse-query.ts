import type { JsonValue } from '@callboard/model'
import { errors } from '../../model/errors.ts'

/** What a request to `/query` asks (spec/search.md 3). */
export interface SearchRequest {
  /** As typed: a space behind the last word says that it is whole. */
  term: string
  /** Values by field; a field without any is not asked for. */
  filters: Readonly<Record<string, readonly JsonValue[]>>
  /** Empty for all. */
  types: readonly string[]
  /** From 0. */
  page: number
  limit: number
  facets: readonly string[]
}

/** What config sets. */
export interface QueryLimits {
  maxTermLength: number
  maxPageLimit: number
}

const defaultLimit = 25
/** Of one request; each of them costs the index a look. */
const most = { filters: 30, values: 100, facets: 20, types: 50 }
const longestField = 200
/** Further pages are empty anyway; the number stays one that databases take. */
const lastPage = 1_000_000

/** Names that objects have a meaning for: no document has such a field, and nothing should ever look. */
const forbiddenFields = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a query string in brackets: `filters[kind]=Component`, `filters[lifecycle][0]=production`, `types[]=techdocs`.
 *
 * @param rawQuery - Without `?`. Parameters that are not known pass.
 * @throws `search/invalid-query`
 */
export function parseQuery(rawQuery: string, limits: QueryLimits): SearchRequest {
  const single = new Map<string, string>()
  const filters = new Map<string, string[]>()
  const lists = { types: new Set<string>(), facets: new Set<string>() }
  for (const [name, given] of new URLSearchParams(rawQuery)) {
    // No text holds one, and PostgreSQL takes none.
    const value = given.replaceAll('\0', ' ')
    const { root, keys } = splitName(name)
    if (root === 'filters') addFilter(filters, { name, keys, value })
    else if (root === 'types' || root === 'facets') addItem(lists[root], { name, keys, value })
    else if (root === 'term' || root === 'pageCursor' || root === 'pageLimit') {
      if (keys.length > 0 || single.has(root)) throw invalid(`${root} is a single value.`)
      single.set(root, value)
    }
  }
  const { types, facets } = lists
  const term = single.get('term') ?? ''
  if (term.length > limits.maxTermLength)
    throw invalid(`term has ${term.length} characters, and may have ${limits.maxTermLength}.`)
  refuseMany('filters', filters.size, most.filters)
  refuseMany('types', types.size, most.types)
  refuseMany('facets', facets.size, most.facets)
  for (const field of facets) checkField(field)
  return {
    term,
    filters: Object.fromEntries(filters),
    types: [...types],
    page: parseCursor(single.get('pageCursor')),
    limit: parseLimit(single.get('pageLimit'), limits.maxPageLimit),
    facets: [...facets],
  }
}

/** The cursor of a page, as the field's clients know it: the base64 of its number. */
export const writeCursor = (page: number): string => Buffer.from(String(page)).toString('base64')

/** `filters[a][0]` is `filters` with the keys `a` and `0`. */
function splitName(name: string): { root: string; keys: string[] } {
  const open = name.indexOf('[')
  if (open < 0) return { root: name, keys: [] }
  const root = name.slice(0, open)
  if (!name.endsWith(']') && parameters.has(root)) throw invalid(`${name} has a bracket without its other one.`)
  return { root, keys: name.slice(open + 1, -1).split('][') }
}

const parameters = new Set(['term', 'filters', 'types', 'facets', 'pageCursor', 'pageLimit'])

interface Part {
  name: string
  keys: readonly string[]
  value: string
}

function addFilter(filters: Map<string, string[]>, { name, keys, value }: Part): void {
  const [field, index] = keys
  if (field === undefined || keys.length > 2) throw invalid(`${name} is no filter: write filters[field]=value.`)
  checkField(field)
  if (index !== undefined) checkIndex(name, index)
  // A choice that was taken back arrives as an empty text.
  if (value === '') return
  const values = filters.get(field) ?? []
  if (!values.includes(value)) values.push(value)
  refuseMany(`values of filters[${field}]`, values.length, most.values)
  filters.set(field, values)
}

function addItem(list: Set<string>, { name, keys, value }: Part): void {
  const [index] = keys
  if (keys.length > 1) throw invalid(`${name} is no list.`)
  if (index !== undefined) checkIndex(name, index)
  if (value !== '') list.add(value)
}

function checkIndex(name: string, index: string): void {
  if (index !== '' && !/^\d{1,4}$/.test(index)) throw invalid(`${name} has a value inside a value.`)
}

function checkField(field: string): void {
  if (field === '' || field.length > longestField || forbiddenFields.has(field))
    throw invalid(`"${field.slice(0, longestField)}" is not the name of a field.`)
}

function refuseMany(what: string, count: number, limit: number): void {
  if (count > limit) throw invalid(`There may be ${limit} ${what}, not more.`)
}

function parseLimit(text: string | undefined, maxPageLimit: number): number {
  if (text === undefined || text === '') return defaultLimit
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : -1
  if (limit < 0 || limit > maxPageLimit) throw invalid(`pageLimit must be a number up to ${maxPageLimit}.`)
  return limit === 0 ? Math.min(defaultLimit, maxPageLimit) : limit
}

function parseCursor(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  const decoded = Buffer.from(text, 'base64').toString('latin1')
  const page = /^\d{1,9}$/.test(decoded) ? Number(decoded) : -1
  // Written again, it must be the same: everything else has not come from here.
  if (page < 0 || page > lastPage || writeCursor(page) !== text)
    throw invalid('pageCursor is not one that an answer has had.')
  return page
}

const invalid = (reason: string) => errors.invalidQuery({ reason })
