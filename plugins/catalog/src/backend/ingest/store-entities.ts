import { hash, randomUUID } from 'node:crypto'
import type { Transaction } from '@callboard/kernel'
import { type Entity, type IndexRow, indexRows } from '@callboard/model'
import { openDocument } from '../read/entity-document.ts'
import type { EmittedRelation } from './candidate.ts'
import type { Dictionary } from './dictionary.ts'
import { jsonList, jsonRows, numberRows } from './json-rows.ts'
import { annotationNames } from './location-annotations.ts'
import type { StoredEntity } from './plan-claims.ts'

/** An entity to be served from now on. */
export interface EntityWrite {
  ref: string
  /** Without uid, etag, relations and status. */
  entity: Entity
  relations: EmittedRelation[]
  /** The source whose claim it is. */
  sourceId: number
  /** What is served for the ref now. */
  stored: StoredEntity | undefined
}

/** What became of one {@link EntityWrite}. */
export interface EntityWritten {
  ref: string
  id: number
  outcome: 'created' | 'updated' | 'unchanged'
  docHash: string
}

/**
 * Makes the uid of an entity from its number, in the form of a version 4 UUID: the number's 52 bits come first, so that order
 * by number is order by uid, as the API promises; the other 70 are random.
 *
 * @param id - Below 2^52.
 */
