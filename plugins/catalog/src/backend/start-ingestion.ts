import { createHash, randomUUID } from 'node:crypto'
import type { CoreServices } from '@callboard/kernel'
import { builtinKinds, CallboardError, kindModel, parseDuration, parseKindConfig } from '@callboard/model'
import type { ScmEvent } from '../model/scm-events.ts'
import type { EntityProcessor, EntityProvider } from '../model/services.ts'
import type { CatalogConfig } from './catalog-config.ts'
import type { Applied } from './ingest/apply-changes.ts'
import { catalogRules } from './ingest/catalog-rules.ts'
import { createEngine, type Engine } from './ingest/engine.ts'
import { type FileWatch, watchFiles } from './ingest/file-watch.ts'
import { keepTrying } from './ingest/keep-trying.ts'
import { keepPlannerStatistics } from './ingest/planner-statistics.ts'
import type { Pipeline } from './ingest/process-document.ts'
import { connectProvider } from './ingest/provider-connection.ts'
import { foreignProviders } from './ingest/source-store.ts'
import { createWriter, type Writer } from './ingest/writer.ts'
import { absoluteLocations, configLocationProvider } from './locations/config-locations.ts'
import type { DryRunOptions } from './locations/dry-run.ts'
import { followScmEvents, scmSwitches } from './locations/follow-scm-events.ts'
import type { LocationStore } from './locations/location-store.ts'
import { annotateScmSlug } from './processors/annotate-scm-slug.ts'
import { codeOwners } from './processors/code-owners.ts'

/** Bump when the same document comes out of a new release differently: everything is processed again then. */
const pipelineVersion = 1
/** How long a change of a file waits that the database could not note. */
const retryMs = 2_000

/** The parts that bring entities in. */
export interface Ingestion {
  engine: Engine
  pipeline: Pipeline
  dryRun: DryRunOptions
  /** Names this process. */
  replica: string
  /** Tells everybody what was removed past the writer. */
  onRemoved(removed: Pick<Applied, 'deleted' | 'orphaned'>): void
  /** Connects the providers. */
  start(providers: readonly EntityProvider[]): Promise<void>
  /** Begins to read, unless the config says that this process does not. */
  beginReading(): Promise<void>
  stop(): Promise<void>
}

type Core = Pick<
  CoreServices,
  'db' | 'clock' | 'log' | 'urlReader' | 'scm' | 'events' | 'signals' | 'rootConfig' | 'metrics' | 'lifecycle'
>

/**
 * Puts ingestion together.
 *
 * @param parts - `processors` are complete only once the portal starts, hence a function. `store`: the registered locations.
 */
export function createIngestion(
  core: Core,
  config: CatalogConfig,
  { processors, store }: { processors: () => readonly EntityProcessor[]; store: LocationStore },
): Ingestion {
  const { db, clock, log, urlReader, scm } = core
  const replica = randomUUID()
  const model = readModel(config)
  const locations = absoluteLocations(config.locations ?? [], process.cwd())
  const isAllowed = catalogRules(config.rules, locations)
  const own = ownProcessors(config, { urlReader, scm })
  const pipeline: Pipeline = {
    model,
    get processors() {
      return inOrder([...own, ...processors()], config)
    },
    urlReader,
    scm,
    hash: createHash('sha1')
      .update(
        JSON.stringify([
          ...[pipelineVersion, config.model, config.rules, config.locations],
          ...[config.processorOptions, config.processors],
        ]),
      )
      .digest('hex'),
  }
  const renewStatistics = keepPlannerStatistics(db, log)
  const onApplied = (applied: Applied) => {
    renewStatistics(applied)
    announce(applied, core, () => engine.wake())
  }
  const writer = createWriter({ db, clock, replica, onApplied })
  let watch: FileWatch | undefined
  const engine: Engine = createEngine({
    db,
    clock,
    log,
    writer,
    urlReader,
    pipeline,
    isAllowed,
    replica,
    restMs: () => restMs(config),
    onRead: (source) => void watch?.follow(source).catch((error) => log.warn('source not watched', { error })),
  })
  const switches = scmSwitches(config.scmEvents)
  const followScm = async (events: readonly ScmEvent[]) => {
    await followScmEvents(events, { db, engine, store, switches, log })
    // Others read from the same repositories: docs.
    await core.events.publish({ topic: 'catalog.scm-changed', payload: { events } })
  }
  const connect = (name: string) => connectProvider(name, { db, clock, log, writer, engine, pipeline, followScm })
  // A change is told once: while the database cannot note it, because its disk is full, it is tried again.
  const requestChanged = (ids: number[]) =>
    keepTrying(() => engine.request(ids), {
      pauseMs: retryMs,
      signal: core.lifecycle.stopping,
      onFailure: (error) => log.warn('changed files not read yet', { error }),
    })

  return {
    engine,
    pipeline,
    dryRun: { pipeline, isAllowed, urlReader, clock },
    replica,
    onRemoved: (removed) => onApplied({ created: [], updated: [], conflicts: [], hasDueSources: false, ...removed }),
    async start(providers) {
      const configured = configLocationProvider(locations)
      const active = [configured, ...providers].filter(({ name }) => !config.providerOptions?.[name]?.disabled)
      if (config.orphanProviderStrategy === 'delete') {
        await dropForeignProviders(
          active.map((provider) => provider.name),
          core,
          writer,
        )
      }
      for (const provider of active) {
        await provider.connect(connect(provider.name)).catch((error) => {
          log.error('provider not connected', { provider: provider.name, error })
        })
      }
    },
    async beginReading() {
      if (config.processingInterval === false) return
      watch = watchFiles({ db, log, onChange: (ids) => void requestChanged(ids) })
      await watch.followAll()
      await engine.start()
    },
    async stop() {
      watch?.close()
      await engine.stop()
    },
  }
}

