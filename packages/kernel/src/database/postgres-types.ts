import { types } from 'pg'

/** Object ids of the types that are read differently from what `pg` does by itself. */
const oid = {
  bool: 16,
  int8: 20,
  json: 114,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  jsonb: 3802,
}

const asText = (text: string) => text
const parsers = new Map<number, (text: string) => unknown>([
  [oid.bool, (text) => (text === 't' ? 1 : 0)],
  [oid.int8, parseInteger],
  // What `sum` of a bigint gives.
  [oid.numeric, (text) => (/^-?\d+$/.test(text) ? parseInteger(text) : Number(text))],
  [oid.json, asText],
  [oid.jsonb, asText],
  [oid.date, asText],
  [oid.timestamp, asText],
  [oid.timestamptz, asText],
])

/** Reads values as SQLite gives them: numbers, text, bytes; booleans as 0 and 1, JSON as text. */
export const postgresTypes = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    // `pg` types the two formats as overloads; only text is ever asked for here.
    (format !== 'binary' && parsers.get(id)) ||
    types.getTypeParser(id, format as 'text')) as typeof types.getTypeParser,
}

function parseInteger(text: string): number {
  const n = Number(text)
  if (!Number.isSafeInteger(n))
    throw new Error(`The database gave the integer ${text}, which is too large to be read exactly. Select it as text.`)
  return n
}
