import type { Database } from '@callboard/kernel'
import type { Fragment } from './fragment.ts'

/** Rows of a query that is as well off with one plan for all values. */
export const ask = <Row>(db: Database, { text, params }: Fragment): Promise<Row[]> => db.all<Row>(text, params)

/**
 * Rows of a query whose best plan depends on its values: a term that half of all entities have and one that nobody has
 * want different ways. PostgreSQL settles on one plan for a prepared statement after a few uses, and for these that was
 * a thousand times too slow. SQLite plans without looking at values.
 */
export const askAfresh = <Row>(db: Database, { text, params }: Fragment): Promise<Row[]> =>
  db.all<Row>(text, params, { plan: 'fresh' })
