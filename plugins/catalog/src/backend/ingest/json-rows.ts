import type { Dialect } from '@callboard/kernel'

/** The type of one column of {@link jsonRows}. */
export type ColumnType = 'bigint' | 'text'

/**
 * A `from` item that unfolds one JSON parameter (an array of arrays) into rows with columns `c0`, `c1`, …: the way to
 * bind many rows to a statement whose text never changes.
 *
 * @param dialect - Which SQL to speak.
 * @param columns - The columns' types, in order.
 * @returns For example `(select … from json_each(?)) r`; contains exactly one `?`.
 */
export function jsonRows(dialect: Dialect, columns: readonly ColumnType[]): string {
  const list = columns.map((type, index) =>
    dialect === 'sqlite'
      ? `value ->> ${index} as c${index}`
      : `${type === 'bigint' ? `(e ->> ${index})::bigint` : `e ->> ${index}`} as c${index}`,
  )
  return dialect === 'sqlite'
    ? `(select ${list.join(', ')} from json_each(?)) r`
    : `(select ${list.join(', ')} from jsonb_array_elements(?::jsonb) t(e)) r`
}

/**
 * The statement that inserts many rows, given as one JSON parameter like that of {@link jsonRows}. An `on conflict` clause may
 * follow it.
 *
 * @param columns - The types of the columns by their names, in the order of the rows.
 */
export function insertRows(dialect: Dialect, table: string, columns: Record<string, ColumnType>): string {
  const names = Object.keys(columns)
  const values = names.map((_name, index) => `r.c${index}`)
  const from = jsonRows(dialect, Object.values(columns))
  // Without the condition SQLite would take the `on` of the clause for that of a join.
  return `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${from} where true`
}

/**
 * A subquery that unfolds one JSON parameter (a flat array) into a single column, for `in (…)`.
 *
 * @returns For example `(select value from json_each(?))`; contains exactly one `?`.
 */
export function jsonList(dialect: Dialect, type: ColumnType): string {
  if (dialect === 'sqlite') return '(select value from json_each(?))'
  return `(select ${type === 'bigint' ? 'e::bigint' : 'e'} from jsonb_array_elements_text(?::jsonb) t(e))`
}

/**
 * Like {@link jsonRows} for rows of numbers only, in the way that is fastest for each database.
 *
 * @param width - How many columns each row has.
 * @returns The `from` item and the values of its parameters.
 */
export function numberRows(
  dialect: Dialect,
  rows: readonly (readonly number[])[],
  width: number,
): { from: string; params: string[] } {
  const columns = Array.from({ length: width }, (_, column) => column)
  if (dialect === 'sqlite')
    return {
      from: jsonRows(
        dialect,
        columns.map(() => 'bigint'),
      ),
      params: [JSON.stringify(rows)],
    }
  return {
    from: `unnest(${columns.map(() => '?::bigint[]').join(', ')}) r(${columns.map((column) => `c${column}`).join(', ')})`,
    params: columns.map((column) => `{${rows.map((row) => row[column]).join(',')}}`),
  }
}
