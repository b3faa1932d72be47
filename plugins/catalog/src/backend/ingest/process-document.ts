import type { ScmIntegrations, UrlReader } from '@callboard/kernel'
import {
  CallboardError,
  type Entity,
  entityRefOf,
  type JsonValue,
  type KindModel,
  normaliseEntity,
  type Problem,
  relationsOf,
  validateEntity,
} from '@callboard/model'
import type { EntityProcessor, ProcessorContext } from '../../model/services.ts'
import type { Candidate, EmittedRelation } from './candidate.ts'
import { inputReader } from './input-reader.ts'
import { withLocationAnnotations } from './location-annotations.ts'
import { locationTargets } from './location-targets.ts'
import { hasPlaceholders, resolvePlaceholders } from './placeholders.ts'
import { sha1 } from './read-source.ts'

/** Everything that decides what becomes of a document. */
export interface Pipeline {
  model: KindModel
  /** In the order they run. */
  processors: readonly EntityProcessor[]
  urlReader: UrlReader
  scm: ScmIntegrations
  /** Changes whenever an unchanged document may come out differently. */
  hash: string
}

/** Where a document comes from. */
export interface DocumentContext {
  /** Location ref of its file. */
  location: string
  /** Location ref of the registration. */
  originLocation: string
  locationKey: string
  file?: string
  line?: number
  /** Finds the line of a JSON pointer in the file, 1-based. */
  positionOf?: (pointer: string) => { line: number; column: number } | undefined
  readAtMs: number
  parsedAtMs: number
  nowMs: () => number
}

/**
 * Takes one document through the pipeline: placeholders, normalisation, location annotations, processors, validation,
 * relations (spec/catalog.md 1.9, steps 2 to 7). Touches nothing; reads what placeholders point at.
 *
 * @param raw - A document whose envelope was checked.
 * @returns Always a candidate: what fails carries its problems and no entity.
 */
export async function processDocument(raw: Entity, context: DocumentContext, pipeline: Pipeline): Promise<Candidate> {
  const text = JSON.stringify(raw)
  const ref = entityRefOf(raw)
  const problems: Problem[] = []
  const candidate: Candidate = {
    ref,
    locationKey: context.locationKey,
    raw: text,
    rawHash: sha1(text),
    file: context.file,
    line: context.line,
    refreshKeys: [],
    problems,
    steps: [
      { step: 'read', atMs: context.readAtMs },
      { step: 'parsed', atMs: context.parsedAtMs },
    ],
  }
  const report = (problem: Problem) => problems.push(located(problem, ref, context))
  try {
    candidate.accepted = await accept(raw, { text, ref, candidate, report, context, pipeline })
  } catch (error) {
    report(problemOf(error))
  }
  if (problems.some((problem) => problem.level === 'error')) delete candidate.accepted
  return candidate
}

async function accept(
  raw: Entity,
  options: {
    text: string
    ref: string
    candidate: Candidate
    report: (problem: Problem) => void
    context: DocumentContext
    pipeline: Pipeline
  },
): Promise<Candidate['accepted']> {
  const { candidate, report, context, pipeline } = options
  if (!isStorable(options.text)) {
    const { apiVersion, kind, metadata } = raw
    candidate.raw = JSON.stringify({
      apiVersion,
      kind,
      metadata: { name: metadata.name, namespace: metadata.namespace },
    })
    report(unstorable)
    return undefined
  }
  const emitted: Entity[] = []
  const relations: EmittedRelation[] = []
  const processing: ProcessorContext = {
    location: context.location,
    originLocation: context.originLocation,
    emitEntity: (entity) => emitted.push(entity),
    emitRelation: (relation) => relations.push(relation),
    emitRefreshKey: (key) => candidate.refreshKeys.push(key),
    emitProblem: report,
  }
  let entity = await filled(raw, candidate, context, pipeline)
  entity = withLocationAnnotations(entity, context, pipeline.scm)
  for (const processor of pipeline.processors) entity = (await processor.preProcess?.(entity, processing)) ?? entity
  if (entityRefOf(entity) !== options.ref) {
    report({
      code: 'catalog/ref-changed',
      level: 'error',
      message: `Processing turned ${options.ref} into ${entityRefOf(entity)}; kind, namespace and name must stay.`,
      hint: 'Correct the placeholder or processor that writes the name.',
    })
    return undefined
  }
  const found = validateEntity(entity, pipeline.model)
  const isRecognised = found.some(isForeign) && pipeline.processors.some((processor) => processor.recognises?.(entity))
  for (const problem of found) if (!(isRecognised && isForeign(problem))) report(problem)
  if (candidate.problems.some((problem) => problem.level === 'error')) return undefined
  candidate.steps.push({ step: 'validated', atMs: context.nowMs() })

  entity = normaliseEntity(entity)
  relations.push(...relationsOf(entity, pipeline.model))
  for (const processor of pipeline.processors) entity = (await processor.postProcess?.(entity, processing)) ?? entity
  const targets = entity.kind === 'Location' ? locationTargets(entity, context.location, pipeline.scm) : undefined
  if (targets && 'problem' in targets) report(targets.problem)
  if (!isStorable(JSON.stringify(entity))) report(unstorable)
  candidate.steps.push({ step: 'linked', atMs: context.nowMs() })
  return {
    entity,
    relations,
    ...(targets && 'targets' in targets ? { targets: targets.targets } : {}),
    ...(emitted.length > 0 ? { emitted: await processEmitted(emitted, context, pipeline) } : {}),
  }
}

/** The model does not claim the kind; a processor may. */
const isForeign = (problem: Problem) =>
  problem.code === 'model/unknown-kind' || problem.code === 'model/unknown-api-version'

const unstorable: Problem = {
  code: 'catalog/unstorable-text',
  level: 'error',
  message: 'The entity holds a NUL character or half of a surrogate pair, which no database can store.',
  hint: 'Remove the escape sequence (\\0, \\u0000 or a lone \\uD8xx) from the file.',
}

/** Whether PostgreSQL takes JSON text: JSON.stringify writes what it refuses as escapes, which are looked for. */
const isStorable = (text: string) => !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(text)

async function filled(
  raw: Entity,
  candidate: Candidate,
  context: DocumentContext,
  pipeline: Pipeline,
): Promise<Entity> {
  if (!hasPlaceholders(raw as JsonValue)) return raw
  const reader = inputReader({ ...context, urlReader: pipeline.urlReader, scm: pipeline.scm })
  const used = (url: string) => candidate.refreshKeys.push(url.includes('://') ? `url:${url}` : `file:${url}`)
  // A resolved placeholder is JSON, so the whole still has the shape of an entity; its schema is checked next.
  return (await resolvePlaceholders(raw as JsonValue, { reader, used })) as Entity
}

const processEmitted = (emitted: Entity[], context: DocumentContext, pipeline: Pipeline): Promise<Candidate[]> =>
  Promise.all(
    emitted.map((entity) => {
      const { file, ...rest } = context
      return processDocument(entity, { ...rest, file, line: undefined, positionOf: undefined }, pipeline)
    }),
  )

function located(problem: Problem, ref: string, context: DocumentContext): Problem {
  const position = problem.line === undefined ? context.positionOf?.(problem.pointer ?? '') : undefined
  return { file: context.file, line: position?.line ?? context.line, column: position?.column, ...problem, ref }
}

/** Tells an error as a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CallboardError) {
    const pointer = typeof error.data.pointer === 'string' ? { pointer: error.data.pointer } : {}
    return { code: error.code, level: 'error', message: error.message, hint: error.hint, ...pointer }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'catalog/processing-failed', level: 'error', message }
}
