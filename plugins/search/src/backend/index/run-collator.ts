import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@callboard/kernel'
import type { SearchDocument } from '../../model/document.ts'
import type { Collator, FollowingCollator, WholeCollator } from '../../model/services.ts'
import type { SearchEngine } from '../engines/engine.ts'
import type { PrepareDocuments } from './prepare-documents.ts'
import type { Run, Runs } from './runs.ts'
import type { StaleSources } from './stale-sources.ts'

/** What a run needs. */
export interface RunServices {
  engine: SearchEngine
  prepare: PrepareDocuments
  stale: StaleSources
  runs: Runs
  log: Logger
  /** Tells the worker of this process that there is something to do. */
  wake(type: string): void
  onIndexed(type: string, documents: number): void
}

/** Sources are marked, and documents are written, so many at a time. */
const batchSize = 500
/** The worker is that many behind at most: what has changed just now need not wait for a whole company. */
const mostWaiting = 1000
const lookAgainMs = 100

/**
 * Indexes everything of a type. What it does not meet is removed at the end, unless something failed or nothing was found.
 *
 * @throws What the collator throws, after the place was kept.
 */
export async function runCollator(services: RunServices, collator: Collator, signal: AbortSignal): Promise<void> {
  const { runs, log } = services
  const { type } = collator
  const isFollowing = 'sources' in collator
  const run = await runs.begin(type, { resume: isFollowing })
  try {
    const problem = isFollowing
      ? await runFollowing(services, { collator, run, signal })
      : await runWhole(services, { collator, run, signal })
    await runs.ended(type, problem)
    log.info('search index run', { type, run: run.number, ...(problem !== undefined && { problem }) })
  } catch (error) {
    // One that was stopped from outside says nothing about the collator, and goes on as soon as somebody can.
    if (!signal.aborted) await runs.interrupted(type, error instanceof Error ? error.message : String(error))
    throw error
  }
}

interface Running<C> {
  collator: C
  run: Run
  signal: AbortSignal
}

async function runFollowing(
  services: RunServices,
  { collator, run, signal }: Running<FollowingCollator>,
): Promise<string | undefined> {
  const { stale, runs, wake } = services
  const { type } = collator
  const isRun = { run: run.number }
  async function mark(sources: readonly string[]) {
    const last = sources.at(-1)
    if (last === undefined) return
    await stale.mark(type, sources, isRun)
    await runs.listed(type, last)
    wake(type)
    await waitUntil(signal, async () => (await stale.leftOf(type, run.number)).untried <= mostWaiting)
  }

  if (!run.isListed) {
    let batch: string[] = []
    for await (const source of collator.sources({ ...(run.place !== undefined && { after: run.place }), signal })) {
      signal.throwIfAborted()
      batch.push(source)
      if (batch.length < batchSize) continue
      await mark(batch)
      batch = []
    }
    await mark(batch)
    signal.throwIfAborted()
    await runs.listedAll(type)
  }
  wake(type)
  await waitUntil(signal, async () => (await stale.leftOf(type, run.number)).untried === 0)
  const { failing } = await stale.leftOf(type, run.number)
  if (failing > 0) return `${failing} ${failing === 1 ? 'source' : 'sources'} could not be indexed.`
  await removeUnmet(services, { type, run: run.number, documents: await runs.documents(type, run.number) })
  return undefined
}

async function runWhole(
  services: RunServices,
  { collator, run, signal }: Running<WholeCollator>,
): Promise<string | undefined> {
  const { engine, prepare, onIndexed } = services
  const { type } = collator
  let count = 0
  let batch: SearchDocument[] = []
  async function put() {
    signal.throwIfAborted()
    const documents = await prepare(type, batch)
    const bySource = new Map(documents.map((document) => [document.location, [document]]))
    if (bySource.size > 0) await engine.put(type, bySource, { run: run.number })
    count += bySource.size
    onIndexed(type, bySource.size)
    batch = []
  }
  for await (const document of collator.documents({ signal })) {
    batch.push(document)
    if (batch.length === batchSize) await put()
  }
  await put()
  await removeUnmet(services, { type, run: run.number, documents: count })
  return undefined
}

/** A type that suddenly has nothing is more likely a source that cannot be reached than a company that has thrown all away. */
async function removeUnmet(
  { engine, log }: RunServices,
  { type, run, documents }: { type: string; run: number; documents: number },
): Promise<void> {
  if (documents > 0) await engine.removeUnmet(type, run)
  else log.warn('search index run found nothing', { type, run })
}

/** The work may be done by another replica: the database is asked. */
async function waitUntil(signal: AbortSignal, holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(lookAgainMs, undefined, { signal })
}
