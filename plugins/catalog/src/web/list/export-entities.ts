import type { Entity } from '@callboard/model'
import { refOf } from '../entity-names.ts'

/** How an export is written. */
export type ExportFormat = 'csv' | 'json'

/** One page of the entities to export. */
export interface ExportPage {
  items: readonly Entity[]
  totalItems: number
  nextCursor: string | undefined
}

/** What an export goes through. */
export interface ExportOptions {
  format: ExportFormat
  /** Reads the first page without a cursor. */
  read: (cursor: string | undefined) => Promise<ExportPage>
  onProgress: (done: number, total: number) => void
  signal: AbortSignal
}

/** What came of it. */
export interface Exported {
  file: Blob
  rows: number
  /** Whether there are more than were written. */
  isCut: boolean
}

/** More rows than this are no list any more; whoever needs them uses the API. */
export const exportLimit = 250_000
/** Rows of one request. */
export const exportPageSize = 1000

/**
 * Writes all pages of a list into a file, of which the browser need not hold more than a page in memory.
 *
 * @throws What `read` throws, or the signal's reason.
 */
export async function exportEntities({ format, read, onProgress, signal }: ExportOptions): Promise<Exported> {
  const parts: Blob[] = [new Blob([format === 'csv' ? `${csvHeading}\r\n` : '['])]
  let rows = 0
  let cursor: string | undefined
  let total = 0
  do {
    signal.throwIfAborted()
    const page = await read(cursor)
    const items = page.items.slice(0, exportLimit - rows)
    // A blob of its own for each page: browsers keep blobs on disk.
    parts.push(new Blob([written(items, format, rows === 0)]))
    rows += items.length
    total = Math.max(page.totalItems, rows)
    cursor = page.nextCursor
    onProgress(rows, total)
  } while (cursor !== undefined && rows < exportLimit)
  if (format === 'json') parts.push(new Blob(['\n]\n']))
  const type = format === 'csv' ? 'text/csv;charset=utf-8' : 'application/json'
  return { file: new Blob(parts, { type }), rows, isCut: cursor !== undefined || total > rows }
}

function written(items: readonly Entity[], format: ExportFormat, isFirst: boolean): string {
  if (format === 'csv') return items.map((entity) => `${csvRow(entity)}\r\n`).join('')
  return items.map((entity, at) => `${isFirst && at === 0 ? '\n' : ',\n'}${JSON.stringify(entity)}`).join('')
}

const specKeys = ['owner', 'system', 'domain', 'type', 'lifecycle'] as const
const csvHeading = ['ref', 'kind', 'namespace', 'name', 'title', 'description', ...specKeys, 'tags'].join(',')

function csvRow(entity: Entity): string {
  const { kind, metadata, spec } = entity
  return [
    refOf(entity),
    kind,
    metadata.namespace ?? 'default',
    metadata.name,
    metadata.title,
    metadata.description,
    ...specKeys.map((key) => spec?.[key]),
    (metadata.tags ?? []).join(' '),
  ]
    .map(csvCell)
    .join(',')
}

/** A cell; what a spreadsheet would run as a formula is made text. */
function csvCell(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return ''
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
