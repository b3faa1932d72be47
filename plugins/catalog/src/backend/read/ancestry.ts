import { errors } from '../../model/errors.ts'
import { readErrors } from '../../model/read-errors.ts'
import { type Access, readsAll } from './access.ts'
import { speechOf, sql } from './fragment.ts'
import type { ShownEntity } from './load-documents.ts'
import type { Reader } from './reader.ts'
import { isStorable } from './resolve.ts'
import { loadVisible } from './single.ts'

/** An entity and those it was emitted by. */
export interface Ancestor {
  entity: ShownEntity
  parentEntityRefs: string[]
}

/**
 * The entity and everything above it in the graph of who emitted whom, each once, nearest first (spec/catalog.md 4.12).
 * What the caller may not read is cut off, with all that is only reached through it.
 *
 * @param ref - Canonical.
 * @throws `catalog/entity-not-found`, `catalog/ancestry-not-readable`
 */
export async function readAncestry(reader: Reader, ref: string, readable: Access): Promise<Ancestor[]> {
  const { db } = reader
  const answers = await reader.answers.current()
  const load = async (refs: readonly string[]) => {
    const where = sql`e.ref ${speechOf(db.dialect).isTextOf(refs)}`
    const entities = await loadVisible(reader, answers, { where, fields: undefined, readable })
    return entities.toSorted((a, b) => refs.indexOf(a.ref) - refs.indexOf(b.ref))
  }
  const [self] = isStorable(ref) ? await load([ref]) : []
  if (self === undefined) {
    // Whether there is none, or it is hidden, is for those alone to know who may read everything.
    throw readable === readsAll ? errors.entityNotFound({ ref }) : readErrors.ancestryNotReadable({ ref })
  }

  const ancestors: Ancestor[] = []
  const seen = new Set([ref])
  for (let level = [self]; level.length > 0; ) {
    const parents = await readParents(level.map((entity) => entity.ref))
    const above = await load([...new Set([...parents.values()].flat())])
    const shown = new Set(above.map((entity) => entity.ref))
    for (const entity of level) {
      const parentEntityRefs = (parents.get(entity.ref) ?? []).filter((parent) => shown.has(parent))
      ancestors.push({ entity, parentEntityRefs })
    }
    level = above.filter((entity) => !seen.has(entity.ref))
    for (const entity of level) seen.add(entity.ref)
  }
  return ancestors

  /** Whose sources give these entities. */
  async function readParents(refs: readonly string[]): Promise<Map<string, string[]>> {
    const { text, params } =
      sql`select distinct c.ref, s.owner_ref as parent from claim c join source s on s.id = c.source_id
      where c.ref ${speechOf(db.dialect).isTextOf(refs)} and c.state <> 'conflict' and s.owner_ref <> ''
      order by c.ref, s.owner_ref`
    const found = await db.all<{ ref: string; parent: string }>(text, params)
    const byChild = Map.groupBy(found, (row) => row.ref)
    return new Map([...byChild].map(([child, edges]) => [child, edges.map(({ parent }) => parent)]))
  }
}
