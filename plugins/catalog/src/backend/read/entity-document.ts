import { hash } from 'node:crypto'
import type { Entity } from '@callboard/model'

/** The parts of a served entity, as they are stored. */
export interface StoredDocument {
  /** Made by {@link openDocument}. */
  doc: string
  docHash: string
  /** JSON text: the array of `{ type, targetRef }`, sorted. */
  relations: string
  /** JSON text: the array of status items; null when there are none. */
  status: string | null
}

/**
 * The stored text of an entity: JSON without its end, so that etag, relations and status can be appended without
 * parsing it. `metadata` comes last and its closing brace is missing.
 *
 * @param entity - With its uid; etag, relations and status are left out.
 */
export function openDocument(entity: Entity): string {
  const { metadata, relations: _relations, status: _status, ...rest } = entity
  const { etag: _etag, ...lasting } = metadata
  return JSON.stringify({ ...rest, metadata: lasting }).slice(0, -2)
}

/** The JSON text of an entity as it is served, with its etag (spec/catalog.md 1.10). */
export function closeDocument({ doc, docHash, relations, status }: StoredDocument): string {
  const end = `"},"relations":${relations}${status === null ? '' : `,"status":{"items":${status}}`}}`
  return `${doc},"etag":"${etagOf(docHash, end)}${end}`
}

/** Changes whenever anything that is served about the entity does. */
const etagOf = (docHash: string, end: string) => hash('sha1', docHash + end, 'hex').slice(0, 20)
