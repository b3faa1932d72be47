import { setImmediate } from 'node:timers/promises'
import { checkEnvelope, checkKind, type Entity, entityRefOf, type Problem } from '@callboard/model'
import { readDescriptorInSteps } from '@callboard/model/descriptor'
import { errors } from '../../model/errors.ts'
import type { Candidate, SourceChange, SourceRow } from './candidate.ts'
import type { RuleCheck } from './catalog-rules.ts'
import { decodeText } from './decode-text.ts'
import { splitRef } from './input-reader.ts'
import { type Pipeline, problemOf, processDocument } from './process-document.ts'
import { type ChangedFile, type SourceRead, sha1 } from './read-source.ts'

/** What is stored of a claim, as far as a new read is compared with it. */
export interface StoredClaim {
  ref: string
  location_key: string
  state: 'active' | 'conflict' | 'failed' | 'pending'
  raw_hash: string
  has_inputs: number
}

/** What {@link prepareChange} works with. */
export interface PrepareContext {
  source: SourceRow
  claims: StoredClaim[]
  pipeline: Pipeline
  isAllowed: RuleCheck
  /** Process documents even if they did not change. */
  isForced: boolean
  readAtMs: number
  nowMs: () => number
}

/** How long one stretch of work may keep the process from answering requests. */
const stretchMs = 8

/**
 * Decides what a successful read means: parses the changed files, processes the changed documents, and compares with
 * what is stored. One broken document never blocks its neighbours, and a read with anything unreadable in it removes
 * nothing (spec/catalog.md 3.6).
 */
export async function prepareChange(
  read: Extract<SourceRead, { state: 'read' | 'missing' }>,
  context: PrepareContext,
): Promise<SourceChange> {
  const { source, claims } = context
  const base = { source, isEager: false }
  if (read.state === 'missing') return { ...base, ...missing(source, claims) }
  const problems: Problem[] = read.unreadable.map(({ location, reason }) => {
    const error = errors.locationUnreadable({ target: splitRef(location)[1], reason })
    return { ...problemOf(error), file: splitRef(location)[1] }
  })
  const stored = new Map(claims.map((claim) => [claim.ref, claim]))
  const unchanged = new Set(read.files.map((file) => file.location))
  for (const file of read.changed) unchanged.delete(file.location)
  const upserts = new Map<string, Candidate>()
  const givenBy = new Map<string, string>()
  // Files that must be looked at again as soon as any file of the source changes.
  const doubtful = new Set<string>()
  let isWhole = read.unreadable.length === 0
  const breathe = breather()
  for (const file of read.changed) {
    const documents = await readDocuments(file, context, breathe)
    if (documents.problems.length > 0) {
      problems.push(...documents.problems)
      doubtful.add(file.location)
      if (documents.problems.some(({ level }) => level === 'error')) isWhole = false
    }
    for (const document of documents.entities) {
      const ref = entityRefOf(document.entity)
      const known = stored.get(ref)
      const other = givenBy.get(ref) ?? (known && unchanged.has(known.location_key) ? known.location_key : undefined)
      if (other !== undefined) {
        problems.push(duplicate(ref, file, document.line, other))
        doubtful.add(file.location)
        if (other !== file.location) continue
      }
      givenBy.set(ref, file.location)
      const isKept = known && other === undefined && isUnchanged(known, document, context)
      if (!isKept) upserts.set(ref, await processDocument(document.entity, document.context, context.pipeline))
      await breathe()
    }
  }
  const unreadable = new Set(read.unreadable.map((file) => file.location))
  const isGone = (claim: StoredClaim) =>
    !givenBy.has(claim.ref) && !unchanged.has(claim.location_key) && !unreadable.has(claim.location_key)
  return {
    ...base,
    upserts: [...upserts.values()],
    removals: isWhole ? claims.filter(isGone).map((claim) => claim.ref) : [],
    sourceProblems: problems,
    row: {
      // What could not be read may be readable next time, without a new ETag or other bytes.
      etag: read.unreadable.length === 0 ? read.etag : null,
      content_hash: read.unreadable.length === 0 ? read.contentHash : null,
      files: JSON.stringify(read.files.map((file) => (doubtful.has(file.location) ? { ...file, hash: '' } : file))),
    },
  }
}

