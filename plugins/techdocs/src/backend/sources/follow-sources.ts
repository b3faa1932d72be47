import {
  type Clock,
  type Database,
  type Events,
  inParallel,
  type Logger,
  type Scheduler,
  type ScmIntegrations,
} from '@callboard/kernel'
import { type Entity, entityRefOf } from '@callboard/model'
import type { AskedBy, Entities, ScmEvent } from '@callboard/plugin-catalog'
import { findSite, keepVersions, listRefs, listRemote, listUnchecked, removeUnusedBlobs } from './copy-store.ts'
import type { DocsCopies } from './docs-copies.ts'
import { versionsOf } from './docs-versions.ts'
import { docsSourceOf, entitiesWithDocs, isBuiltElsewhere, sourceFields } from './find-sources.ts'
import { isSameSource } from './read-source.ts'

/** What following takes. */
export interface FollowServices {
  db: Database
  clock: Clock
  log: Logger
  events: Events
  scheduler: Scheduler
  scm: ScmIntegrations
  entities: Entities
  copies: DocsCopies
  /** The plugin's own credentials. */
  by: AskedBy
  builder: 'local' | 'external'
}

/** Without readers: search wants to know, too. */
const localRestMs = 60_000
const remoteRestMs = 30 * 60_000
/** What was brought just now may be named by a copy that is being written. */
const blobRestMs = 10 * 60_000
const atOnce = 200

/** Has copies follow the catalog, pushes, and the clock. */
export function followSources(services: FollowServices): void {
  const { events, scheduler, log } = services
  events.subscribe(
    ['catalog.entities-changed'],
    ({ payload }) => followEntities(payload as { changed: string[]; deleted: string[] }, services),
    { scope: 'one-replica', id: 'techdocs-entities' },
  )
  events.subscribe(
    ['catalog.scm-changed'],
    ({ payload }) => followPushes((payload as { events: ScmEvent[] }).events, services),
    { scope: 'one-replica', id: 'techdocs-pushes' },
  )
  scheduler.schedule({
    id: 'techdocs-check-sources',
    frequency: { everyMs: localRestMs },
    initialDelayMs: 30_000,
    timeoutMs: 10 * 60_000,
    run: ({ signal }) => checkSources(services, signal),
  })
  scheduler.schedule({
    id: 'techdocs-sweep',
    frequency: { everyMs: 60 * 60_000 },
    initialDelayMs: 5_000,
    timeoutMs: 60 * 60_000,
    run: async ({ signal }) => {
      const removed = await sweep(services, signal)
      if (removed.sites + removed.blobs > 0) log.info('docs swept', removed)
    },
  })
}

/** Copies the docs of new entities, and of those that name another source now; drops those of removed ones. */
export async function followEntities(
  { changed, deleted }: { changed: readonly string[]; deleted: readonly string[] },
  services: FollowServices,
): Promise<void> {
  for (const ref of deleted) await services.copies.drop(ref)
  for (let at = 0; at < changed.length; at += atOnce) {
    const refs = changed.slice(at, at + atOnce)
    const found = await services.entities.listByRefs(refs, { ...services.by, fields: sourceFields })
    await inParallel(found, async (entity) => entity && copyIfNew(entity, services))
  }
}

/** Looks at sources that a push has touched. */
export async function followPushes(events: readonly ScmEvent[], { db, copies }: FollowServices): Promise<void> {
  const touched = touchedBy(events)
  const sites = (await listRemote(db)).filter(({ target }) => touched(target))
  await inParallel(sites, ({ ref, name, target }) =>
    // Why it cannot be read is on the row.
    copies.look({ ref, name }, { type: 'url', target }).catch(() => {}),
  )
}

/** Looks at what nobody has looked at for a while. */
export async function checkSources({ db, clock, copies }: FollowServices, signal: AbortSignal): Promise<void> {
  const nowMs = clock.nowMs()
  const since = { localBeforeMs: nowMs - localRestMs, remoteBeforeMs: nowMs - remoteRestMs }
  for (;;) {
    const sites = await listUnchecked(db, { ...since, limit: atOnce })
    await inParallel(sites, async (site) => {
      signal.throwIfAborted()
      await copies.look(site, site.source, { unlessWithinMs: localRestMs }).catch(() => {})
    })
    if (sites.length < atOnce) return
  }
}

/** Makes up for events that nobody heard, and removes what no copy needs. */
export async function sweep(services: FollowServices, signal: AbortSignal): Promise<{ sites: number; blobs: number }> {
  const { db, clock, entities, by } = services
  const there = new Set<string>()
  for await (const page of entitiesWithDocs(entities, by, sourceFields)) {
    for (const entity of page) if (!isBuiltElsewhere(entity, services.builder)) there.add(entityRefOf(entity))
    await inParallel(page, async (entity) => {
      signal.throwIfAborted()
      await copyIfNew(entity, services)
    })
  }
  let sites = 0
  for (let after = ''; ; ) {
    const refs = await listRefs(db, after, atOnce)
    const gone = refs.filter((ref) => !there.has(ref))
    for (const ref of gone) await services.copies.drop(ref)
    sites += gone.length
    after = refs.at(-1) ?? ''
    if (refs.length < atOnce) break
  }
  return { sites, blobs: await removeUnusedBlobs(db, clock.nowMs() - blobRestMs) }
}

async function copyIfNew(entity: Entity, { db, copies, scm, builder, log }: FollowServices): Promise<void> {
  const ref = entityRefOf(entity)
  try {
    const docs = isBuiltElsewhere(entity, builder) ? undefined : docsSourceOf(entity, scm)
    const site = await findSite(db, { ref, name: '' })
    if (docs) await keepVersions(db, ref, versionsOf(entity))
    if (!docs) {
      if (site) await copies.drop(ref)
    } else if (!site?.copy || !isSameSource(site.copy.source, docs.source)) {
      const isKnownToFail = site?.failure !== undefined && isSameSource(site.source, docs.source)
      if (!isKnownToFail) await copies.look(docs.key, docs.source)
    }
  } catch (error) {
    // Readers are told the same; whoever wrote the annotation is no operator.
    log.debug('docs not copied', { ref, error })
  }
}

/** Whether something below an address has changed. Hosts ignore the case of owners and repositories. */
export function touchedBy(events: readonly ScmEvent[]): (target: string) => boolean {
  const folders = new Set<string>()
  const repositories: string[] = []
  for (const event of events) {
    const urls = 'url' in event ? [event.url] : [event.fromUrl, event.toUrl]
    for (const url of urls.map((one) => one.toLowerCase())) {
      if (event.type.startsWith('repository.')) repositories.push(`${url.replace(/\/$/, '')}/`)
      else
        for (let at = url.lastIndexOf('/'); at > 'https://'.length; at = url.lastIndexOf('/', at - 1))
          folders.add(url.slice(0, at))
    }
  }
  return (target) => {
    const folder = target.toLowerCase().replace(/\/$/, '')
    return folders.has(folder) || repositories.some((repository) => `${folder}/`.startsWith(repository))
  }
}
