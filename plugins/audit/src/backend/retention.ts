import type { Audit, Clock, Database } from '@callboard/kernel'
import { keyAt } from './record-row.ts'

const batchSize = 5_000

/**
 * Deletes what is older than it must be kept. The database refuses every other deletion.
 *
 * @returns How many records were deleted.
 */
export async function applyRetention(options: {
  db: Database
  clock: Clock
  audit: Audit
  keepMs: number
  signal: AbortSignal
}): Promise<number> {
  const { db, clock, audit, keepMs, signal } = options
  const before = clock.nowMs() - keepMs
  const fromId = keyAt(before)
  await db.run('update kept set from_id = ? where from_id < ?', [fromId, fromId])
  let deleted = 0
  for (let isMore = true; isMore; ) {
    signal.throwIfAborted()
    const { changes } = await db.run(
      'delete from record where id in (select id from record where id < ? order by id limit ?)',
      [fromId, batchSize],
    )
    deleted += changes
    isMore = changes === batchSize
  }
  if (deleted > 0) {
    const meta = { deleted, before: new Date(before).toISOString() }
    audit.record({ eventId: 'records-expire', actorId: 'plugin:audit', meta }, 'succeeded')
  }
  return deleted
}
