import type { Transaction } from '@callboard/kernel'
import type { Candidate, SourceChange } from './candidate.ts'
import type { Dictionary } from './dictionary.ts'
import { insertRows, jsonList, jsonRows } from './json-rows.ts'
import { type ClaimDecision, decideClaim, type HeldClaim, type StoredEntity } from './plan-claims.ts'
import { refreshStatuses, storeProblems } from './problem-store.ts'
import { deleteLooseSources, removeClaims } from './remove-claims.ts'
import { requestRead, syncOwnedSources, updateSourceRow } from './source-store.ts'
import { type EntityWrite, storeEntities } from './store-entities.ts'
import { bumpGeneration, lockStore } from './store-lock.ts'
import { appendTimeline } from './timeline-store.ts'

/** What a transaction of changes did. */
export interface Applied {
  created: string[]
  updated: string[]
  deleted: string[]
  orphaned: string[]
  /** Refs whose source lost against another one. */
  conflicts: { ref: string; locationKey: string; existingLocationKey: string }[]
  /** Whether there may be something to read at once. */
  hasDueSources: boolean
}

/** What {@link applyChanges} works with. */
export interface ApplyContext {
  dictionary: Dictionary
  replica: string
  nowMs: number
}

/** A candidate with what was decided about it. */
export interface Decided {
  change: SourceChange
  candidate: Candidate
  decision: ClaimDecision
}

/**
 * Stores changes of sources, all or nothing. On PostgreSQL one replica stores at a time (a transaction-level advisory
 * lock), so that two sources which claim one ref are decided one after the other and no two writers wait in a ring.
 */
export async function applyChanges(tx: Transaction, all: SourceChange[], context: ApplyContext): Promise<Applied> {
  await lockStore(tx)
  const applied: Applied = { created: [], updated: [], deleted: [], orphaned: [], conflicts: [], hasDueSources: false }
  let changes = await keepLeased(tx, all)
  let isChanged = false
  // What processors emit hangs on sources of its own, which are known only once their owner is stored.
  while (changes.length > 0) {
    const result = await applyRound(tx, changes, { ...context, applied })
    isChanged ||= result.isChanged
    changes = result.emitted
  }
  if (applied.deleted.length > 0) await deleteLooseSources(tx)
  if (isChanged) {
    await bumpGeneration(tx, context.replica)
  }
  return applied
}

async function keepLeased(tx: Transaction, changes: SourceChange[]): Promise<SourceChange[]> {
  const rows = await tx.all<{ id: number; lease_owner: string | null }>(
    `select id, lease_owner from source where id in ${jsonList(tx.dialect, 'bigint')}`,
    [JSON.stringify(changes.map((change) => change.source.id))],
  )
  const owners = new Map(rows.map((row) => [row.id, row.lease_owner]))
  return changes.filter(
    ({ source, leaseOwner }) =>
      owners.has(source.id) && (leaseOwner === undefined || owners.get(source.id) === leaseOwner),
  )
}

