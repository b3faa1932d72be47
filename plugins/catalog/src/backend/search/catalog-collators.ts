import type { Credentials, Database, Events } from '@callboard/kernel'
import { type Entity, matchesFilter, rowsOfServedEntity } from '@callboard/model'
import type { FollowingCollator, SearchDocument } from '@callboard/plugin-search'
import type { Entities } from '../../model/entities.ts'
import { apiDocuments } from './api-documents.ts'
import { entityDocument } from './entity-document.ts'
import type { CollatorSettings } from './search-config.ts'

/** What collators of the catalog need. */
export interface CollatorServices {
  db: Database
  events: Events
  entities: Entities
  /** Reads everything: who may see it is asked with each query. */
  own: () => Credentials
}

const pageSize = 500
/** Definitions are long, and are read one after another. */
const apisAtOnce = 5

/** Entities, by what they say of themselves (spec/search.md 2). */
export function entityCollator(services: CollatorServices, config: CollatorSettings): FollowingCollator {
  return {
    ...{ type: 'software-catalog', title: 'Entities', configKey: 'catalog', batchSize: config.batchSize },
    ...followingEntities(services, {
      documents: (entity) =>
        matchesFilter(config.filter, rowsOfServedEntity(entity))
          ? [entityDocument(entity, config.locationTemplate)]
          : [],
    }),
  }
}

/** Operations, channels and types of the definitions of APIs. */
export function apiCollator(services: CollatorServices, config: CollatorSettings): FollowingCollator {
  return {
    ...{ type: 'apis', title: 'Operations and types of APIs', batchSize: apisAtOnce },
    ...followingEntities(services, {
      kind: 'api',
      documents: (entity) => apiDocuments(entity, config.locationTemplate),
    }),
  }
}

/** Sources are refs of entities, of one kind or of all. */
function followingEntities(
  { db, events, entities, own }: CollatorServices,
  { kind, documents }: { kind?: string; documents: (entity: Entity) => SearchDocument[] },
): Pick<FollowingCollator, 'sources' | 'documentsOf' | 'follow' | 'visibility'> {
  // `;` follows `:`: all refs of a kind lie between `kind:` and `kind;`.
  const start = kind === undefined ? '' : `${kind}:`
  const end = kind === undefined ? '\u{10ffff}' : `${kind};`
  const isOurs = (ref: string) => ref > start && ref < end
  return {
    visibility: (by) => entities.readableBy(by),
    async *sources({ after }) {
      for (let last = after ?? start; ; ) {
        const rows = await db.all<{ ref: string }>(
          'select ref from entity where ref > ? and ref < ? order by ref limit ?',
          [last, end, pageSize],
        )
        for (const { ref } of rows) yield ref
        const place = rows.at(-1)
        if (place === undefined) return
        last = place.ref
      }
    },
    async documentsOf(refs, { signal }) {
      const found = await entities.listByRefs(refs, { credentials: own() })
      const made = new Map<string, SearchDocument[]>()
      for (const [index, ref] of refs.entries()) {
        signal.throwIfAborted()
        const entity = found[index]
        if (entity) made.set(ref, documents(entity))
      }
      return made
    },
    follow(stale) {
      const id = `search-${kind ?? 'entities'}`
      const follow = async ({ payload }: { payload: unknown }) => {
        // The catalog's own event; see start-ingestion.ts.
        const { changed, deleted } = payload as { changed: string[]; deleted: string[] }
        const refs = [...changed, ...deleted].filter(isOurs)
        if (refs.length > 0) await stale(refs)
      }
      events.subscribe(['catalog.entities-changed'], follow, { scope: 'one-replica', id })
    },
  }
}
