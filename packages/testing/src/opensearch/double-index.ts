import type { SearchedDocument } from './double-search.ts'

interface Stored {
  source: Record<string, unknown>
  seqNo: number
}

interface Condition {
  _id: string
  if_seq_no?: number
  if_primary_term?: number
}

/** An index in memory: what is written is known by its number at once, and found after a refresh. */
export class DoubleIndex {
  readonly name: string
  readonly #documents = new Map<string, Stored>()
  #found: SearchedDocument[] = []
  #seqNo = 0

  constructor(name: string) {
    this.name = name
  }

  refresh(): void {
    this.#found = [...this.#documents].map(([id, { source }]) => ({ index: this.name, id, source }))
  }

  get found(): readonly SearchedDocument[] {
    return this.#found
  }

  get(id: string): object {
    const stored = this.#documents.get(id)
    if (!stored) return { _index: this.name, _id: id, found: false }
    const { source, seqNo } = stored
    return { _index: this.name, _id: id, found: true, _seq_no: seqNo, _primary_term: 1, _source: source }
  }

  /** One action of `_bulk`, with the status that it would have by itself. */
  write(action: string, condition: Condition, source: Record<string, unknown> | undefined): object {
    const { _id, if_seq_no: expected } = condition
    const stored = this.#documents.get(_id)
    const isLate = action === 'create' ? stored !== undefined : expected !== undefined && stored?.seqNo !== expected
    if (isLate) return { _id, status: 409, error: { type: 'version_conflict_engine_exception', reason: _id } }
    if (action === 'delete') {
      this.#documents.delete(_id)
      return { _id, status: stored ? 200 : 404, result: stored ? 'deleted' : 'not_found' }
    }
    if (action === 'update' && !stored)
      return { _id, status: 404, error: { type: 'document_missing_exception', reason: _id } }
    const part = action === 'update' ? (source?.doc as object) : source // of an update
    const seqNo = this.#seqNo++
    this.#documents.set(_id, { source: action === 'update' ? { ...stored?.source, ...part } : { ...part }, seqNo })
    return { _id, status: stored ? 200 : 201, _seq_no: seqNo, _primary_term: 1 }
  }
}