async function applyRound(
  tx: Transaction,
  changes: SourceChange[],
  context: ApplyContext & { applied: Applied },
): Promise<{ isChanged: boolean; emitted: SourceChange[] }> {
  const { applied, dictionary, nowMs } = context
  const refIds = await dictionary.refs(tx, refsOf(changes))
  const state = await readState(tx, refIds, changes)
  const decided: Decided[] = []
  const writes = new Map<string, EntityWrite>()
  for (const change of changes) {
    for (const candidate of change.upserts) {
      const held = { holder: state.holders.get(candidate.ref), claims: state.claims.get(candidate.ref) ?? [] }
      const decision = decideClaim(candidate, change.source.id, held)
      decided.push({ change, candidate, decision })
      noteClaim(state, candidate, { sourceId: change.source.id, state: decision.state, nowMs })
      if (decision.state === 'conflict') {
        const existing = decision.winner.location_key
        applied.conflicts.push({
          ref: candidate.ref,
          locationKey: candidate.locationKey,
          existingLocationKey: existing,
        })
      }
      if (decision.state !== 'active' || !candidate.accepted) continue
      const { entity, relations } = candidate.accepted
      const stored = state.entities.get(candidate.ref)
      writes.set(candidate.ref, { ref: candidate.ref, entity, relations, sourceId: change.source.id, stored })
      state.holders.set(candidate.ref, change.source.id)
    }
  }
  await storeClaims(tx, decided, { refIds, nowMs })
  const written = await storeEntities(tx, [...writes.values()], { dictionary, refIds, nowMs })
  await adoptFailed(tx, decided)
  for (const entry of written) {
    if (entry.outcome === 'created') applied.created.push(entry.ref)
    if (entry.outcome === 'updated') applied.updated.push(entry.ref)
  }
  const owned = await syncOwnedSources(
    tx,
    decided
      .filter(({ decision }) => decision.state === 'active')
      .map(({ candidate, change }) => ({ candidate, origin: change.source.origin })),
    nowMs,
  )
  if (owned.hasNew) applied.hasDueSources = true
  const removed = await removeAll(tx, changes, owned.removals, context)
  const hasNewProblems = await storeProblems(tx, { changes, decided, refIds, nowMs })
  for (const change of changes) if (change.row) await updateSourceRow(tx, change)
  await refreshStatuses(tx, { changes, decided })
  await appendTimeline(tx, { written, decided, nowMs })
  const isChanged = removed || hasNewProblems || owned.hasNew || written.some((entry) => entry.outcome !== 'unchanged')
  return { isChanged, emitted: owned.emitted }
}

async function removeAll(
  tx: Transaction,
  changes: SourceChange[],
  ofOwned: { sourceId: number; ref: string }[],
  { applied, dictionary, nowMs }: ApplyContext & { applied: Applied },
): Promise<boolean> {
  const removals = (isEager: boolean) =>
    changes
      .filter((change) => change.isEager === isEager)
      .flatMap((change) => change.removals.map((ref) => ({ sourceId: change.source.id, ref })))
  const eager = await removeClaims(tx, removals(true), { isEager: true, dictionary, nowMs })
  const lazy = await removeClaims(tx, [...removals(false), ...ofOwned], { isEager: false, dictionary, nowMs })
  applied.deleted.push(...eager.deleted)
  applied.orphaned.push(...lazy.orphaned, ...eager.orphaned)
  const reread = [...eager.reread, ...lazy.reread]
  if (reread.length > 0) {
    await requestRead(tx, reread, { nowMs, isForced: true })
    applied.hasDueSources = true
  }
  return applied.deleted.length + applied.orphaned.length + reread.length > 0
}

function refsOf(changes: SourceChange[]): Set<string> {
  const refs = new Set<string>()
  for (const { upserts } of changes) {
    for (const { ref, accepted } of upserts) {
      refs.add(ref)
      for (const { sourceRef, targetRef } of accepted?.relations ?? []) refs.add(sourceRef).add(targetRef)
    }
  }
  return refs
}

interface State {
  /** As stored before this batch. */
  entities: Map<string, StoredEntity>
  /** The source that each existing ref hangs on, this batch included; null for orphans. */
  holders: Map<string, number | null>
  claims: Map<string, HeldClaim[]>
}

async function readState(tx: Transaction, refIds: Map<string, number>, changes: SourceChange[]): Promise<State> {
  const ids = JSON.stringify(changes.flatMap(({ upserts }) => upserts.map(({ ref }) => refIds.get(ref))))
  const list = jsonList(tx.dialect, 'bigint')
  const entities = await tx.all<StoredEntity>(
    `select id, ref, uid, source_id, doc_hash, is_orphan, status from entity where ref_id in ${list}`,
    [ids],
  )
  const claims = await tx.all<HeldClaim>(
    `select source_id, ref, location_key, state, file, seen_at from claim where ref_id in ${list}`,
    [ids],
  )
  const byRef = new Map<string, HeldClaim[]>()
  for (const claim of claims) {
    const known = byRef.get(claim.ref)
    if (known) known.push(claim)
    else byRef.set(claim.ref, [claim])
  }
  return {
    entities: new Map(entities.map((entity) => [entity.ref, entity])),
    holders: new Map(entities.map((entity) => [entity.ref, entity.source_id])),
    claims: byRef,
  }
}

