import type { OrderField } from '@callboard/model'
import { readErrors } from '../../model/read-errors.ts'
import { maxOrderFields } from '../../model/routes-read.ts'
import type { Place } from './list-ids.ts'

/** What a list is asked, and stays while it is paged. As the caller wrote it. */
export interface ListQuery {
  /** Values of the query parameter `filter`. */
  filter?: readonly string[]
  /** A predicate, not checked yet. */
  query?: unknown
  text?: { term: string; fields?: readonly string[] }
  order: readonly OrderField[]
  totalItems: 'include' | 'exclude'
}

/** Where a page is in a list. */
export interface Cursor {
  list: ListQuery
  /** As it was on the first page. */
  totalItems: number
  direction: 'after' | 'before'
  place: Place
}

/**
 * Writes a cursor: base64 of JSON that has a key `query`, by which the field's client knows to send it in a POST body, so
 * that long filters never travel in URLs (spec/catalog.md 4.7). Who may see what is never in it.
 */
export function writeCursor({ list, totalItems, direction, place }: Cursor): string {
  const { filter, query = {}, text, order, totalItems: counted } = list
  const json = { query, filter, text, order, counted, totalItems, [direction]: [...place.values, place.id] }
  return Buffer.from(JSON.stringify(json)).toString('base64')
}

/**
 * Reads a cursor as what it is: input from outside. Its filter and query are checked where they are used.
 *
 * @throws `catalog/malformed-cursor`
 */
export function parseCursor(text: string): Cursor {
  const json = decode(text)
  const { query, filter, text: search, order, counted, totalItems, after, before, ...unknown } = json
  const [surplus] = Object.keys(unknown)
  if (surplus !== undefined) throw malformed(`it holds ${JSON.stringify(surplus)}, which no cursor has`)
  if (!isOrder(order)) throw malformed('its order is not readable')
  if (counted !== 'include' && counted !== 'exclude') throw malformed('it does not say whether items are counted')
  if (!isCount(totalItems)) throw malformed('its totalItems is not a number')
  if (filter !== undefined && !isTexts(filter)) throw malformed('its filter is not a list of texts')
  if (search !== undefined && !isSearch(search)) throw malformed('its full-text filter is not readable')
  if (query === undefined) throw malformed('it has no query')
  if ((after === undefined) === (before === undefined)) throw malformed('it does not say where the page starts')
  return {
    list: { filter, query, text: search, order, totalItems: counted },
    totalItems,
    direction: before === undefined ? 'after' : 'before',
    place: placeOf(after ?? before, order.length),
  }
}

/** The token `after` of GET /entities. */
export const writeAfter = (place: { limit: number; offset: number }): string =>
  Buffer.from(JSON.stringify(place)).toString('base64')

/** @throws `catalog/malformed-cursor` */
export function parseAfter(text: string): { limit?: number; offset?: number } {
  const { limit, offset } = decode(text, 'after')
  if (limit !== undefined && !(isCount(limit) && limit > 0))
    throw malformed('its limit is not a positive number', 'after')
  if (offset !== undefined && !isCount(offset)) throw malformed('its offset is not a number', 'after')
  return { ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) }
}

function decode(text: string, parameter = 'cursor'): Record<string, unknown> {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(text, 'base64').toString())
  } catch (cause) {
    throw readErrors.malformedCursor({ parameter, reason: 'it is not the base64 text of a JSON object' }, { cause })
  }
  if (!isObject(json)) throw malformed('it is not the base64 text of a JSON object', parameter)
  return json
}

function placeOf(value: unknown, fields: number): Place {
  const id = Array.isArray(value) ? value.at(-1) : undefined
  if (!Array.isArray(value) || value.length !== fields + 1 || !isCount(id)) throw malformed('its place is not readable')
  const values = value.slice(0, -1)
  if (!values.every(isValue)) throw malformed('its place is not readable')
  return { id, values }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isText = (value: unknown): value is string => typeof value === 'string'

// NUL and broken surrogates occur in no index, and PostgreSQL refuses them.
const isValue = (value: unknown): value is string | null =>
  value === null || (isText(value) && !value.includes('\0') && value.isWellFormed())

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)

function isOrder(value: unknown): value is OrderField[] {
  return (
    Array.isArray(value) &&
    value.length <= maxOrderFields &&
    value.every(
      (part) =>
        isObject(part) && isText(part.field) && part.field !== '' && (part.order === 'asc' || part.order === 'desc'),
    )
  )
}

function isSearch(value: unknown): value is { term: string; fields?: string[] } {
  return isObject(value) && isText(value.term) && (value.fields === undefined || isTexts(value.fields))
}

const malformed = (reason: string, parameter = 'cursor') => readErrors.malformedCursor({ parameter, reason })
