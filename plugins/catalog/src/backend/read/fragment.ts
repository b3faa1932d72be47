import type { Dialect, SqlValue } from '@callboard/kernel'

/** A piece of SQL with the values of its `?`. Values never become part of the text. */
export interface Fragment {
  readonly text: string
  readonly params: readonly SqlValue[]
}

/** Composes SQL: fragments are put in, everything else is bound to a `?`. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Fragment | SqlValue)[]): Fragment {
  let text = texts[0] ?? ''
  const params: SqlValue[] = []
  parts.forEach((part, index) => {
    if (isFragment(part)) {
      text += part.text
      params.push(...part.params)
    } else {
      text += '?'
      params.push(part)
    }
    text += texts[index + 1] ?? ''
  })
  return { text, params }
}

/** Text of our own, such as a column's name. */
export const raw = (text: string): Fragment => ({ text, params: [] })

/** Fragments with `separator` between them. */
export const join = (fragments: readonly Fragment[], separator: string): Fragment => ({
  text: fragments.map(({ text }) => text).join(separator),
  params: fragments.flatMap(({ params }) => params),
})

/** The words in which the two databases differ. The text does not depend on how long a list is. */
export interface Speech {
  /** `in (…)` for numbers; to be put behind a column. */
  isOneOf(ids: readonly number[]): Fragment
  /** `in (…)` for texts. */
  isTextOf(texts: readonly string[]): Fragment
  /** Whether a column contains a text, literally. */
  contains(column: Fragment, text: string): Fragment
  /** The part of a canonical ref in a column. */
  partOfRef(column: Fragment, part: 'kind' | 'namespace' | 'name'): Fragment
}

/** How to speak to a database of this kind. */
export const speechOf = (dialect: Dialect): Speech => (dialect === 'sqlite' ? sqliteSpeech : postgresSpeech)

const single = (ids: readonly number[]) => (ids.length === 1 ? ids[0] : undefined)

const sqliteSpeech: Speech = {
  isOneOf(ids) {
    const only = single(ids)
    return only === undefined ? sql`in (select value from json_each(${JSON.stringify(ids)}))` : sql`= ${only}`
  },
  isTextOf: (texts) => sql`in (select value from json_each(${JSON.stringify(texts)}))`,
  contains: (column, text) => sql`instr(${column}, ${text}) > 0`,
  partOfRef(column, part) {
    if (part === 'kind') return sql`substr(${column}, 1, instr(${column}, ':') - 1)`
    const path = sql`substr(${column}, instr(${column}, ':') + 1)`
    return part === 'namespace'
      ? sql`substr(${path}, 1, instr(${path}, '/') - 1)`
      : sql`substr(${path}, instr(${path}, '/') + 1)`
  },
}

const postgresSpeech: Speech = {
  isOneOf(ids) {
    const only = single(ids)
    return only === undefined ? sql`= any(${`{${ids.join(',')}}`}::bigint[])` : sql`= ${only}`
  },
  isTextOf: (texts) => sql`in (select e from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb) t(e))`,
  contains: (column, text) => sql`strpos(${column}, ${text}) > 0`,
  partOfRef(column, part) {
    if (part === 'kind') return sql`split_part(${column}, ':', 1)`
    return sql`split_part(split_part(${column}, ':', 2), '/', ${raw(part === 'namespace' ? '1' : '2')})`
  },
}

function isFragment(part: Fragment | SqlValue): part is Fragment {
  return typeof part === 'object' && part !== null && 'text' in part
}
