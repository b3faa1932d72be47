import type { Clock, Database, Logger } from '@callboard/kernel'
import type { Applied } from './apply-changes.ts'
import { Dictionary } from './dictionary.ts'
import { deleteEntities, deleteLooseSources, removeClaims } from './remove-claims.ts'
import { bumpGeneration, lockStore } from './store-lock.ts'

/** How long an orphan may wait to be adopted: an entity that moves between two files is claimed again within this. */
const graceMs = 15_000
/** How many are deleted in one transaction. */
const batchSize = 500

/**
 * Deletes entities that nothing has claimed for a while (spec/catalog.md 3.7).
 *
 * @returns The refs that are gone.
 */
export async function sweepOrphans(options: {
  db: Database
  clock: Clock
  log: Logger
  replica: string
  onRemoved: (removed: Pick<Applied, 'deleted' | 'orphaned'>) => void
}): Promise<string[]> {
  const { db, clock, log, replica, onRemoved } = options
  const gone: string[] = []
  for (;;) {
    const nowMs = clock.nowMs()
    const removed = await db.transaction(async (tx) => {
      await lockStore(tx)
      const orphans = await tx.all<{ id: number; ref: string }>(
        'select id, ref from entity where orphaned_at <= ? order by orphaned_at limit ?',
        [nowMs - graceMs, batchSize],
      )
      if (orphans.length === 0) return undefined
      const freed = await deleteEntities(tx, orphans)
      const { orphaned } = await removeClaims(tx, freed, { isEager: false, dictionary: new Dictionary(), nowMs })
      await deleteLooseSources(tx)
      await bumpGeneration(tx, replica)
      return { deleted: orphans.map((orphan) => orphan.ref), orphaned }
    })
    if (!removed) return gone
    onRemoved(removed)
    gone.push(...removed.deleted)
    log.info('orphans deleted', { entities: removed.deleted.length })
  }
}
