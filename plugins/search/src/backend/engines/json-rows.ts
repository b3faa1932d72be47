import type { Dialect } from '@callboard/kernel'

/**
 * A `from` item for many rows of one parameter, the JSON text of a list of lists.
 *
 * @param columns - `seq bigint`, `key text`: names and types in the order of the lists.
 * @returns `(select …) r`, with one `?` in it.
 */
export function rowsOf(dialect: Dialect, columns: readonly string[]): string {
  const selected = columns.map((column, index) => {
    const [name, type] = column.split(' ')
    return dialect === 'sqlite' ? `value ->> ${index} as ${name}` : `(one ->> ${index})::${type} as ${name}`
  })
  const from = dialect === 'sqlite' ? 'json_each(?)' : 'jsonb_array_elements(?::jsonb) list(one)'
  return `(select ${selected.join(', ')} from ${from}) r`
}

/** `in (…)` for the JSON text of a list of one type. */
export function valuesOf(dialect: Dialect, type: 'bigint' | 'text'): string {
  if (dialect === 'sqlite') return '(select value from json_each(?))'
  return `(select value::${type} from jsonb_array_elements_text(?::jsonb) list(value))`
}

/** A key as every database takes it. */
export const keyText = (key: string): string => key.toWellFormed().replaceAll('\0', '\u{fffd}')