/** What a provider gave that is no longer installed goes with it (spec/catalog.md 3.7). */
async function dropForeignProviders(names: string[], { db, log }: Core, writer: Writer): Promise<void> {
  for (const source of await foreignProviders(db, names)) {
    const claims = await db.all<{ ref: string }>('select ref from claim where source_id = ?', [source.id])
    await writer.store({
      source,
      upserts: [],
      removals: claims.map((claim) => claim.ref),
      isEager: true,
      sourceProblems: [],
    })
    await db.run('delete from source where id = ?', [source.id])
    log.info('provider dropped', { provider: source.name, entities: claims.length })
  }
}

function readModel(config: CatalogConfig) {
  const { kinds, problems } = parseKindConfig(config.model)
  if (problems.length > 0) {
    const told = problems.map(({ pointer, message, hint }) =>
      `catalog.model${(pointer ?? '').replaceAll('/', '.')}: ${message} ${hint ?? ''}`.trim(),
    )
    throw new CallboardError({ name: 'InputError', code: 'catalog/invalid-model', message: told.join('\n') })
  }
  return kindModel([...builtinKinds, ...kinds])
}

function ownProcessors(
  { processors = {} }: CatalogConfig,
  { urlReader, scm }: Pick<Core, 'urlReader' | 'scm'>,
): EntityProcessor[] {
  const { annotateScmSlug: slug, codeOwners: owners } = processors
  return [
    ...(owners ? [codeOwners({ urlReader, scm })] : []),
    ...(slug ? [annotateScmSlug({ scm, kinds: slug.kinds })] : []),
  ]
}

function inOrder(processors: readonly EntityProcessor[], { processorOptions = {} }: CatalogConfig): EntityProcessor[] {
  const priority = (processor: EntityProcessor) =>
    processorOptions[processor.name]?.priority ?? processor.priority ?? 20
  return processors
    .filter((processor) => !processorOptions[processor.name]?.disabled)
    .toSorted((a, b) => priority(a) - priority(b))
}

/** Spread out, so that sources that were read together are not read together for ever. */
function restMs({ processingInterval }: CatalogConfig): number {
  const base =
    processingInterval === undefined || processingInterval === false ? 100_000 : parseDuration(processingInterval)
  return Math.max(base, 1_000) * (1 + Math.random() / 2)
}

/** Tells other plugins, other replicas and browsers what a transaction changed. */
function announce(applied: Applied, { events, signals, log }: Core, wake: () => void): void {
  if (applied.hasDueSources) wake()
  const changed = [...applied.created, ...applied.updated, ...applied.orphaned]
  const tell = async () => {
    for (const conflict of applied.conflicts) {
      await events.publish({
        topic: 'experimental.catalog.conflict',
        payload: {
          entityRef: conflict.ref,
          newLocationKey: conflict.locationKey,
          existingLocationKey: conflict.existingLocationKey,
        },
      })
    }
    if (changed.length + applied.deleted.length === 0) return
    await events.publish({ topic: 'catalog.entities-changed', payload: { changed, deleted: applied.deleted } })
    // Browsers only need to know that what they show may be outdated; who may see what is asked again.
    await signals.send({ type: 'broadcast' }, 'catalog', { type: 'entities-changed' })
  }
  void tell().catch((error) => log.warn('change not announced', { error }))
}
