import type { Clock, Database, Logger, UrlReader } from '@callboard/kernel'
import type { Entity, Problem } from '@callboard/model'
import type { Candidate, SourceChange, SourceRow } from './candidate.ts'
import type { RuleCheck } from './catalog-rules.ts'
import { annotationNames } from './location-annotations.ts'
import { prepareChange, type StoredClaim } from './prepare-change.ts'
import { type Pipeline, problemOf, processDocument } from './process-document.ts'
import { readSource } from './read-source.ts'
import { leaseDueSources, leaseMs, releaseLeases, renewLeases, requestRead, takeDeadLeases } from './source-store.ts'
import type { Writer } from './writer.ts'

/** How many sources one replica reads at a time. */
const maxInFlight = 24
/** How often the database is asked whether other replicas or requests made something due. */
const pollMs = 1_000
/** The longest wait after repeated failures. */
const maxBackoffMs = 3_600_000

/** What the engine needs. */
export interface EngineOptions {
  db: Database
  clock: Clock
  log: Logger
  writer: Writer
  urlReader: UrlReader
  pipeline: Pipeline
  isAllowed: RuleCheck
  /** Names this process in leases. */
  replica: string
  /** How long a source rests after a read, in milliseconds. */
  restMs: () => number
  /** Told after each read of a source, for whoever watches its files. */
  onRead: (source: SourceRow) => void
}

/** Reads sources when they are due, on every replica at once. */
export interface Engine {
  start(): Promise<void>
  /** Finishes what is being stored and gives the leases back. */
  stop(): Promise<void>
  /** Looks for due sources now. */
  wake(): void
  /** Makes sources due and looks at once. */
  request(ids: number[], options?: { isForced: boolean }): Promise<void>
}

/** @returns An engine that has not started. */
export function createEngine(options: EngineOptions): Engine {
  const { db, clock, log, writer, replica } = options
  const stopping = new AbortController()
  /** By the number of their source. */
  const inFlight = new Map<number, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let pumping: Promise<void> | undefined
  let isStarted = false
  let isWoken = false
  let heartbeat: NodeJS.Timeout | undefined

  const work = async (source: SourceRow) => {
    try {
      await readOne(source, options, stopping.signal)
      options.onRead(source)
    } catch (error) {
      // The lease runs out and the source is tried again, here or elsewhere.
      if (!stopping.signal.aborted) log.error('source not stored', { source: source.name, error })
    }
  }
  const fill = async () => {
    do {
      isWoken = false
      const free = maxInFlight - inFlight.size
      const due = free > 0 ? await leaseDueSources(db, { replica, nowMs: clock.nowMs(), limit: free }) : []
      for (const source of due) {
        // Its lease ran out while it was being read here; with the new one, that reader may store what it reads.
        if (inFlight.has(source.id)) continue
        const one = work(source).finally(() => {
          inFlight.delete(source.id)
          wake()
        })
        inFlight.set(source.id, one)
      }
    } while (isWoken && !stopping.signal.aborted)
  }
  const pump = async () => {
    clearTimeout(timer)
    try {
      await fill()
    } catch (error) {
      log.warn('due sources not read', { error })
    }
    pumping = undefined
    if (stopping.signal.aborted) return
    timer = setTimeout(wake, pollMs)
    timer.unref()
  }
  const wake = () => {
    // Before `start`, providers may already have made sources due; the portal gets ready first.
    if (!isStarted || stopping.signal.aborted) return
    if (pumping) isWoken = true
    else pumping = pump()
  }
  const beat = () =>
    void (
      inFlight.size > 0 ? renewLeases(db, [...inFlight.keys()], { replica, nowMs: clock.nowMs() }) : Promise.resolve()
    ).catch((error) => log.warn('source leases not renewed', { error }))

  return {
    async start() {
      const { hash } = options.pipeline
      await takeDeadLeases(db)
      // What went through another pipeline (an upgrade, other kinds or rules) goes through this one.
      await db.run(
        `update source set next_read_at = ? where pipeline_hash is not null and pipeline_hash <> ?
         and (next_read_at is null or next_read_at > ?)`,
        [clock.nowMs(), hash, clock.nowMs()],
      )
      // Files that were edited while nothing watched them.
      await db.run(`update source set next_read_at = ? where type = 'file' and next_read_at > ?`, [
        clock.nowMs(),
        clock.nowMs(),
      ])
      heartbeat = setInterval(beat, leaseMs / 3)
      heartbeat.unref()
      isStarted = true
      wake()
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      clearInterval(heartbeat)
      await pumping
      await Promise.all(inFlight.values())
      await writer.idle()
      await releaseLeases(db, replica)
    },
    wake,
    async request(ids, { isForced } = { isForced: false }) {
      await requestRead(db, ids, { nowMs: clock.nowMs(), isForced })
      wake()
    },
  }
}

