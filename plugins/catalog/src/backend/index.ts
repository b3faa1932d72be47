import { definePlugin } from '@callboard/kernel'
import { catalogEntityResource, entityRules, ifInstalled } from '@callboard/model'
import { people } from '@callboard/plugin-auth'
import { collators } from '@callboard/plugin-search'
import { entities } from '../model/entities.ts'
import { locations } from '../model/locations.ts'
import { catalogPermissions } from '../model/permissions.ts'
import { processors, providers } from '../model/services.ts'
import { CatalogConfig, checkCatalogConfig } from './catalog-config.ts'
import { serveEntityActions } from './ingest/serve-entity-actions.ts'
import { sweepOrphans } from './ingest/sweep-orphans.ts'
import { serveInsight } from './insight/serve-insight.ts'
import { serveUnprocessed } from './insight/serve-unprocessed.ts'
import { databaseLocationStore } from './locations/location-store.ts'
import { createLocations } from './locations/locations-service.ts'
import { serveLocations } from './locations/serve-locations.ts'
import { catalogPeople } from './people/catalog-people.ts'
import { createEntities, loadForDecision } from './read/entities-service.ts'
import { createAnswerCache } from './read/generation.ts'
import { serveReads } from './read/serve-reads.ts'
import { apiCollator, entityCollator } from './search/catalog-collators.ts'
import { CollatorConfig, collatorSettings } from './search/search-config.ts'
import { createIngestion } from './start-ingestion.ts'

export default definePlugin({
  id: 'catalog',
  description: 'Everything the company owns: entities, their relations, and where they come from.',
  config: CatalogConfig,
  otherConfig: { 'search.collators.catalog': CollatorConfig },
  migrations: new URL('./migrations/', import.meta.url),
  permissions: catalogPermissions,
  provide: { entities, locations, providers, processors },
  use: { people: ifInstalled(people), collators: ifInstalled(collators) },
  setup(core) {
    const { config, db, clock, log, http, permissions, lifecycle, scheduler } = core
    const base = { http, permissions, db, clock }
    checkCatalogConfig(config)
    const reader = { db, answers: createAnswerCache(db) }
    const store = databaseLocationStore({ db, clock })
    const ingestion = createIngestion(core, config, { processors: () => core.processors.all(), store })
    const { engine, dryRun, replica, onRemoved } = ingestion
    const service = createEntities({ reader, permissions })

    permissions.register({
      resourceType: catalogEntityResource,
      permissions: [...catalogPermissions],
      rules: [...entityRules],
      load: (refs, caller) => loadForDecision(service, refs, { own: core.auth.ownCredentials(), caller }),
    })
    core.people.add(catalogPeople(db))
    const collating = { db, events: core.events, entities: service, own: () => core.auth.ownCredentials() }
    const found = collatorSettings(core.rootConfig.get('search.collators.catalog'))
    core.collators.add(entityCollator(collating, found))
    core.collators.add(apiCollator(collating, found))
    serveReads({ http, permissions, reader })
    serveEntityActions({ ...base, reader, engine, dryRun, replica, onRemoved })
    const adding = { ...base, reader, store, engine, dryRun, isReadonly: config.readonly }
    serveLocations({ ...adding, conflictStrategy: config.defaultLocationConflictStrategy })
    serveInsight({ ...base, reader, engine, model: ingestion.pipeline.model })
    serveUnprocessed({ ...base, engine, replica, onRemoved, model: ingestion.pipeline.model })

    if (config.orphanStrategy === 'delete') {
      scheduler.schedule({
        id: 'catalog-orphan-sweep',
        frequency: { everyMs: 30_000 },
        initialDelayMs: 30_000,
        timeoutMs: 120_000,
        run: async () => {
          await sweepOrphans({ db, clock, log, replica, onRemoved })
        },
      })
    }
    lifecycle.onStart(() => ingestion.start([store, ...core.providers.all()]))
    lifecycle.onReady(() => ingestion.beginReading())
    lifecycle.onStop(() => ingestion.stop())
    return { entities: service, locations: createLocations({ ...adding, audit: core.audit }) }
  },
})
