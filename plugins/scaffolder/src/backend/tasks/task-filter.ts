import type { Dialect, SqlValue } from '@callboard/kernel'
import type { TaskFilter } from './task-store.ts'

/** A condition on rows of `task`, as SQL. */
export interface Condition {
  /** Depends only on the shape of the filter, so that statements stay few. */
  text: string
  params: SqlValue[]
}

/** Compiles a filter. */
export function compileFilter(filter: TaskFilter, dialect: Dialect): Condition {
  const all = (parts: readonly TaskFilter[], word: 'and' | 'or', ofNone: string): Condition => {
    if (parts.length === 0) return { text: ofNone, params: [] }
    const compiled = parts.map((part) => compileFilter(part, dialect))
    return {
      text: `(${compiled.map(({ text }) => text).join(` ${word} `)})`,
      params: compiled.flatMap(({ params }) => params),
    }
  }
  if ('allOf' in filter) return all(filter.allOf, 'and', '1 = 1')
  if ('anyOf' in filter) return all(filter.anyOf, 'or', '1 = 0')
  if ('not' in filter) {
    const { text, params } = compileFilter(filter.not, dialect)
    return { text: `not ${text}`, params }
  }
  if ('createdBy' in filter) return oneOf('created_by', filter.createdBy, dialect)
  if ('status' in filter) return oneOf('status', filter.status, dialect)
  if ('template' in filter) return oneOf('template_ref', filter.template, dialect)
  return oneOf('template_owner', filter.templateOwner, dialect)
}

function oneOf(column: string, values: readonly string[], dialect: Dialect): Condition {
  const list = dialect === 'sqlite' ? 'select value from json_each(?)' : 'select jsonb_array_elements_text(?::jsonb)'
  // A column without a value is not one of them, and `not` of that holds.
  return { text: `(${column} is not null and ${column} in (${list}))`, params: [JSON.stringify(values)] }
}
