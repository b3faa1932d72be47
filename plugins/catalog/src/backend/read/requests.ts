import { parseFields, parseOrderFields, parseOrderParam } from '@callboard/model'
import { readErrors } from '../../model/read-errors.ts'
import type * as routes from '../../model/routes-read.ts'
import { type Cursor, type ListQuery, parseAfter, parseCursor } from './cursor.ts'

/** Page size of by-query when none is asked for. */
export const defaultLimit = 200

/** A page as a request asks for it, before it is known who asks. */
export interface AskedPage {
  list: ListQuery
  limit: number
  offset?: number
  cursor?: Cursor
  fields: readonly string[] | undefined
}

/** @throws InputError of a parameter that cannot be read. */
export function pageOfQuery(query: routes.ListQueryParams): AskedPage {
  const { limit = defaultLimit, offset, cursor } = query
  const fields = fieldsOf(query.fields)
  if (cursor !== undefined) return pageOfCursor(cursor, { limit, fields })
  const { filter, orderField, fullTextFilterTerm: term, fullTextFilterFields, totalItems = 'include' } = query
  const text = term === undefined ? undefined : { term, fields: fullTextFilterFields?.flatMap(splitList) }
  return { list: { filter, text, order: parseOrderFields(orderField ?? []), totalItems }, limit, offset, fields }
}

/** @throws InputError of a key that cannot be read. */
export function pageOfBody(body: routes.ListBodyValue): AskedPage {
  const { limit = defaultLimit, offset, cursor } = body
  const fields = fieldsOf(body.fields)
  if (cursor !== undefined) return pageOfCursor(cursor, { limit, fields })
  const { query, orderBy = [], fullTextFilter, totalItems = 'include' } = body
  const order = orderBy.map(({ field, order }) => ({ field: field.toLowerCase(), order }))
  const { term, fields: searched } = fullTextFilter ?? {}
  const text = term === undefined ? undefined : { term, fields: searched }
  return { list: { query, text, order, totalItems }, limit, offset, fields }
}

/** A cursor brings everything but the page's size and what is shown. */
function pageOfCursor(text: string, { limit, fields }: Pick<AskedPage, 'limit' | 'fields'>): AskedPage {
  const cursor = parseCursor(text)
  return { list: cursor.list, cursor, limit, fields }
}

/** A list as GET /entities asks for it. */
export interface AskedList {
  list: ListQuery
  limit: number | undefined
  offset: number
  fields: readonly string[] | undefined
}

/** @throws InputError of a parameter that cannot be read. */
export function listOfQuery(query: routes.EntitiesParams): AskedList {
  const { filter, order = [], after } = query
  const place = after === undefined ? query : { ...query, ...parseAfter(after) }
  return {
    list: { filter, order: parseOrderParam(order), totalItems: 'exclude' },
    limit: place.limit,
    offset: place.offset ?? 0,
    fields: fieldsOf(query.fields),
  }
}

/** An empty list shows everything, as no list does. */
export const fieldsOf = (fields: readonly string[] | undefined) => (fields?.length ? parseFields(fields) : undefined)

/** @throws `catalog/no-facets` */
export function facetsOf(parameter: string, facets: readonly string[]): string[] {
  const named = [...new Set(facets.filter((facet) => facet !== ''))]
  if (named.length === 0) throw readErrors.noFacets({ parameter })
  return named
}

const splitList = (text: string) => text.split(',').flatMap((part) => part.trim() || [])