/** Two sources of one batch may claim one ref: the second must see the first. */
function noteClaim(
  state: State,
  candidate: Candidate,
  { sourceId, state: claimState, nowMs }: { sourceId: number; state: HeldClaim['state']; nowMs: number },
): void {
  const claims = state.claims.get(candidate.ref) ?? []
  const known = claims.find((claim) => claim.source_id === sourceId)
  if (known) Object.assign(known, { location_key: candidate.locationKey, state: claimState })
  else {
    claims.push({
      source_id: sourceId,
      ref: candidate.ref,
      location_key: candidate.locationKey,
      state: claimState,
      file: candidate.file ?? null,
      seen_at: nowMs,
    })
  }
  state.claims.set(candidate.ref, claims)
}

const claimColumns = {
  source_id: 'bigint',
  ref_id: 'bigint',
  ref: 'text',
  location_key: 'text',
  state: 'text',
  raw: 'text',
  raw_hash: 'text',
  file: 'text',
  line: 'bigint',
  has_inputs: 'bigint',
  seen_at: 'bigint',
  processed_at: 'bigint',
} as const

async function storeClaims(
  tx: Transaction,
  decided: Decided[],
  { refIds, nowMs }: { refIds: Map<string, number>; nowMs: number },
): Promise<void> {
  if (decided.length === 0) return
  const rows = new Map<string, unknown[]>()
  for (const { change, candidate, decision } of decided) {
    const refId = refIds.get(candidate.ref)
    rows.set(`${change.source.id},${refId}`, [
      change.source.id,
      refId,
      candidate.ref,
      candidate.locationKey,
      decision.state,
      candidate.raw,
      candidate.rawHash,
      candidate.file ?? null,
      candidate.line ?? null,
      candidate.refreshKeys.length > 0 ? 1 : 0,
      nowMs,
      nowMs,
    ])
  }
  await tx.run(
    `${insertRows(tx.dialect, 'claim', claimColumns)}
     on conflict (source_id, ref_id) do update set location_key = excluded.location_key, state = excluded.state,
       raw = excluded.raw, raw_hash = excluded.raw_hash, file = excluded.file, line = excluded.line,
       has_inputs = excluded.has_inputs, processed_at = excluded.processed_at`,
    [JSON.stringify([...rows.values()])],
  )
  await storeRefreshKeys(tx, decided, refIds)
}

async function storeRefreshKeys(tx: Transaction, decided: Decided[], refIds: Map<string, number>): Promise<void> {
  const pairs = decided.map(({ change, candidate }) => [change.source.id, refIds.get(candidate.ref)])
  const keys = decided.flatMap(({ change, candidate }) =>
    [...new Set(candidate.refreshKeys)].map((key) => [key, change.source.id, refIds.get(candidate.ref)]),
  )
  await tx.run(
    `delete from refresh_key where (source_id, ref_id) in (select r.c0, r.c1 from ${jsonRows(tx.dialect, ['bigint', 'bigint'])})`,
    [JSON.stringify(pairs)],
  )
  if (keys.length === 0) return
  await tx.run(
    `${insertRows(tx.dialect, 'refresh_key', { key: 'text', source_id: 'bigint', ref_id: 'bigint' })} on conflict do nothing`,
    [JSON.stringify(keys)],
  )
}

/** An orphan that is claimed by something broken is no orphan: its claim holds it, and it keeps its last good document. */
async function adoptFailed(tx: Transaction, decided: Decided[]): Promise<void> {
  const adopted = decided
    .filter(({ decision }) => decision.state === 'failed' && decision.holds)
    .map(({ change, candidate }) => [candidate.ref, change.source.id])
  if (adopted.length === 0) return
  await tx.run(
    `update entity set source_id = r.c1, orphaned_at = null from ${jsonRows(tx.dialect, ['text', 'bigint'])}
     where entity.ref = r.c0`,
    [JSON.stringify(adopted)],
  )
}
