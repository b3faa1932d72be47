import type { Database } from '@callboard/kernel'
import type { DocsProblem } from '../../model/site.ts'
import type { Site } from '../site/site.ts'
import { findFoundProblems, keepFoundProblems } from './copy-store.ts'
import type { CopiedSite } from './docs-copies.ts'

/** What the owner of a site should know of. */
export interface SiteProblems {
  /** Of the copy, and of every page: the first time all of them are rendered for it. */
  list(site: Site, copied: CopiedSite | undefined): Promise<DocsProblem[]>
  /** How many there are as far as it is known; finding out begins then. */
  count(site: Site, copied: CopiedSite | undefined): Promise<number>
}

/** What was found is kept with the copy. */
export function createSiteProblems(db: Database): SiteProblems {
  const underWay = new Map<string, Promise<DocsProblem[]>>()

  const find = (site: Site, { id }: CopiedSite): Promise<DocsProblem[]> => {
    const key = `${id}:${site.version}`
    const running = underWay.get(key)
    if (running) return running
    const finding = site
      .problems()
      .then(async (problems) => {
        await keepFoundProblems(db, id, { version: site.version, problems })
        return problems
      })
      .finally(() => underWay.delete(key))
    underWay.set(key, finding)
    return finding
  }
  return {
    async list(site, copied) {
      if (!copied) return site.problems()
      const found = (await findFoundProblems(db, copied.id, site.version)) ?? (await find(site, copied))
      return [...copied.problems, ...found]
    },
    async count(site, copied) {
      if (!copied) return 0
      const found = await findFoundProblems(db, copied.id, site.version)
      // The next reader sees the count; a failure is told to whoever asks for the list.
      if (!found) void find(site, copied).catch(() => {})
      return copied.problems.length + (found?.length ?? 0)
    },
  }
}
