import type { CatalogManifest } from '../generator/write-catalog.ts'
import type { Figure } from '../measure/figures.ts'
import { cpuSnapshot, cpuUseSince, type Measured } from '../measure/machine.ts'
import type { Portal, PortalOptions } from '../portal.ts'

/** What a portal may have besides its catalog. */
export type MoreOfPortal = Pick<PortalOptions, 'readers' | 'templatesFile'>

/** What one run is about: one database, one catalog, and the portal that is up at the moment. */
export interface Run {
  catalogDir: string
  manifest: CatalogManifest
  /** Seconds of each load. */
  seconds: number
  databasePid?: number
  record(figure: Figure): Promise<void>
  /** The portal that runs now; a step may restart it. */
  portal(): Portal
  /** Stops it and starts another one. `fresh` has an empty database. */
  restart(data: 'fresh' | 'filled', more?: MoreOfPortal): Promise<Portal>
}

/** Which processes count as ours. */
export const measuredBy = (run: Run): Measured => ({
  server: run.portal().pid,
  ...(run.databasePid !== undefined && { database: run.databasePid }),
})

/** Runs something and says who used the processor meanwhile. */
export async function withCpuUse<T>(run: Run, work: () => Promise<T>) {
  const before = cpuSnapshot(measuredBy(run))
  const result = await work()
  return { result, use: cpuUseSince(before, measuredBy(run)) }
}

/** Seconds since `startedAt` of `performance.now()`, with milliseconds. */
export const secondsSince = (startedAt: number) => Math.round(performance.now() - startedAt) / 1000
