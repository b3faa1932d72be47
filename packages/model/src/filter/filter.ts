import { type IndexRow, indexValue } from '../index-rows.ts'

/**
 * A question about index rows. Keys and values are as the rows have them: lower case, long values hashed.
 * `all: []` is everything; `any: []` and `in: []` are nothing. Relations are rows too: `relations.ownedby`.
 */
export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  /** Some row has the key. */
  | { key: string; exists: true }
  /** Some row has the key and one of the values. */
  | { key: string; in: string[] }
  /** Some row has the key and a value that starts so; rows without an original (long values, null) never do. */
  | { key: string; prefix: string }

/** A filter that asks one key. */
export type KeyFilter = Extract<Filter, { key: string }>

/** Everything. */
export const everything: Filter = { all: [] }

/** Nothing. */
export const nothing: Filter = { any: [] }

/** More conditions than this in one filter are refused: every one of them costs the database a look. */
export const maxFilterConditions = 1000

/** Some row has `key`, in any casing. */
export const keyExists = (key: string): Filter => ({ key: key.toLowerCase(), exists: true })

/** Some row has `key` and one of `values`, in any casing. */
export function keyIsOneOf(key: string, values: readonly string[]): Filter {
  const lowered = key.toLowerCase()
  return { key: lowered, in: [...new Set(values.map((value) => indexValue(lowered, value)))] }
}

/** Whether `filter` holds for an entity with these rows. */
export function matchesFilter(filter: Filter, rows: readonly IndexRow[]): boolean {
  if ('all' in filter) return filter.all.every((part) => matchesFilter(part, rows))
  if ('any' in filter) return filter.any.some((part) => matchesFilter(part, rows))
  if ('not' in filter) return !matchesFilter(filter.not, rows)
  return rows.some((row) => row.key === filter.key && matchesRow(filter, row))
}

function matchesRow(filter: KeyFilter, row: IndexRow): boolean {
  if ('exists' in filter) return true
  if (row.value === null) return false
  if ('in' in filter) return filter.in.includes(row.value)
  return row.original !== null && row.value.startsWith(filter.prefix)
}
