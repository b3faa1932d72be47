import type { Database, Dialect } from '@callboard/kernel'
import { type Entity, projectFields } from '@callboard/model'
import { type Condition, isShown } from './condition.ts'
import { closeDocument } from './entity-document.ts'
import { type Fragment, join, raw, speechOf, sql } from './fragment.ts'
import type { DocumentCache } from './generation.ts'
import { withoutOthersFiles } from './others-files.ts'

interface DocumentRow {
  id: number
  ref: string
  doc: string
  doc_hash: string
  status: string | null
  relations?: string | null
}

/** How to show entities. */
export interface Shown {
  /** Paths (spec/catalog.md 4.6); undefined shows all of it. */
  fields: readonly string[] | undefined
  /** What the caller may read, when that is not everything: relations to other entities are left out. */
  visible?: Condition | undefined
}

/** An entity as JSON text. */
export interface ShownEntity {
  id: number
  ref: string
  json: string
}

/** The entities that `where` (about `entity e`) holds for, in no order. */
export async function loadDocuments(db: Database, where: Fragment, shown: Shown): Promise<ShownEntity[]> {
  const { fields, visible } = shown
  const needsRelations = fields === undefined || fields.some(readsRelations)
  const columns = [raw('e.id, e.ref, e.doc, e.doc_hash, e.status')]
  if (needsRelations) columns.push(sql`${relationsOf(db.dialect, visible)} as relations`)
  const { text, params } = sql`select ${join(columns, ', ')} from entity e where ${where}`
  const rows = await db.all<DocumentRow>(text, params)
  return rows.map((row) => ({ id: row.id, ref: row.ref, json: show(row, shown) }))
}

/**
 * The entities with these ids, in this order; an id that is gone is left out.
 *
 * @param shown - `documents` that are known already, and take in those that are not.
 */
export async function loadPage(
  db: Database,
  ids: readonly number[],
  shown: Shown & { documents?: DocumentCache },
): Promise<ShownEntity[]> {
  const documents = shown.fields === undefined ? shown.documents : undefined
  const found = new Map<number, ShownEntity>()
  const missing: number[] = []
  for (const id of ids) {
    const known = documents?.get(id)
    if (known) found.set(id, known)
    else missing.push(id)
  }
  if (missing.length > 0) {
    for (const entity of await loadDocuments(db, sql`e.id ${speechOf(db.dialect).isOneOf(missing)}`, shown)) {
      found.set(entity.id, entity)
      documents?.add(entity)
    }
  }
  return ids.map((id) => found.get(id)).filter((entity) => entity !== undefined)
}

function show(row: DocumentRow, { fields, visible }: Shown): string {
  const json = closeDocument({
    doc: row.doc,
    docHash: row.doc_hash,
    relations: `[${row.relations ?? ''}]`,
    status: visible && row.status !== null ? withoutOthersFiles(row.status) : row.status,
  })
  // The text was written by JSON.stringify from an entity.
  return fields === undefined ? json : JSON.stringify(projectFields(JSON.parse(json) as Entity, fields))
}

/** Whether the path shows relations, or the etag that depends on them. */
function readsRelations(field: string): boolean {
  return field === 'metadata' || field === 'metadata.etag' || field === 'relations' || field.startsWith('relations.')
}

/** One text for each entity instead of one row for each relation: a page is one statement and few rows. */
function relationsOf(dialect: Dialect, visible: Condition | undefined): Fragment {
  const shown = visible ? sql`and ${isShown('r', { visible, speech: speechOf(dialect), tested: 'few' })}` : raw('')
  const distinct = sql`select distinct y.type, n.ref from relation r join relation_type y on y.id = r.type_id
      join ref_name n on n.id = r.target_ref_id where r.source_ref_id = e.ref_id ${shown}`
  return dialect === 'sqlite'
    ? sql`(select group_concat(json_object('type', d.type, 'targetRef', d.ref), ',' order by d.type, d.ref)
    from (${distinct}) d)`
    : sql`(select string_agg('{"type":' || to_json(d.type) || ',"targetRef":' || to_json(d.ref) || '}', ','
      order by d.type collate "C", d.ref collate "C")
    from (${distinct}) d)`
}
