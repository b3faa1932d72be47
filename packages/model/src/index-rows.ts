import type { Entity } from './entity.ts'
import { sha1 } from './sha1.ts'

/** One leaf of an entity, as filters, facets, order and full text see it (spec/catalog.md 4.3). */
export interface IndexRow {
  /** Dotted path, lower case: `metadata.annotations.backstage.io/orphan`. */
  key: string
  /** Lower case; null for JSON null; for a long value `sha1:` and its hash, so that equality still finds it. */
  value: string | null
  /** The value in its author's casing; null where it is no use: JSON null and long values. */
  original: string | null
}

/** Longer values are known by their hash only, and longer keys have no row, in UTF-16 units. */
export const maxIndexedLength = 200

/** What lies deeper than this is not indexed. `validateEntity` refuses such entities. */
export const maxEntityDepth = 100

/**
 * The index rows of an entity without its relations, one for each (key, value), in the order of the document.
 * `kind`, `apiversion`, `metadata.name` and `metadata.namespace` are always among them.
 */
export function indexRows(entity: Entity): IndexRow[] {
  const rows = new RowSet()
  rows.add('kind', entity.kind)
  rows.add('apiversion', entity.apiVersion)
  rows.add('metadata.name', entity.metadata.name)
  rows.add('metadata.namespace', entity.metadata.namespace ?? 'default')
  for (const key of Object.keys(entity)) {
    if (!skippedRoots.has(key)) visit((entity as unknown as Record<string, unknown>)[key], key.toLowerCase(), rows, 1)
  }
  return rows.rows
}

/** The rows of the relations that an entity carries: `relations.ownedby` = target ref. Refs are never hashed. */
export function relationRows(relations: Entity['relations']): IndexRow[] {
  return (relations ?? []).map(({ type, targetRef }) => ({
    key: `relations.${type.toLowerCase()}`,
    value: targetRef.toLowerCase(),
    original: targetRef,
  }))
}

/** The value that a row for `text` has, and that a filter must look for. Refs under `relations.` are never hashed. */
export function indexValue(key: string, text: string): string {
  if (text.length > maxIndexedLength && !key.startsWith('relations.')) return `sha1:${sha1(text.toLowerCase())}`
  return text.toLowerCase()
}

/** All rows of an entity as it is served, its relations included. For matching one entity in memory. */
export const rowsOfServedEntity = (entity: Entity): IndexRow[] => [
  ...indexRows(entity),
  ...relationRows(entity.relations),
]

// metadata.etag changes with every change: it would be a new term each time, and nobody looks for it.
const skippedRoots = new Set(['kind', 'apiVersion', 'status', 'relations', 'attachments'])

class RowSet {
  readonly rows: IndexRow[] = []
  /** The first value of each key. */
  readonly #first = new Map<string, string | null>()
  /** Further values, for the few keys that have several. */
  readonly #others = new Set<string>()

  add(key: string, leaf: unknown): void {
    if (key.length > maxIndexedLength) return
    const original = leaf === null ? null : String(leaf)
    const value = original === null ? null : indexValue(key, original)
    if (this.#isKnown(key, value)) return
    this.rows.push({ key, value, original: original !== null && original.length > maxIndexedLength ? null : original })
  }

  #isKnown(key: string, value: string | null): boolean {
    const first = this.#first.get(key)
    if (first === undefined) {
      this.#first.set(key, value)
      return false
    }
    if (first === value) return true
    // A key holds no NUL in practice; one that does only risks to share a row with its twin.
    const identity = value === null ? key : `${key}\0${value}`
    return this.#others.size === this.#others.add(identity).size
  }
}

/** `path` only grows, except in arrays of arrays: hence the two bounds. */
function visit(node: unknown, path: string, rows: RowSet, depth: number): void {
  if (path.length > maxIndexedLength || depth > maxEntityDepth || path === 'metadata.etag') return
  if (node === null || typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean') {
    rows.add(path, node)
  } else if (Array.isArray(node)) {
    for (const element of node) {
      visit(element, path, rows, depth + 1)
      if (typeof element === 'string') rows.add(`${path}.${element.toLowerCase()}`, true)
    }
  } else if (typeof node === 'object') {
    for (const key of Object.keys(node)) {
      visit((node as Record<string, unknown>)[key], `${path}.${key.toLowerCase()}`, rows, depth + 1)
    }
  }
}
