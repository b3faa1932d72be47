import type { Database, Logger } from '@callboard/kernel'
import type { Applied } from './apply-changes.ts'

const tables = ['entity', 'facet', 'term', 'relation', 'ref_name', 'claim', 'source', 'refresh_key', 'problem']
/** The first time; from then on when the catalog has changed by half. */
const firstAfter = 1_000

/**
 * Tells PostgreSQL to look at the tables again after much has changed. It would do so by itself, but minutes later: until
 * then it plans for the empty tables that it knew, and reads right after the first ingestion are ten times slower.
 *
 * @returns To be told of every committed transaction.
 */
export function keepPlannerStatistics(db: Database, log: Logger): (applied: Applied) => void {
  if (db.dialect === 'sqlite') return () => {}
  let changes = 0
  let total = 0
  let running: Promise<void> | undefined
  const analyze = async () => {
    for (const table of tables) await db.run(`analyze ${table}`)
  }
  return ({ created, updated, deleted }) => {
    changes += created.length + updated.length + deleted.length
    total += created.length
    if (running || changes < Math.max(firstAfter, total / 2)) return
    changes = 0
    running = analyze()
      .catch((error) => log.warn('statistics not renewed', { error }))
      .finally(() => {
        running = undefined
      })
  }
}
