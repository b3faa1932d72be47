import type { Database, Logger } from '@callboard/kernel'
import type { ScmEvent } from '../../model/scm-events.ts'
import type { CatalogConfig } from '../catalog-config.ts'
import type { Engine } from '../ingest/engine.ts'
import { findSourcesBelow, findSourcesByKeys, findSourcesByPattern } from '../ingest/refresh.ts'
import type { LocationStore, RegisteredLocation } from './location-store.ts'

/** What is done about events of source code hosts. */
export interface ScmSwitches {
  /** What was made from a file is read again. */
  refresh: boolean
  /** A registered location goes with its file or repository. */
  unregister: boolean
  /** A registered location follows its file or repository. */
  move: boolean
}

/** The switches of `catalog.scmEvents`; what is missing in an object is on (spec/catalog.md 3.11). */
export function scmSwitches(value: CatalogConfig['scmEvents']): ScmSwitches {
  if (typeof value === 'object') return { refresh: true, unregister: true, move: true, ...value }
  // Reading again does no harm, so that it needs nobody's leave.
  return { refresh: true, unregister: value === true, move: value === true }
}

/** Has the catalog follow what happened at source code hosts. */
export async function followScmEvents(
  events: readonly ScmEvent[],
  options: { db: Database; engine: Engine; store: LocationStore; switches: ScmSwitches; log: Logger },
): Promise<void> {
  const { db, engine, store, switches, log } = options
  if (switches.unregister || switches.move) {
    const registered = events.some(changesLocations) ? await store.list() : []
    for (const location of registered.filter(({ type }) => type === 'url')) {
      const plan = planLocation(location, events, switches)
      if (plan === 'keep') continue
      const moved = plan === 'remove' ? undefined : { type: 'url', target: plan.target }
      // Somebody has registered the new place already.
      if (moved && !(await store.find(moved))) await store.update(location.id, moved)
      else await store.remove(location.id)
      log.info('registered location followed', { target: location.target, movedTo: moved?.target })
    }
  }
  if (!switches.refresh) return
  const files = events.flatMap((event) => {
    if (event.type === 'location.moved') return [event.fromUrl, event.toUrl]
    return 'url' in event && event.type.startsWith('location.') ? [event.url] : []
  })
  const keys = files.map((url) => `url:${url}`)
  const ids = [...(await findSourcesByKeys(db, keys)), ...(await findSourcesByPattern(db, files))]
  for (const event of events) {
    if (!('url' in event) || !event.type.startsWith('repository.')) continue
    ids.push(...(await findSourcesBelow(db, `url:${event.url}/`)))
  }
  if (ids.length > 0) await engine.request([...new Set(ids)])
}

const changesLocations = ({ type }: ScmEvent) => type.endsWith('.deleted') || type.endsWith('.moved')

/** What becomes of a registered location. Touches nothing. */
export function planLocation(
  { target }: Pick<RegisteredLocation, 'target'>,
  events: readonly ScmEvent[],
  { unregister, move }: ScmSwitches,
): 'keep' | 'remove' | { target: string } {
  for (const event of events) {
    if (unregister && event.type === 'location.deleted' && target === event.url) return 'remove'
    if (unregister && event.type === 'repository.deleted' && isIn(target, event.url)) return 'remove'
    if (move && event.type === 'location.moved' && target === event.fromUrl) return { target: event.toUrl }
    if (move && event.type === 'repository.moved' && isIn(target, event.fromUrl)) {
      return { target: event.toUrl + target.slice(event.fromUrl.length) }
    }
  }
  return 'keep'
}

// Hosts ignore the case of owners and repositories.
const isIn = (target: string, repositoryUrl: string) =>
  `${target}/`.toLowerCase().startsWith(`${repositoryUrl.toLowerCase()}/`)
