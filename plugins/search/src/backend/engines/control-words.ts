import { hash } from 'node:crypto'
import type { Filter, JsonValue } from '@callboard/model'
import { allOf, anyOf, type Expression, everything, except, universal, word } from './expression.ts'

// Words that are said about a document. Each kind starts with a letter of its own.

/** Its title, or one of its names, is this, whatever joins the words. */
export const exactWord = (whole: string) => `e${whole}`
/** A word of its title or names starts so; up to {@link maxShortBeginning} letters. */
export const beginningWord = (letters: string) => `p${letters}`
/** It says this often, or in a field. */
export const aboutWord = (stem: string) => `m${stem}`
export const typeWord = (type: string) => hashed('type', type)
/** A field has exactly this value, or its list holds it. */
export const fieldWord = (field: string, value: JsonValue) => hashed('field', field, typeof value, String(value))
/** A row of its authorization. */
export const rowWord = (key: string, value: string) => hashed('row', key, value)
export const rowKeyWord = (key: string) => hashed('key', key)

/** The rows that say whose a document is. */
export const ownedBy = 'relations.ownedby'

/** Longer beginnings are looked for in the index itself; these would be thousands of words. */
export const maxShortBeginning = 3

export { universal as universalWord }

/** What a caller may see of some types, and wants to: part of every question. */
export function accessExpression(
  types: readonly { type: string; visible: Filter }[],
  filters: Readonly<Record<string, readonly JsonValue[]>>,
  typesInIndex: ReadonlySet<string>,
): Expression {
  const wanted = types.filter(({ type }) => typesInIndex.has(type))
  const conditions = new Map<string, { rows: Expression; types: Expression[] }>()
  for (const { type, visible } of wanted) {
    // Types that share their condition, as those made of entities do, ask it once.
    const key = JSON.stringify(visible)
    const condition = conditions.get(key) ?? { rows: rowsExpression(visible), types: [] }
    condition.types.push(word(typeWord(type), 'control'))
    conditions.set(key, condition)
  }
  const isEveryType = wanted.length === typesInIndex.size
  const access =
    isEveryType && conditions.size === 1
      ? anyOf([...conditions.values()].map(({ rows }) => rows))
      : anyOf([...conditions.values()].map(({ rows, types }) => allOf([anyOf(types), rows])))
  const fields = Object.entries(filters).map(([field, values]) =>
    anyOf(values.map((value) => word(fieldWord(field, value), 'control'))),
  )
  return allOf([access, ...fields])
}

/**
 * A question about the rows of `authorization`.
 *
 * @throws Error for a prefix, which hashed words cannot answer: somebody would see too much or too little.
 */
export function rowsExpression(filter: Filter): Expression {
  if ('all' in filter) return allOf(filter.all.map(rowsExpression))
  if ('any' in filter) return anyOf(filter.any.map(rowsExpression))
  if ('not' in filter) return except(everything, rowsExpression(filter.not))
  if ('exists' in filter) return word(rowKeyWord(filter.key), 'control')
  if ('in' in filter) return anyOf(filter.in.map((value) => word(rowWord(filter.key, value), 'control')))
  throw new Error(`Search cannot ask for values of ${filter.key} by their beginning.`)
}

// 96 bits: nobody finds another row with the same word. NUL keeps parts apart.
function hashed(...parts: string[]): string {
  const text = parts.join('\0')
  const known = recent.get(text)
  if (known) return known
  const made = `h${hash('sha256', text, 'hex').slice(0, 24)}`
  if (recent.size >= maxRecent) recent.clear()
  if (text.length < 100) recent.set(text, made)
  return made
}

// Most rows of a document are those of many others.
const recent = new Map<string, string>()
const maxRecent = 20_000
