import type { Events, Logger, ScmIntegrations } from '@callboard/kernel'
import { type Entity, entityRefOf, parseEntityRef, rowsOfServedEntity } from '@callboard/model'
import type { AskedBy, Entities } from '@callboard/plugin-catalog'
import type { FollowingCollator, SearchDocument } from '@callboard/plugin-search'
import { docsRefAnnotation } from '../../model/annotations.ts'
import type { DocsSection } from '../../model/site.ts'
import { nameOf } from '../api/docs-finder.ts'
import type { Site } from '../site/site.ts'
import type { DocsCopies } from '../sources/docs-copies.ts'
import { docsSourceOf, entitiesWithDocs, isBuiltElsewhere, sourceFields } from '../sources/find-sources.ts'
import type { OpenSites } from '../sources/open-sites.ts'

/** What the collator needs. */
export interface CollatorServices {
  entities: Entities
  copies: DocsCopies
  openSites: OpenSites
  events: Events
  scm: ScmIntegrations
  log: Logger
  /** The plugin's own credentials. */
  by: AskedBy
  builder: 'local' | 'external'
  findPublished(ref: string): Promise<Site | undefined>
}

/**
 * Docs for search, by section (spec/search.md 2). Docs that an entity shows of another one (`backstage.io/techdocs-entity`) are
 * found once, at their owner: again for everyone who refers to them they would stand in every answer several times, and who may
 * read them would be a question about two entities, which an index answers for one.
 */
export function techdocsCollator(services: CollatorServices): FollowingCollator {
  const { entities, copies, events, log, by } = services
  return {
    type: 'techdocs',
    title: 'Docs',
    // All sections of a site are in memory at once.
    batchSize: 10,
    visibility: (caller) => entities.readableBy(caller),
    async *sources({ after = '', signal }) {
      const refs: string[] = []
      for await (const page of entitiesWithDocs(entities, by, ['kind', 'metadata.name', 'metadata.namespace'])) {
        signal.throwIfAborted()
        refs.push(...page.map(entityRefOf))
      }
      // By code unit, as the contract says, and not by language.
      yield* refs.filter((ref) => ref > after).sort((a, b) => (a < b ? -1 : 1))
    },
    async documentsOf(sources, { signal }) {
      const found = await entities.listByRefs(sources, by)
      const documents = new Map<string, SearchDocument[]>()
      for (const entity of found) {
        signal.throwIfAborted()
        const ref = entity && entityRefOf(entity)
        const made = entity && (await documentsOf(entity, services))
        if (ref !== undefined && made) documents.set(ref, made)
      }
      return documents
    },
    follow(stale) {
      const tell = (refs: readonly string[]) =>
        stale(refs).catch((error) => log.warn('docs not marked for search', { error }))
      copies.onChanged((ref) => void tell([ref]))
      events.subscribe(
        ['catalog.entities-changed'],
        async ({ payload }) => {
          const { changed, deleted } = payload as { changed: string[]; deleted: string[] }
          await tell([...(await havingDocs(changed, services)), ...deleted])
        },
        { scope: 'one-replica', id: 'techdocs-search' },
      )
    },
  }
}

/** Who owns an entity, and who may see it, stands in the documents of its docs. */
async function havingDocs(refs: readonly string[], { entities, by }: CollatorServices): Promise<string[]> {
  const found: string[] = []
  for (let at = 0; at < refs.length; at += 500) {
    const batch = await entities.listByRefs(refs.slice(at, at + 500), { ...by, fields: sourceFields })
    for (const entity of batch) {
      if (entity?.metadata.annotations?.[docsRefAnnotation] !== undefined) found.push(entityRefOf(entity))
    }
  }
  return found
}

async function documentsOf(entity: Entity, services: CollatorServices): Promise<SearchDocument[] | undefined> {
  const site = await siteOf(entity, services)
  if (!site) return undefined
  const shared = fieldsOf(entity)
  const documents: SearchDocument[] = []
  for await (const section of site.sections()) documents.push(documentOf(section, shared))
  return documents
}

/** The site as it is now: whoever indexes neither waits for sources nor asks them. */
async function siteOf(entity: Entity, services: CollatorServices): Promise<Site | undefined> {
  const { copies, openSites, scm, builder, log } = services
  const ref = entityRefOf(entity)
  if (isBuiltElsewhere(entity, builder)) return services.findPublished(ref)
  try {
    const docs = docsSourceOf(entity, scm)
    const copied = docs && (await copies.find(docs.key, docs.source))
    return copied && (await openSites.open(copied, nameOf(entity)))
  } catch (error) {
    // Its owner and its readers are told by the pages of the docs.
    log.debug('docs not indexed', { ref, error })
    return undefined
  }
}

type Shared = Omit<SearchDocument, 'title' | 'text' | 'location'> & { root: string }

function fieldsOf(entity: Entity): Shared {
  const ref = entityRefOf(entity)
  const { kind, namespace, name } = parseEntityRef(ref)
  const { spec = {}, metadata, relations = [] } = entity
  const owner = relations.find(({ type }) => type === 'ownedBy')?.targetRef
  const type = typeof spec.type === 'string' ? spec.type : 'other'
  return {
    root: `/docs/${namespace}/${kind}/${name}/`,
    ...{ kind, namespace, name },
    entityTitle: metadata.title ?? '',
    componentType: type,
    type,
    lifecycle: typeof spec.lifecycle === 'string' ? spec.lifecycle : '',
    owner: owner === undefined ? '' : parseEntityRef(owner).name,
    authorization: {
      resourceRef: ref,
      rows: rowsOfServedEntity(entity).map(({ key, value }) => ({ key, value })),
    },
  }
}

function documentOf({ path, title, pageTitle, text }: DocsSection, { root, ...shared }: Shared): SearchDocument {
  return { ...shared, title, text, path, pageTitle, location: `${root}${addressOf(path)}` }
}

/** The names of folders and files may hold signs that mean something in an address. */
function addressOf(path: string): string {
  const end = path.lastIndexOf('/') + 1
  const [page, anchor] = [path.slice(0, end), path.slice(end)]
  const at = anchor.lastIndexOf('#')
  const file = at < 0 ? anchor : anchor.slice(0, at)
  return (page + file).replace(/[%?#]/g, encodeURIComponent) + (at < 0 ? '' : anchor.slice(at))
}
