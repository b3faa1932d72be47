import type { Clock, Database, Logger } from '@callboard/kernel'
import {
  checkEnvelope,
  type Entity,
  entityRefOf,
  type Problem,
  parseEntityRef,
  stringifyEntityRef,
} from '@callboard/model'
import type { EntityMutation, EntityProviderConnection, ProvidedEntity } from '../../model/services.ts'
import type { Candidate, SourceChange } from './candidate.ts'
import type { Engine } from './engine.ts'
import { annotationNames } from './location-annotations.ts'
import { type Pipeline, problemOf, processDocument } from './process-document.ts'
import { sha1 } from './read-source.ts'
import { findSourcesByKeys } from './refresh.ts'
import { providerSource } from './source-store.ts'
import type { Writer } from './writer.ts'

/** What connections share. */
export interface ConnectionOptions {
  db: Database
  clock: Clock
  log: Logger
  writer: Writer
  engine: Engine
  pipeline: Pipeline
  followScm: EntityProviderConnection['followScm']
}

/**
 * Connects a provider by its name. Mutations of one provider are applied in the order in which they come.
 *
 * @param name - Stable; entities belong to it.
 */
export function connectProvider(name: string, options: ConnectionOptions): EntityProviderConnection {
  const { db, engine, log } = options
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    // Whoever asked gets the failure; the next in line only needs to know that it is over.
    last = next.catch(() => undefined)
    return next
  }
  return {
    applyMutation: (mutation) => inOrder(() => apply(name, mutation, options)),
    followScm: options.followScm,
    reportFailure: (error) => inOrder(() => reportFailure(name, error, options)),
    async refresh({ keys }) {
      const ids = await findSourcesByKeys(db, keys)
      if (ids.length === 0) return
      log.debug('refresh asked for by provider', { provider: name, keys: keys.length, sources: ids.length })
      await engine.request(ids)
    },
  }
}

async function apply(name: string, mutation: EntityMutation, options: ConnectionOptions): Promise<void> {
  const { db, clock, writer, pipeline, engine } = options
  const startMs = clock.nowMs()
  const source = await providerSource(db, name, startMs)
  const stored = await db.all<KnownClaim & { raw_hash: string; has_inputs: number }>(
    'select ref, location_key, raw_hash, has_inputs, seen_at from claim where source_id = ?',
    [source.id],
  )
  const known = new Map(stored.map((claim) => [claim.ref, claim]))
  const isForced = source.pipeline_hash !== null && source.pipeline_hash !== pipeline.hash
  const given = mutation.type === 'full' ? mutation.entities : mutation.added
  const { valid, problems } = checkGiven(given)
  const upserts = new Map<string, Candidate>()
  const hashes = new Map<string, string>()
  for (const { entity, locationKey = '' } of valid) {
    const ref = entityRefOf(entity)
    const hash = sha1(JSON.stringify(entity))
    if ((hashes.get(ref) ?? hash) !== hash) problems.push(givenTwice(ref))
    hashes.set(ref, hash)
    const before = known.get(ref)
    const isSame = before?.location_key === locationKey && before.raw_hash === hash && !upserts.has(ref)
    if (isSame && !isForced && before.has_inputs === 0) continue
    upserts.set(ref, await processDocument(entity, contextOf(entity, locationKey, clock), pipeline))
  }
  const change: SourceChange = {
    source,
    upserts: [...upserts.values()],
    removals: removalsOf(mutation, { known, problems }),
    isEager: true,
    // A delta says nothing about what an earlier mutation got wrong.
    sourceProblems: mutation.type === 'full' || problems.length > 0 ? problems : undefined,
    row: {
      last_read_at: startMs,
      read_ms: clock.nowMs() - startMs,
      failures: 0,
      error: null,
      pipeline_hash: pipeline.hash,
      ...(upserts.size > 0 ? { last_changed_at: startMs } : {}),
    },
  }
  await writer.store(change)
  engine.wake()
}

interface KnownClaim {
  ref: string
  location_key: string
  seen_at: number
}

const givenTwice = (ref: string): Problem => ({
  code: 'catalog/defined-twice',
  level: 'warning',
  message: `The provider gives ${ref} twice, and not the same; the last one is used.`,
  hint: 'Rename one of the two where the provider reads them, or leave one out of what it reads.',
  ref,
})

const contextOf = (entity: Entity, locationKey: string, clock: Clock) => {
  const annotations = entity.metadata.annotations ?? {}
  const nowMs = clock.nowMs()
  return {
    // checkGiven established both.
    location: annotations[annotationNames.location] as string,
    originLocation: annotations[annotationNames.originLocation] as string,
    locationKey,
    readAtMs: nowMs,
    parsedAtMs: nowMs,
    nowMs: clock.nowMs,
  }
}

/** Entities that can be stored, and why the others cannot: one bad entity must not cost the others their update. */
function checkGiven(given: ProvidedEntity[]): { valid: ProvidedEntity[]; problems: Problem[] } {
  const valid: ProvidedEntity[] = []
  const problems: Problem[] = []
  for (const one of given) {
    const wrong = checkEnvelope(one.entity)
    if (wrong.length > 0) {
      const name = String((one.entity as Partial<Entity> | undefined)?.metadata?.name ?? 'without a name')
      problems.push(...wrong.map((problem) => ({ ...problem, message: `Provided entity ${name}: ${problem.message}` })))
      continue
    }
    const missing = [annotationNames.location, annotationNames.originLocation].filter(
      (annotation) => !one.entity.metadata.annotations?.[annotation],
    )
    if (missing.length > 0) {
      const ref = entityRefOf(one.entity)
      problems.push({
        code: 'catalog/provided-without-location',
        level: 'error',
        message: `The provided entity ${ref} lacks ${missing.join(' and ')}.`,
        hint: 'A provider must say where each entity comes from.',
        ref,
      })
      continue
    }
    valid.push(one)
  }
  return { valid, problems }
}

function removalsOf(
  mutation: EntityMutation,
  { known, problems }: { known: Map<string, KnownClaim>; problems: Problem[] },
): string[] {
  if (mutation.type === 'full') {
    const given = new Set(
      mutation.entities.filter((one) => checkEnvelope(one.entity).length === 0).map((one) => entityRefOf(one.entity)),
    )
    // What could not even be named might be any of those that seem to be gone.
    if (problems.some((problem) => problem.ref === undefined)) return []
    const { asOfMs = Number.POSITIVE_INFINITY } = mutation
    return [...known.values()].filter(({ ref, seen_at }) => !given.has(ref) && seen_at < asOfMs).map(({ ref }) => ref)
  }
  return mutation.removed
    .map((one) => ('entity' in one ? entityRefOf(one.entity) : stringifyEntityRef(parseEntityRef(one.entityRef))))
    .filter((ref) => known.has(ref))
}

async function reportFailure(
  name: string,
  error: unknown,
  { db, clock, log, writer }: ConnectionOptions,
): Promise<void> {
  const source = await providerSource(db, name, clock.nowMs())
  const problem = problemOf(error)
  log.warn('provider failed', { provider: name, reason: problem.message })
  await writer.store({
    source,
    upserts: [],
    removals: [],
    isEager: true,
    sourceProblems: [problem],
    row: { last_read_at: clock.nowMs(), failures: source.failures + 1, error: problem.message },
  })
}
