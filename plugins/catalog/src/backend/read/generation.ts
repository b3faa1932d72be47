import type { Database } from '@callboard/kernel'
import { readsAll } from './access.ts'
import type { ShownEntity } from './load-documents.ts'

/** Answers about one state of the catalog. */
export interface Answers {
  /**
   * The answer to `question`, made by `make` unless it is known. Callers who ask the same at the same time share one.
   *
   * @param question - Says everything that the answer depends on, who may see what included.
   * @param bytesOf - About how much memory an answer takes.
   */
  get<T>(question: string, make: () => Promise<T>, bytesOf: (answer: T) => number): Promise<T>
  /**
   * Whole entities as they are served.
   *
   * @param name - Of what the caller may read (access.ts): whoever may not read everything is served less of an entity.
   */
  documentsFor(name: string): DocumentCache
}

/** Served entities. What it says nothing about has to be read. */
export interface DocumentCache {
  get(id: number): ShownEntity | undefined
  /** By canonical ref. */
  find(ref: string): ShownEntity | undefined
  add(entity: ShownEntity): void
}

/** Keeps answers until the catalog changes. */
export interface AnswerCache {
  /** Reads which state the catalog is in; the answers are about it, or a later one. */
  current(): Promise<Answers>
}

interface Kept {
  answer: Promise<unknown>
  bytes: number
}

/** So many kinds of readers have documents kept for them besides those who may read everything. */
const maxOthers = 16

/** Larger shares of the whole are not kept: one huge answer must not drive out all others. */
const largestShare = 4

/**
 * Keeps answers for one generation of the catalog: every committed change makes a new one. Asking costs one tiny query,
 * which makes replicas and other processes that write just as visible as this one.
 *
 * @param options - `maxBytes` of answers, as many again of documents, and of documents for those who may not read everything.
 *   0 keeps nothing.
 */
export function createAnswerCache(db: Database, options: { maxBytes?: number } = {}): AnswerCache {
  const { maxBytes = 16 * 1024 * 1024 } = options
  let newest = { generation: -1, answers: uncached }
  return {
    async current() {
      if (maxBytes === 0) return uncached
      const generation = await readGeneration(db)
      // What is kept under a number was read after that number, so a reader who was slow only empties the cache.
      if (generation !== newest.generation) newest = { generation, answers: keepAnswers(maxBytes) }
      return newest.answers
    },
  }
}

const uncached: Answers = {
  get: (_question, make) => make(),
  documentsFor: () => ({ get: () => undefined, find: () => undefined, add: () => {} }),
}

/** Forgets what was asked longest ago when it holds too much. */
function keepAnswers(maxBytes: number): Answers {
  const kept = new Map<string, Kept>()
  let total = 0
  const forget = (question: string, entry: Kept) => {
    if (kept.get(question) !== entry) return
    kept.delete(question)
    total -= entry.bytes
  }
  const remember = (question: string, entry: Kept, bytes: number) => {
    if (bytes > maxBytes / largestShare) return forget(question, entry)
    entry.bytes = bytes
    total += bytes
    for (const [oldest, old] of kept) {
      if (total <= maxBytes) break
      // Entries of 0 bytes are still being made.
      if (old.bytes > 0) forget(oldest, old)
    }
  }
  return {
    documentsFor: keepDocumentsByName(maxBytes),
    async get<T>(question: string, make: () => Promise<T>, bytesOf: (answer: T) => number): Promise<T> {
      const known = kept.get(question)
      if (known) {
        kept.delete(question)
        kept.set(question, known)
        // What is kept under a question was made for the same question, so by a `make` of the same type.
        return known.answer as Promise<T>
      }
      const entry: Kept = { answer: make(), bytes: 0 }
      kept.set(question, entry)
      try {
        const answer = (await entry.answer) as T // made by `make` just above
        remember(question, entry, bytesOf(answer) + question.length * 2 + 200)
        return answer
      } catch (error) {
        forget(question, entry)
        throw error
      }
    },
  }
}

/** Most of what is kept is for those who may read everything; of the others, for those who came last. */
function keepDocumentsByName(maxBytes: number): Answers['documentsFor'] {
  const ofAll = keepDocuments(maxBytes)
  const ofOthers = new Map<string, DocumentCache>()
  return (name) => {
    if (name === readsAll.name) return ofAll
    const documents = ofOthers.get(name) ?? keepDocuments(maxBytes / maxOthers)
    ofOthers.delete(name)
    ofOthers.set(name, documents)
    for (const oldest of ofOthers.keys()) {
      if (ofOthers.size <= maxOthers) break
      ofOthers.delete(oldest)
    }
    return documents
  }
}

function keepDocuments(maxBytes: number): DocumentCache {
  const kept = new Map<number, ShownEntity>()
  const byRef = new Map<string, ShownEntity>()
  let total = 0
  return {
    get: (id) => kept.get(id),
    find: (ref) => byRef.get(ref),
    add(entity) {
      if (kept.has(entity.id)) return
      kept.set(entity.id, entity)
      byRef.set(entity.ref, entity)
      total += entity.json.length + 300
      // The first in goes first: moving each one at every look would cost more than it finds.
      for (const [id, { ref, json }] of kept) {
        if (total <= maxBytes) break
        kept.delete(id)
        // The ref may be another entity's by now.
        if (byRef.get(ref)?.id === id) byRef.delete(ref)
        total -= json.length + 300
      }
    },
  }
}

async function readGeneration(db: Database): Promise<number> {
  const row = await db.get<{ n: number }>('select coalesce(sum(n), 0) as n from generation')
  return row?.n ?? 0
}
