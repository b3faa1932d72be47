import type { Clock } from '@callboard/kernel'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import type { Site } from '../site/site.ts'
import { openStore } from './open-store.ts'
import { publishedSite } from './published-site.ts'
import type { PublisherConfig } from './publisher-config.ts'

/** So long a store is not asked again whether a site has changed. */
const restMs = 5_000
/** Sites that stay open. */
const maxOpen = 40

/**
 * Finds the sites that were published for entities.
 *
 * @param options.keepsCase - `techdocs.legacyUseCaseSensitiveTripletPaths`.
 * @returns Gives undefined for an entity without a published site.
 */
export function createPublishedSites(options: {
  publisher: PublisherConfig
  /** Where relative folders start. */
  baseDir: string
  keepsCase: boolean
  sanitiser: Sanitiser
  clock: Clock
}): (entity: { namespace: string; kind: string; name: string }) => Promise<Site | undefined> {
  const { publisher, baseDir, keepsCase, sanitiser, clock } = options
  let store: ReturnType<typeof openStore> | undefined
  const open = new Map<string, { site: Site | undefined; askedAtMs: number }>()
  return async (entity) => {
    const triplet = `${entity.namespace}/${entity.kind}/${entity.name}`
    const prefix = keepsCase ? triplet : triplet.toLowerCase()
    const known = open.get(prefix)
    if (known && clock.nowMs() - known.askedAtMs < restMs) return known.site
    store ??= openStore(publisher, { baseDir })
    // A place that cannot be opened is tried again: its config may name a file that is not there yet.
    store.catch(() => (store = undefined))
    const found = await publishedSite(await store, prefix, { sanitiser })
    // The same version stays, with the pages that it has read.
    const site = found && known?.site?.version === found.version ? known.site : found
    open.delete(prefix)
    open.set(prefix, { site, askedAtMs: clock.nowMs() })
    const [oldest] = open.keys()
    if (open.size > maxOpen && oldest !== undefined) open.delete(oldest)
    return site
  }
}
