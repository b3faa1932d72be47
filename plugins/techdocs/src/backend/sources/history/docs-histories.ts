import type { Cache, Lifecycle, ScmIntegrations } from '@callboard/kernel'
import type { DocsHistory } from '../../../model/site.ts'
import type { CopiedSite } from '../docs-copies.ts'
import { readHostHistory } from './host-history.ts'
import { readLocalHistory } from './local-history.ts'

/** Tells who changed pages, and when. */
export interface DocsHistories {
  /**
   * The history of a file of a copy. Hosts are asked beside the reading: what they say is there for the next reader.
   *
   * @param file - From the folder of the docs.
   */
  of(copied: CopiedSite, file: string): Promise<DocsHistory | undefined>
}

const maxFolders = 50
const keptMs = 24 * 60 * 60_000
/** A host that fails, or knows nothing, is left alone for a while. */
const emptyKeptMs = 10 * 60_000
const hostTimeoutMs = 15_000

/** @param services.cache - Keeps what hosts have said, over all replicas. */
export function createDocsHistories(services: {
  cache: Cache
  scm: ScmIntegrations
  lifecycle: Pick<Lifecycle, 'stopping'>
  /** Where git is looked for. */
  searchPath: string | undefined
}): DocsHistories {
  const { cache, scm, lifecycle } = services
  const folders = new Map<string, Promise<Map<string, DocsHistory>>>()
  const asking = new Set<string>()

  const ofFolder = (folder: string, version: string) => {
    const key = `${folder}\0${version}`
    const known = folders.get(key) ?? readLocalHistory(folder, services.searchPath)
    folders.delete(key)
    folders.set(key, known)
    const [oldest] = folders.keys()
    if (folders.size > maxFolders && oldest !== undefined) folders.delete(oldest)
    return known
  }
  const ask = async (key: string, url: string, file: string) => {
    if (asking.has(key)) return
    asking.add(key)
    const signal = AbortSignal.any([lifecycle.stopping, AbortSignal.timeout(hostTimeoutMs)])
    try {
      const history = await readHostHistory(scm, url, file, signal).catch(() => undefined)
      await cache.set(key, history ?? {}, { ttlMs: history ? keptMs : emptyKeptMs })
    } finally {
      asking.delete(key)
    }
  }

  return {
    async of({ copy }, file) {
      const { type, target } = copy.source
      if (type === 'dir') return (await ofFolder(target, copy.version)).get(file)
      if (type !== 'url') return undefined
      const key = `history:${copy.version}:${target}:${file}`
      // Written below; an empty one says that there is none.
      const kept = await cache.get<Partial<DocsHistory>>(key)
      if (!kept) void ask(key, target, file).catch(() => {})
      return kept?.updatedAt === undefined ? undefined : (kept as DocsHistory)
    },
  }
}
