import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Database, Lifecycle, Logger } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { limited } from '../limited.ts'
import {
  ensureSite,
  failCopy,
  findSite,
  keepCopy,
  leaseSite,
  releaseSite,
  removeSites,
  replaceCopy,
  type SiteKey,
  type SiteRow,
} from './copy-store.ts'
import type { DocsReference } from './docs-reference.ts'
import { isSameSource, readSource, type SourceServices } from './read-source.ts'

/** A site that has a copy. */
export type CopiedSite = SiteRow & { copy: NonNullable<SiteRow['copy']> }

/** Keeps copies of the sources of docs, and has them follow (docs/adr/0011-docs-from-source.md). */
export interface DocsCopies {
  /**
   * The copy for somebody who reads now. Local folders are looked at first, at most once in a second; others beside the
   * reading, at most once in a minute. Without a copy the source is read and waited for.
   *
   * @throws `techdocs/source-unreadable` when there is no copy, and none can be made.
   */
  forReader(key: SiteKey, source: DocsReference): Promise<CopiedSite>
  /** The copy as it is, if there is one of this source. */
  find(key: SiteKey, source: DocsReference): Promise<CopiedSite | undefined>
  /**
   * Looks at the source, and waits for a look that is under way.
   *
   * @param options.unlessWithinMs - Not when somebody has looked this shortly ago.
   * @returns Whether the copy is another one now.
   * @throws What reading the source threw, unless another replica was at it.
   */
  look(key: SiteKey, source: DocsReference, options?: { unlessWithinMs?: number }): Promise<{ updated: boolean }>
  /** Removes what there is of an entity's docs. */
  drop(ref: string): Promise<void>
  /** Called with the ref of the entity whenever this process has made another copy, or dropped one. */
  onChanged(listener: (ref: string) => void): void
}

/** How often a source elsewhere is asked because of readers, over all replicas. */
export const remoteCheckMs = 60_000
const localCheckMs = 1_000
/** Far longer than any source takes; a replica that dies while it reads keeps others waiting for this long. */
const leaseMs = 3 * 60_000
const pollMs = 100
/** What is fetched is in memory until it is stored. */
const maxFetchesAtOnce = 3

/** @param services.lifecycle - Reads end with the process. */
export function createDocsCopies(
  services: SourceServices & { db: Database; clock: Clock; log: Logger; lifecycle: Pick<Lifecycle, 'stopping'> },
): DocsCopies {
  const { db, clock, log, lifecycle } = services
  const owner = randomUUID()
  const underWay = new Map<number, Promise<boolean>>()
  const listeners: ((ref: string) => void)[] = []
  const fetching = limited(maxFetchesAtOnce)

  /** @returns Whether there is another copy now; undefined when this replica was not given the lease. */
  const readOnce = async (site: SiteRow, unlessSinceMs: number): Promise<boolean | undefined> => {
    const nowMs = clock.nowMs()
    const lease = { owner, nowMs, untilMs: nowMs + leaseMs, unlessSinceMs }
    if (!(await leaseSite(db, site.id, lease))) return undefined
    const startedMs = performance.now()
    try {
      const signal = AbortSignal.any([lifecycle.stopping, AbortSignal.timeout(leaseMs)])
      const result = await readSource(site, services, signal)
      const isNew = result !== undefined && !isCopyOf(site, result.read.version)
      if (!result) await keepCopy(db, site.id, owner)
      else if (!(await replaceCopy(db, site.id, { owner, nowMs: clock.nowMs(), source: site.source, ...result })))
        return false
      if (!isNew) return false
      const ms = Math.round(performance.now() - startedMs)
      log.info('docs copied', { ref: site.ref, version: site.name || undefined, files: result.read.files.length, ms })
      for (const listener of listeners) listener(site.ref)
      return true
    } catch (error) {
      // That this process ends says nothing about the source.
      if (lifecycle.stopping.aborted) {
        await releaseSite(db, site.id, owner)
        throw error
      }
      const message = error instanceof Error ? error.message : String(error)
      await failCopy(db, site.id, { owner, nowMs: clock.nowMs(), message })
      // A source that stays away is told of once.
      if (!site.failure) log.warn('docs not read', { ref: site.ref, source: site.source.target, error })
      throw error
    }
  }
  const read = (site: SiteRow, unlessSinceMs: number): Promise<boolean | undefined> => {
    const running = underWay.get(site.id)
    if (running) return running
    const work = () => readOnce(site, unlessSinceMs)
    const reading = site.source.type === 'dir' ? work() : fetching(work)
    const settled = reading.then((isNew) => isNew ?? false).finally(() => underWay.delete(site.id))
    // Whoever waits hears of the failure; where nobody does it is on the row.
    settled.catch(() => {})
    underWay.set(site.id, settled)
    return reading
  }
  /** Waits for another replica that is at it. */
  const awaitOthers = async (site: SiteRow): Promise<SiteRow | undefined> => {
    for (;;) {
      const now = await findSite(db, site)
      if (!now?.leasedUntilMs || now.leasedUntilMs < clock.nowMs() || lifecycle.stopping.aborted) return now
      await delay(pollMs)
    }
  }
  const look = async (site: SiteRow, unlessWithinMs: number): Promise<boolean> => {
    const isNew = await read(site, clock.nowMs() - unlessWithinMs)
    if (isNew !== undefined) return isNew
    const later = await awaitOthers(site)
    return later?.copy?.version !== site.copy?.version
  }

  return {
    async forReader(key, source) {
      const site = await siteFor(db, key, source)
      const copy = copyOf(site)
      const nowMs = clock.nowMs()
      const ageMs = nowMs - (site.checkedAtMs ?? Number.NEGATIVE_INFINITY)
      if (copy) {
        if (source.type !== 'dir') {
          if (ageMs >= remoteCheckMs) void read(site, nowMs - remoteCheckMs).catch(() => {})
          return copy
        }
        if (ageMs < localCheckMs) return copy
        // What is wrong with the folder is on the row.
        await look(site, localCheckMs).catch(() => {})
      } else {
        // A new source is read at once; one that failed rests like any other.
        const isNew = site.failure === undefined
        const restMs = source.type === 'dir' ? localCheckMs : remoteCheckMs
        await look(site, isNew ? 0 : restMs).catch(() => {})
      }
      const now = await findSite(db, key)
      const made = now && copyOf({ ...now, source })
      if (!made) throw errors.sourceUnreadable({ ref: key.ref, reason: now?.failure?.message ?? 'It is being read.' })
      return made
    },
    async find(key, source) {
      const site = await findSite(db, key)
      return site && copyOf({ ...site, source })
    },
    async look(key, source, { unlessWithinMs = 0 } = {}) {
      return { updated: await look(await siteFor(db, key, source), unlessWithinMs) }
    },
    async drop(ref) {
      if ((await removeSites(db, ref)) === 0) return
      for (const listener of listeners) listener(ref)
    },
    onChanged(listener) {
      listeners.push(listener)
    },
  }
}

/** The row, written only when there is something to write: reading writes nothing. */
async function siteFor(db: Database, key: SiteKey, source: DocsReference): Promise<SiteRow> {
  const site = await findSite(db, key)
  return site && isSameSource(site.source, source) ? site : ensureSite(db, key, source)
}

/** The copy is of this very source. */
const copyOf = (site: SiteRow): CopiedSite | undefined =>
  site.copy && isSameSource(site.copy.source, site.source) ? { ...site, copy: site.copy } : undefined

const isCopyOf = (site: SiteRow, version: string) => copyOf(site)?.copy.version === version