export function uidOfId(id: number): string {
  const digits = id.toString(16).padStart(13, '0')
  const random = randomUUID()
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits[12]}${random.slice(16)}`
}

/** So many entities may be made in a millisecond before their numbers run ahead of the clock. */
const numbersPerMs = 1024

/**
 * The number that the next new entity gets. Numbers grow, because trees that grow at their end are several times cheaper to
 * write than trees that grow everywhere; time is in them so that a number is not used again after its entity is gone.
 */
async function nextId(tx: Transaction, nowMs: number): Promise<number> {
  const last = await tx.get<{ id: number | null }>('select max(id) as id from entity')
  return Math.max((last?.id ?? 0) + 1, nowMs * numbersPerMs)
}

/** Stores documents, index and relations of entities. `refIds` holds every ref that occurs, relation ends included. */
export async function storeEntities(
  tx: Transaction,
  writes: EntityWrite[],
  context: { dictionary: Dictionary; refIds: Map<string, number>; nowMs: number },
): Promise<EntityWritten[]> {
  if (writes.length === 0) return []
  const written: EntityWritten[] = []
  const inserts: unknown[][] = []
  const updates: unknown[][] = []
  const indexed: { id: number; rows: IndexRow[]; isNew: boolean }[] = []
  const adopted: unknown[][] = []
  let newId = writes.every((write) => write.stored) ? 0 : await nextId(tx, context.nowMs)
  for (const write of writes) {
    const { stored } = write
    const id = stored?.id ?? newId++
    const uid = stored?.uid ?? uidOfId(id)
    const entity = { ...write.entity, metadata: { ...write.entity.metadata, uid } }
    const doc = openDocument(entity)
    const docHash = hash('sha1', doc, 'hex').slice(0, 20)
    if (stored?.doc_hash === docHash) {
      if (stored.source_id !== write.sourceId) adopted.push([id, write.sourceId])
      written.push({ ref: write.ref, id, outcome: 'unchanged', docHash })
      continue
    }
    // Every ref of the batch was looked up before.
    const refId = context.refIds.get(write.ref) as number
    if (stored) updates.push([id, write.sourceId, doc, docHash])
    else inserts.push([id, refId, write.ref, uid, write.sourceId, doc, docHash])
    indexed.push({ id, rows: indexRows(entity), isNew: !stored })
    written.push({ ref: write.ref, id, outcome: stored ? 'updated' : 'created', docHash })
  }
  await storeDocuments(tx, { inserts, updates, adopted, nowMs: context.nowMs })
  await storeIndex(tx, indexed, context.dictionary)
  const relationsChanged = await storeRelations(
    tx,
    writes.map(({ ref, relations }) => ({ ref, relations })),
    context,
  )
  return written.map((entry) =>
    entry.outcome === 'unchanged' && relationsChanged.has(entry.ref) ? { ...entry, outcome: 'updated' } : entry,
  )
}

async function storeDocuments(
  tx: Transaction,
  {
    inserts,
    updates,
    adopted,
    nowMs,
  }: { inserts: unknown[][]; updates: unknown[][]; adopted: unknown[][]; nowMs: number },
): Promise<void> {
  if (inserts.length > 0) {
    await tx.run(
      `insert into entity (id, ref_id, ref, uid, source_id, doc, doc_hash, updated_at)
       select r.c0, r.c1, r.c2, r.c3, r.c4, r.c5, r.c6, cast(? as bigint)
       from ${jsonRows(tx.dialect, ['bigint', 'bigint', 'text', 'text', 'bigint', 'text', 'text'])}`,
      [nowMs, JSON.stringify(inserts)],
    )
  }
  if (updates.length > 0) {
    await tx.run(
      `update entity set source_id = r.c1, doc = r.c2, doc_hash = r.c3, updated_at = ?, is_orphan = 0, orphaned_at = null
       from ${jsonRows(tx.dialect, ['bigint', 'bigint', 'text', 'text'])} where entity.id = r.c0`,
      [nowMs, JSON.stringify(updates)],
    )
  }
  if (adopted.length > 0) {
    await tx.run(
      `update entity set source_id = r.c1, is_orphan = 0, orphaned_at = null
       from ${jsonRows(tx.dialect, ['bigint', 'bigint'])} where entity.id = r.c0`,
      [JSON.stringify(adopted)],
    )
  }
}

async function storeIndex(
  tx: Transaction,
  entities: { id: number; rows: IndexRow[]; isNew: boolean }[],
  dictionary: Dictionary,
): Promise<void> {
  if (entities.length === 0) return
  const all = entities.flatMap((entity) => entity.rows)
  const keyIds = await dictionary.keys(tx, new Set(all.map((row) => row.key)))
  const termIds = await dictionary.terms(tx, all, keyIds)
  const stored = await storedTerms(tx, entities)
  const added: [number, number, number][] = []
  const removed: [number, number][] = []
  const multi = new Set<number>()
  let next = 0
  for (const { id, rows } of entities) {
    const before = stored.get(id) ?? new Set<number>()
    const keysSeen = new Set<number>()
    for (const row of rows) {
      // There is a number for every key of `all`, and one for each of its rows, in their order.
      const keyId = keyIds.get(row.key) as number
      const term = termIds[next++] as number
      if (keysSeen.size === keysSeen.add(keyId).size) multi.add(keyId)
      if (!before.delete(term)) added.push([term, id, keyId])
    }
    for (const term of before) removed.push([term, id])
  }
  if (removed.length > 0) {
    const gone = `select 1 from ${jsonRows(tx.dialect, ['bigint', 'bigint'])}`
    await tx.run(
      tx.dialect === 'sqlite'
        ? `delete from facet where (term_id, entity_id) in (select r.c0, r.c1 from ${jsonRows(tx.dialect, ['bigint', 'bigint'])})`
        : `delete from facet where exists (${gone} where r.c0 = facet.term_id and r.c1 = facet.entity_id)`,
      [JSON.stringify(removed)],
    )
  }
  if (added.length > 0) {
    // In the order of the table's key, which costs a tree least. None is there yet: an entity has one row for each key and
    // value, and those that it had were taken out above. PostgreSQL takes half as long when it need not look for conflicts.
    added.sort((a, b) => a[0] - b[0] || a[1] - b[1])
    const { from, params } = numberRows(tx.dialect, added, 3)
    await tx.run(`insert into facet (term_id, entity_id, key_id) select r.c0, r.c1, r.c2 from ${from}`, params)
  }
  if (multi.size > 0) {
    await tx.run(`update facet_key set is_multi = 1 where is_multi = 0 and id in ${jsonList(tx.dialect, 'bigint')}`, [
      JSON.stringify([...multi]),
    ])
  }
}

async function storedTerms(
  tx: Transaction,
  entities: { id: number; isNew: boolean }[],
): Promise<Map<number, Set<number>>> {
  const ids = entities.filter((entity) => !entity.isNew).map((entity) => entity.id)
  const terms = new Map<number, Set<number>>()
  if (ids.length === 0) return terms
  for (const row of await tx.all<{ entity_id: number; term_id: number }>(
    `select entity_id, term_id from facet where entity_id in ${jsonList(tx.dialect, 'bigint')}`,
    [JSON.stringify(ids)],
  )) {
    const known = terms.get(row.entity_id)
    if (known) known.add(row.term_id)
    else terms.set(row.entity_id, new Set([row.term_id]))
  }
  return terms
}

/**
 * Makes the relations that each origin emits exactly the given ones.
 *
 * @returns The refs of all entities whose relations changed, targets included.
 */
export async function storeRelations(
  tx: Transaction,
  origins: { ref: string; relations: EmittedRelation[] }[],
  { dictionary, refIds }: { dictionary: Dictionary; refIds: Map<string, number> },
): Promise<Set<string>> {
  const typeIds = await dictionary.types(
    tx,
    new Set(origins.flatMap(({ relations }) => relations.map((relation) => relation.type))),
  )
  // refIds holds every ref of the batch, typeIds every type.
  const number = (ref: string) => refIds.get(ref) as number
  const wanted = new Map<string, { row: number[]; ref: string }>()
  for (const { ref, relations } of origins) {
    for (const { sourceRef, type, targetRef } of relations) {
      const row = [number(sourceRef), typeIds.get(type) as number, number(targetRef), number(ref)]
      wanted.set(row.join(), { row, ref: sourceRef })
    }
  }
  const changed = new Set<string>()
  const gone: number[][] = []
  const refById = new Map([...refIds].map(([ref, id]) => [id, ref]))
  for (const row of await tx.all<{ s: number; t: number; d: number; o: number }>(
    `select source_ref_id as s, type_id as t, target_ref_id as d, origin_id as o from relation
     where origin_id in ${jsonList(tx.dialect, 'bigint')}`,
    [JSON.stringify(origins.map(({ ref }) => number(ref)))],
  )) {
    if (wanted.delete(`${row.s},${row.t},${row.d},${row.o}`)) continue
    gone.push([row.s, row.t, row.d, row.o])
    const ref = refById.get(row.s)
    if (ref !== undefined) changed.add(ref)
  }
  if (gone.length > 0) {
    const { from, params } = numberRows(tx.dialect, gone, 4)
    await tx.run(
      `delete from relation where (source_ref_id, type_id, target_ref_id, origin_id) in (select r.c0, r.c1, r.c2, r.c3 from ${from})`,
      params,
    )
  }
  if (wanted.size > 0) {
    const rows = [...wanted.values()].map(({ row }) => row)
    const { from, params } = numberRows(tx.dialect, rows, 4)
    await tx.run(
      `insert into relation (source_ref_id, type_id, target_ref_id, origin_id) select r.c0, r.c1, r.c2, r.c3 from ${from}`,
      params,
    )
  }
  for (const { ref } of wanted.values()) changed.add(ref)
  return changed
}

/** Marks entities that nothing claims any more; a claim takes the mark away again (spec/catalog.md 3.7). */
export async function markOrphans(
  tx: Transaction,
  ids: number[],
  { dictionary, nowMs }: { dictionary: Dictionary; nowMs: number },
): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx.all<{ id: number; doc: string }>(
    `select id, doc from entity where id in ${jsonList(tx.dialect, 'bigint')}`,
    [JSON.stringify(ids)],
  )
  const updates: unknown[][] = []
  const indexed: { id: number; rows: IndexRow[]; isNew: boolean }[] = []
  for (const { id, doc } of rows) {
    // A stored document lacks exactly the ends of metadata and of the entity.
    const entity = JSON.parse(`${doc}}}`) as Entity
    entity.metadata.annotations = { ...entity.metadata.annotations, [annotationNames.orphan]: 'true' }
    const marked = openDocument(entity)
    updates.push([id, marked, hash('sha1', marked, 'hex').slice(0, 20)])
    indexed.push({ id, rows: indexRows(entity), isNew: false })
  }
  await tx.run(
    `update entity set source_id = null, is_orphan = 1, orphaned_at = ?, updated_at = ?, doc = r.c1, doc_hash = r.c2,
       orphan_of = coalesce((select s.owner_ref from source s where s.id = entity.source_id), entity.orphan_of)
     from ${jsonRows(tx.dialect, ['bigint', 'text', 'text'])} where entity.id = r.c0`,
    [nowMs, nowMs, JSON.stringify(updates)],
  )
  await storeIndex(tx, indexed, dictionary)
}
