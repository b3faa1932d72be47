import type { Transaction } from '@callboard/kernel'
import type { Dictionary } from './dictionary.ts'
import { jsonList, jsonRows } from './json-rows.ts'
import { type HeldClaim, successorOf } from './plan-claims.ts'
import { markOrphans } from './store-entities.ts'

/** What came of removing claims. */
export interface RemovalOutcome {
  /** Refs of entities that are gone. */
  deleted: string[]
  /** Refs of entities that nothing claims any more. */
  orphaned: string[]
  /** Sources that must be read again because a ref fell to them. */
  reread: number[]
}

interface Removal {
  sourceId: number
  ref: string
}

/**
 * Takes claims away. A ref that somebody else claims falls to them and keeps its uid; otherwise its entity is deleted
 * (`isEager`) or becomes an orphan. Deleting an entity removes what hangs on it in the same way (spec/catalog.md 3.7).
 */
export async function removeClaims(
  tx: Transaction,
  removals: Removal[],
  options: { isEager: boolean; dictionary: Dictionary; nowMs: number },
): Promise<RemovalOutcome> {
  const outcome: RemovalOutcome = { deleted: [], orphaned: [], reread: [] }
  let pending = removals
  // Each round removes the claims of one generation; deleted entities give the next.
  while (pending.length > 0) {
    const free = await releaseRefs(tx, pending, outcome)
    if (!options.isEager) {
      await markOrphans(
        tx,
        free.map((entity) => entity.id),
        options,
      )
      outcome.orphaned.push(...free.map((entity) => entity.ref))
      return outcome
    }
    // What hung on these and is an orphan already has nobody left who could adopt it.
    for (let last = free; last.length > 0; ) {
      last = await orphansOf(tx, last)
      free.push(...last)
    }
    pending = await deleteEntities(tx, free)
    outcome.deleted.push(...free.map((entity) => entity.ref))
  }
  return outcome
}

/**
 * Deletes entities with their index and relations, and the sources that hang on them.
 *
 * @returns The claims of those sources, which are left without a holder: remove them next.
 */
export async function deleteEntities(tx: Transaction, entities: { id: number; ref: string }[]): Promise<Removal[]> {
  if (entities.length === 0) return []
  const ids = JSON.stringify(entities.map((entity) => entity.id))
  const refs = JSON.stringify(entities.map((entity) => entity.ref))
  const inIds = jsonList(tx.dialect, 'bigint')
  const inRefs = jsonList(tx.dialect, 'text')
  await tx.run(`delete from facet where entity_id in ${inIds}`, [ids])
  await tx.run(`delete from relation where origin_id in (select ref_id from entity where id in ${inIds})`, [ids])
  await tx.run(`delete from entity where id in ${inIds}`, [ids])
  const orphanedClaims = await tx.all<{ source_id: number; ref: string }>(
    `select c.source_id, c.ref from claim c join source s on s.id = c.source_id where s.owner_ref in ${inRefs}`,
    [refs],
  )
  await tx.run(`update source set lease_owner = null, next_read_at = null where owner_ref in ${inRefs}`, [refs])
  return orphanedClaims.map((claim) => ({ sourceId: claim.source_id, ref: claim.ref }))
}

/** Removes sources that hang on entities which no longer exist, once their claims are gone. */
export async function deleteLooseSources(tx: Transaction): Promise<void> {
  const loose = `select id from source where owner_ref <> '' and not exists (select 1 from entity where entity.ref = source.owner_ref)`
  await tx.run(`delete from problem where source_id in (${loose})`)
  await tx.run(`delete from source where id in (${loose})`)
}

const orphansOf = (tx: Transaction, entities: { ref: string }[]) =>
  tx.all<{ id: number; ref: string }>(
    `select id, ref from entity where is_orphan = 1 and orphan_of in ${jsonList(tx.dialect, 'text')}`,
    [JSON.stringify(entities.map((entity) => entity.ref))],
  )

/** Removes the claims; returns the entities that nobody claims now. */
async function releaseRefs(
  tx: Transaction,
  removals: Removal[],
  outcome: RemovalOutcome,
): Promise<{ id: number; ref: string }[]> {
  const pairs = JSON.stringify(removals.map(({ sourceId, ref }) => [sourceId, ref]))
  const refs = JSON.stringify([...new Set(removals.map((removal) => removal.ref))])
  const ofPairs = `select r.c0, r.c1 from ${jsonRows(tx.dialect, ['bigint', 'text'])}`
  await tx.run(`delete from problem where (source_id, ref) in (${ofPairs})`, [pairs])
  await tx.run(
    `delete from refresh_key where (source_id, ref_id) in (select c.source_id, c.ref_id from claim c where (c.source_id, c.ref) in (${ofPairs}))`,
    [pairs],
  )
  await tx.run(`delete from claim where (source_id, ref) in (${ofPairs})`, [pairs])
  const entities = await tx.all<{ id: number; ref: string; source_id: number | null }>(
    `select id, ref, source_id from entity where ref in ${jsonList(tx.dialect, 'text')}`,
    [refs],
  )
  const left = new Map<string, HeldClaim[]>()
  for (const claim of await heldClaims(tx, refs)) left.set(claim.ref, [...(left.get(claim.ref) ?? []), claim])
  const free: { id: number; ref: string }[] = []
  for (const entity of entities) {
    const claims = left.get(entity.ref) ?? []
    if (claims.some((claim) => claim.source_id === entity.source_id)) continue
    const heir = successorOf(claims)
    if (!heir) {
      free.push(entity)
      continue
    }
    await tx.run('update entity set source_id = ? where id = ?', [heir.source_id, entity.id])
    if (heir.state === 'active') continue
    await tx.run(`update claim set state = 'pending' where source_id = ? and ref = ?`, [heir.source_id, entity.ref])
    await tx.run('delete from problem where source_id = ? and ref = ?', [heir.source_id, entity.ref])
    outcome.reread.push(heir.source_id)
  }
  return free
}

/**
 * The claims on refs that hold them: those whose source hangs, over however many entities, on a provider or on an orphan,
 * which has a time of grace. Locations that include each other, or themselves, would otherwise hold each other for ever.
 */
async function heldClaims(tx: Transaction, refs: string): Promise<HeldClaim[]> {
  const claims = await tx.all<HeldClaim>(
    `select c.source_id, c.ref, c.location_key, c.state, c.file, c.seen_at from claim c
     join entity e on e.ref_id = c.ref_id where e.ref in ${jsonList(tx.dialect, 'text')}`,
    [refs],
  )
  if (claims.length === 0) return []
  const rooted = await tx.all<{ id: number }>(
    `with recursive up (id, source_id) as (
       select r.c0, r.c0 from ${jsonRows(tx.dialect, ['bigint'])}
       union
       select up.id, c.source_id from up join source s on s.id = up.source_id
         join entity owner on owner.ref = s.owner_ref join claim c on c.ref_id = owner.ref_id)
     select distinct up.id from up join source s on s.id = up.source_id
       where s.kind = 'provider' or exists (select 1 from entity owner where owner.ref = s.owner_ref and owner.is_orphan = 1)`,
    [JSON.stringify([...new Set(claims.map((claim) => claim.source_id))].map((id) => [id]))],
  )
  const ids = new Set(rooted.map(({ id }) => id))
  return claims.filter((claim) => ids.has(claim.source_id))
}
