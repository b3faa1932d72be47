import type { Logger } from '@callboard/kernel'
import type { SearchDocument } from '../../model/document.ts'
import type { FollowingCollator } from '../../model/services.ts'
import type { SearchEngine } from '../engines/engine.ts'
import type { PrepareDocuments } from './prepare-documents.ts'
import type { Runs } from './runs.ts'
import type { Claim, StaleSources } from './stale-sources.ts'

/** Indexes stale sources, each type by itself, so that a slow one does not hold up the others. */
export interface IndexWorker {
  /** Begins now, if nothing of the type is in hand. */
  wake(type: string): void
  /** Ends after what is in hand; the rest stays for later. */
  stop(): Promise<void>
}

/** What a worker needs. */
export interface WorkerServices {
  engine: SearchEngine
  collators: () => readonly FollowingCollator[]
  prepare: PrepareDocuments
  stale: StaleSources
  runs: Runs
  log: Logger
  /** Called with the number of documents that were written. */
  onIndexed(type: string, documents: number): void
}

const prolongMs = 10_000

export function indexWorker(services: WorkerServices): IndexWorker {
  const { collators, stale, log } = services
  const stopping = new AbortController()
  const working = new Map<string, Promise<void>>()
  const again = new Set<string>()

  async function work(type: string): Promise<void> {
    const collator = collators().find((one) => one.type === type)
    const limit = collator?.batchSize ?? 200
    while (collator && !stopping.signal.aborted) {
      const claim = await stale.claim(type, limit)
      const isDone = claim && (await indexClaim(services, { collator, claim, signal: stopping.signal }))
      // What comes meanwhile wakes it again, in its own time: gathered, it is less work.
      const mayBeMore = claim && (!isDone || claim.sources.length === limit || claim.attempts > 0)
      if (!mayBeMore && !again.delete(type)) return
    }
  }

  return {
    wake(type) {
      if (working.has(type)) again.add(type)
      if (working.has(type) || stopping.signal.aborted) return
      again.delete(type)
      const done = work(type)
        .catch((error) => log.warn('stale sources not read', { type, error }))
        .finally(() => working.delete(type))
      working.set(type, done)
    },
    async stop() {
      stopping.abort()
      await Promise.all(working.values())
    },
  }
}

/** @returns Whether it is indexed; else it is tried again. */
async function indexClaim(
  services: WorkerServices,
  { collator, claim, signal }: { collator: FollowingCollator; claim: Claim; signal: AbortSignal },
): Promise<boolean> {
  const { stale, log } = services
  const prolonging = setInterval(() => {
    stale.prolong(claim).catch((error) => log.warn('stale sources not prolonged', { type: claim.type, error }))
  }, prolongMs)
  try {
    await putClaim(services, { collator, claim, signal })
    await stale.done(claim)
    return true
  } catch (error) {
    if (signal.aborted) {
      await stale.giveBack(claim)
      return false
    }
    const problem = error instanceof Error ? error.message : String(error)
    if (claim.sources.length === 1)
      log.warn('source not indexed', { type: claim.type, source: claim.sources[0]?.source, error })
    await stale.failed(claim, problem)
    return false
  } finally {
    clearInterval(prolonging)
  }
}

async function putClaim(
  { engine, prepare, runs, onIndexed }: WorkerServices,
  { collator, claim, signal }: { collator: FollowingCollator; claim: Claim; signal: AbortSignal },
): Promise<void> {
  const { type, sources } = claim
  const found = await collator.documentsOf(
    sources.map(({ source }) => source),
    { signal },
  )
  const gone: string[] = []
  for (const [run, members] of Map.groupBy(sources, ({ run }) => run)) {
    const made = new Map<string, readonly SearchDocument[]>()
    let count = 0
    for (const { source } of members) {
      // By source, so that whatever decorators make of its documents stays its own.
      const documents = await prepare(type, found.get(source) ?? [])
      if (documents.length > 0) made.set(source, documents)
      else gone.push(source)
      count += documents.length
    }
    if (made.size > 0) await engine.put(type, made, run === undefined ? {} : { run })
    if (run !== undefined) await runs.made(type, run, count)
    onIndexed(type, count)
  }
  if (gone.length > 0) await engine.remove(type, gone)
}
