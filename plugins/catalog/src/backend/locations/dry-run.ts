import type { Clock, UrlReader } from '@callboard/kernel'
import type { Entity, Problem } from '@callboard/model'
import type { Candidate, SourceRow } from '../ingest/candidate.ts'
import type { RuleCheck } from '../ingest/catalog-rules.ts'
import { annotationNames } from '../ingest/location-annotations.ts'
import { prepareChange } from '../ingest/prepare-change.ts'
import { type Pipeline, problemOf, processDocument } from '../ingest/process-document.ts'
import { readSource } from '../ingest/read-source.ts'

/** Most entities that a dry run looks at. */
const maxEntities = 2_000

/** What a dry run found. */
export interface DryRun {
  /** As they would be served, without uid, etag and relations; depth first. */
  entities: Entity[]
  problems: Problem[]
}

/** What a dry run needs. */
export interface DryRunOptions {
  pipeline: Pipeline
  isAllowed: RuleCheck
  urlReader: UrlReader
  clock: Clock
}

/**
 * Takes one entity, and everything it leads to, through the pipeline without storing anything.
 *
 * @param entity - Its envelope was checked, and it has both managed-by annotations.
 */
export async function dryRun(entity: Entity, options: DryRunOptions): Promise<DryRun> {
  const annotations = entity.metadata.annotations ?? {}
  const nowMs = options.clock.nowMs()
  // The caller put both annotations there.
  const location = annotations[annotationNames.location] as string
  const candidate = await processDocument(
    entity,
    {
      location,
      originLocation: annotations[annotationNames.originLocation] as string,
      locationKey: location,
      readAtMs: nowMs,
      parsedAtMs: nowMs,
      nowMs: options.clock.nowMs,
    },
    options.pipeline,
  )
  const found: DryRun = { entities: [], problems: [] }
  await descend(candidate, found, { ...options, seen: new Set() })
  return found
}

async function descend(
  candidate: Candidate,
  found: DryRun,
  options: DryRunOptions & { seen: Set<string> },
): Promise<void> {
  found.problems.push(...candidate.problems)
  const { accepted } = candidate
  if (!accepted) return
  if (options.seen.has(candidate.ref)) {
    found.problems.push({
      code: 'catalog/defined-twice',
      level: 'error',
      message: `${candidate.ref} is defined more than once.`,
      hint: 'Remove or rename one of the documents.',
      ref: candidate.ref,
    })
    return
  }
  options.seen.add(candidate.ref)
  found.entities.push(accepted.entity)
  if (options.seen.size > maxEntities) {
    found.problems.push({
      code: 'catalog/too-many-entities',
      level: 'error',
      message: `The location gives more than ${maxEntities} entities, which is more than a dry run looks at.`,
    })
    return
  }
  for (const emitted of accepted.emitted ?? []) await descend(emitted, found, options)
  const origin = accepted.entity.metadata.annotations?.[annotationNames.originLocation] ?? ''
  for (const target of accepted.targets ?? []) {
    for (const child of await readTarget({ ...target, origin }, found, options)) await descend(child, found, options)
  }
}

async function readTarget(
  target: { type: string; target: string; presence: string; origin: string },
  found: DryRun,
  options: DryRunOptions,
): Promise<Candidate[]> {
  const source: SourceRow = {
    id: 0,
    kind: 'location',
    name: `${target.type}:${target.target}`,
    owner_ref: '',
    origin: target.origin,
    type: target.type,
    target: target.target,
    presence: target.presence,
    etag: null,
    content_hash: null,
    pipeline_hash: null,
    files: null,
    failures: 0,
    refresh_requested_at: null,
    problems: 0,
  }
  try {
    const signal = AbortSignal.timeout(30_000)
    const read = await readSource(source, { urlReader: options.urlReader, isForced: true, signal })
    if (read.state === 'unchanged') return []
    const { pipeline, isAllowed, clock } = options
    const readAtMs = clock.nowMs()
    const context = { source, claims: [], pipeline, isAllowed, isForced: true, readAtMs, nowMs: clock.nowMs }
    const change = await prepareChange(read, context)
    found.problems.push(...(change.sourceProblems ?? []))
    return change.upserts
  } catch (error) {
    found.problems.push(problemOf(error))
    return []
  }
}