function missing(
  source: SourceRow,
  claims: StoredClaim[],
): Pick<SourceChange, 'upserts' | 'removals' | 'sourceProblems' | 'row'> {
  const row = { etag: null, content_hash: null, files: null }
  if (source.presence === 'optional') {
    return { upserts: [], removals: claims.map((claim) => claim.ref), sourceProblems: [], row }
  }
  const error = errors.locationUnreadable({ target: source.target ?? source.name, reason: 'it does not exist' })
  return {
    upserts: [],
    removals: [],
    sourceProblems: [{ ...problemOf(error), code: 'catalog/location-missing', file: source.target ?? undefined }],
    row,
  }
}

function isUnchanged(
  known: StoredClaim,
  document: { raw: string; context: { locationKey: string } },
  { isForced }: PrepareContext,
): boolean {
  return (
    !isForced &&
    known.has_inputs === 0 &&
    known.state !== 'pending' &&
    known.location_key === document.context.locationKey &&
    known.raw_hash === sha1(document.raw)
  )
}

/** Lets others have the processor when a stretch of work is over. */
function breather(): () => Promise<void> | undefined {
  let startedAt = performance.now()
  return () => {
    if (performance.now() - startedAt < stretchMs) return undefined
    return setImmediate().then(() => {
      startedAt = performance.now()
    })
  }
}

async function readDocuments(file: ChangedFile, context: PrepareContext, breathe: () => Promise<void> | undefined) {
  const [, path] = splitRef(file.location)
  const { text, brokenLine } = decodeText(file.content)
  const steps = readDescriptorInSteps(text, { file: path })
  let step = steps.next()
  while (!step.done) {
    await breathe()
    step = steps.next()
  }
  const descriptor = step.value
  const problems = [...descriptor.problems, ...(brokenLine === undefined ? [] : [notUtf8(path, brokenLine)])]
  const parsedAtMs = context.nowMs()
  const entities = []
  for (const document of descriptor.documents) {
    const at = (pointer: string) => document.lineOf(pointer)
    const locate = (problem: Problem): Problem => ({
      file: path,
      line: at(problem.pointer ?? '')?.line ?? document.line,
      ...problem,
    })
    const wrong = checkEnvelope(document.value)
    if (wrong.length > 0) {
      problems.push(...wrong.map(locate))
      continue
    }
    // checkEnvelope established the shape that every entity has.
    const entity = document.value as unknown as Entity
    const type = typeof entity.spec?.type === 'string' ? entity.spec.type : undefined
    if (!context.isAllowed({ kind: entity.kind, type }, context.source.origin)) {
      problems.push(locate(notAllowed(entity, context)))
      continue
    }
    entities.push({
      entity,
      raw: JSON.stringify(entity),
      line: document.line,
      context: {
        location: file.location,
        originLocation: context.source.origin,
        locationKey: file.location,
        file: path,
        line: document.line,
        positionOf: at,
        readAtMs: context.readAtMs,
        parsedAtMs,
        nowMs: context.nowMs,
      },
    })
  }
  return { entities, problems }
}

const notUtf8 = (file: string, line: number): Problem => ({
  code: 'catalog/not-utf8',
  level: 'warning',
  message: 'The file holds bytes that are no UTF-8; each is shown as \ufffd.',
  hint: 'Save the file in UTF-8.',
  file,
  line,
})

function notAllowed(entity: Entity, { source, pipeline }: PrepareContext): Problem {
  // Of a kind that does not exist, the rules are not what is wrong.
  const [unknown] = pipeline.model.versionsOf(entity.kind).length === 0 ? checkKind(entity, pipeline.model) : []
  if (unknown) return { ...unknown, ref: entityRefOf(entity) }
  return {
    code: 'catalog/kind-not-allowed',
    level: 'error',
    message: `Entities of kind ${entity.kind} may not come from ${source.origin}.`,
    hint: `Add ${entity.kind} to catalog.rules, or to the rules of this location in catalog.locations.`,
    pointer: '/kind',
    ref: entityRefOf(entity),
  }
}

const duplicate = (ref: string, file: ChangedFile, line: number, other: string): Problem => ({
  code: 'catalog/defined-twice',
  level: 'warning',
  message:
    other === file.location
      ? `${ref} is defined more than once in this file; the last definition is used.`
      : `${ref} is defined in ${splitRef(other)[1]} too; that definition is used.`,
  hint: 'Remove or rename one of the documents.',
  file: splitRef(file.location)[1],
  line,
  ref,
})
