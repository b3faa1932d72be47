import type { Clock, Database } from '@callboard/kernel'
import type { Applied } from './apply-changes.ts'
import { Dictionary } from './dictionary.ts'
import type { Engine } from './engine.ts'
import { deleteEntities, deleteLooseSources, removeClaims } from './remove-claims.ts'
import { requestRead } from './source-store.ts'
import { bumpGeneration, lockStore } from './store-lock.ts'

/**
 * Deletes one entity. Whoever still gives it is read again, so that what is no orphan comes back with a new uid within
 * moments (spec/catalog.md 3.7); what hung on it becomes an orphan until then.
 *
 * @param ref - Canonical; an entity that was never served may be dropped by its claims in the same way.
 */
export async function deleteEntity(
  ref: string,
  options: {
    db: Database
    clock: Clock
    engine: Engine
    replica: string
    onRemoved: (removed: Pick<Applied, 'deleted' | 'orphaned'>) => void
  },
): Promise<void> {
  const { db, clock, engine, replica, onRemoved } = options
  const removed = await db.transaction(async (tx) => {
    await lockStore(tx)
    const nowMs = clock.nowMs()
    const entity = await tx.get<{ id: number; ref: string }>('select id, ref from entity where ref = ?', [ref])
    const claims = await tx.all<{ source_id: number }>('select source_id from claim where ref = ?', [ref])
    const freed = entity ? await deleteEntities(tx, [entity]) : []
    await tx.run('delete from problem where ref = ?', [ref])
    await tx.run(`update claim set state = 'pending', raw_hash = '' where ref = ?`, [ref])
    const { orphaned } = await removeClaims(tx, freed, { isEager: false, dictionary: new Dictionary(), nowMs })
    await deleteLooseSources(tx)
    await requestRead(
      tx,
      claims.map((claim) => claim.source_id),
      { nowMs, isForced: true },
    )
    await bumpGeneration(tx, replica)
    return { deleted: entity ? [ref] : [], orphaned }
  })
  onRemoved(removed)
  engine.wake()
}