async function readOne(source: SourceRow, options: EngineOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, writer, replica } = options
  const startMs = clock.nowMs()
  const finish = (change: SourceChange): SourceChange => ({
    ...change,
    leaseOwner: replica,
    row: {
      ...change.row,
      last_read_at: startMs,
      read_ms: clock.nowMs() - startMs,
      refresh_requested_at: null,
      lease_owner: null,
      lease_until: null,
    },
  })
  const fail = (problem: Problem) => {
    const failures = source.failures + 1
    const backoff = Math.min(options.restMs() * 2 ** Math.min(failures - 1, 10), maxBackoffMs)
    const next_read_at = clock.nowMs() + Math.round(backoff)
    // Forgotten, so that the next read says again what is wrong with the documents: this problem takes the place of theirs.
    const row = { failures, error: problem.message, next_read_at, etag: null, content_hash: null }
    return finish({ source, upserts: [], removals: [], isEager: false, sourceProblems: [problem], row })
  }
  let change: SourceChange
  try {
    change = await whatChanged(source, options, signal)
  } catch (error) {
    if (signal.aborted) throw error
    const problem = { ...problemOf(error), file: source.target ?? undefined }
    log.warn('source not read', { source: source.name, reason: problem.message })
    await writer.store(fail(problem))
    return
  }
  try {
    await writer.store(finish(change))
  } catch (error) {
    log.error('source not stored', { source: source.name, error })
    // People must see it too, and the next try must not come at once.
    await writer.store(fail(notStored))
    return
  }
  const entities = change.upserts.length
  const removed = change.removals.length
  if (source.kind !== 'location' || entities + removed === 0) return
  log.info('source read', { source: source.name, entities, removed, ms: clock.nowMs() - startMs })
}

const notStored: Problem = {
  code: 'catalog/not-stored',
  level: 'error',
  message: 'What was read could not be stored; everything stays as it was before.',
  hint: 'The reason is in the log of the portal, at "source not stored". It is tried again by and by.',
}

/** Reads a source and says what that means for what is stored. */
async function whatChanged(source: SourceRow, options: EngineOptions, signal: AbortSignal): Promise<SourceChange> {
  const { db, clock, pipeline, isAllowed, urlReader } = options
  const isForced = source.pipeline_hash !== pipeline.hash
  const claims = await claimsOf(db, source.id)
  const settled = { failures: 0, error: null, pipeline_hash: pipeline.hash }
  const rested = { ...settled, next_read_at: clock.nowMs() + Math.round(options.restMs()) }
  const same = { source, removals: [], isEager: false }
  if (source.kind !== 'location') {
    const upserts = await reprocess(source, claims, options, isForced)
    // A provider reads in its own time, and a processor's entities come with the one they hang on; only what such entities
    // include is looked at here.
    const hasInputs = claims.some((claim) => claim.has_inputs === 1)
    return { ...same, upserts, row: hasInputs ? rested : { ...settled, next_read_at: null } }
  }
  const read = await readSource(source, { urlReader, isForced, signal })
  if (read.state === 'unchanged') {
    return { ...same, upserts: await reprocess(source, claims, options, false), row: rested }
  }
  const readAtMs = clock.nowMs()
  const change = await prepareChange(read, {
    source,
    claims,
    pipeline,
    isAllowed,
    isForced,
    readAtMs,
    nowMs: clock.nowMs,
  })
  const isChanged = change.upserts.length + change.removals.length > 0
  return { ...change, row: { ...change.row, ...rested, ...(isChanged ? { last_changed_at: readAtMs } : {}) } }
}

interface ClaimRow extends StoredClaim {
  file: string | null
  line: number | null
}

const claimsOf = (db: Database, sourceId: number) =>
  db.all<ClaimRow>('select ref, location_key, state, raw_hash, has_inputs, file, line from claim where source_id = ?', [
    sourceId,
  ])

/** Processes what is stored again: entities made from other files too, or all of them. */
async function reprocess(source: SourceRow, claims: ClaimRow[], options: EngineOptions, isForced: boolean) {
  const { db, clock, pipeline } = options
  const upserts: Candidate[] = []
  for (const claim of claims) {
    if (!isForced && claim.has_inputs === 0 && claim.state !== 'pending') continue
    const stored = await db.get<{ raw: string }>('select raw from claim where source_id = ? and ref = ?', [
      source.id,
      claim.ref,
    ])
    if (!stored) continue
    // Only documents whose envelope was checked are stored as claims.
    const entity = JSON.parse(stored.raw) as Entity
    const annotations = source.kind === 'provider' ? (entity.metadata.annotations ?? {}) : {}
    const context = {
      location: annotations[annotationNames.location] ?? claim.location_key,
      originLocation: annotations[annotationNames.originLocation] ?? source.origin,
      locationKey: claim.location_key,
      file: claim.file ?? undefined,
      line: claim.line ?? undefined,
      readAtMs: clock.nowMs(),
      parsedAtMs: clock.nowMs(),
      nowMs: clock.nowMs,
    }
    upserts.push(await processDocument(entity, context, pipeline))
  }
  return upserts
}
