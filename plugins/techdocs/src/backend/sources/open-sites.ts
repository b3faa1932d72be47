import type { Database, ScmIntegrations } from '@callboard/kernel'
import { encodePath } from '@callboard/plugin-catalog'
import type { Site, SiteFiles, SourceContext } from '../site/site.ts'
import { filesOf, readBlob } from './copy-store.ts'
import type { CopiedSite } from './docs-copies.ts'
import type { DocsReference } from './docs-reference.ts'
import { versionOf } from './read-site.ts'

/** Opens sites from their copies. Those that were opened lately stay open. */
export interface OpenSites {
  open(copied: CopiedSite, fallbackName: string): Promise<Site>
}

/** A site holds its navigation and its last pages; the files stay in the database. */
const maxOpen = 40

/** @param services.openSite - Makes a site of files. */
export function createOpenSites(services: {
  db: Database
  scm: ScmIntegrations
  openSite(files: SiteFiles, context: SourceContext): Promise<Site>
}): OpenSites {
  const open = new Map<string, Promise<Site>>()
  return {
    open(copied, fallbackName) {
      const { id, copy } = copied
      const key = JSON.stringify([id, copy.version, fallbackName])
      const known = open.get(key)
      open.delete(key)
      const site =
        known ??
        copiedFiles(services.db, id).then((files) =>
          services.openSite(files, {
            fallbackName,
            readAtMs: copy.copiedAtMs,
            ...placeOf(copy.source, services.scm),
          }),
        )
      // What could not be opened is tried again.
      site.catch(() => open.delete(key))
      open.set(key, site)
      const [oldest] = open.keys()
      if (open.size > maxOpen && oldest !== undefined) open.delete(oldest)
      return site
    },
  }
}

/** The files of a copy. */
export async function copiedFiles(db: Database, id: number): Promise<SiteFiles> {
  const files = await filesOf(db, id)
  const list = [...files.values()]
  return {
    // Of this very list: the copy may have been replaced since its row was read.
    version: versionOf(list),
    list: () => list,
    async read(path) {
      const file = files.get(path)
      return file && readBlob(db, file.hash)
    },
  }
}

/** Where people find the files. */
export function placeOf(source: DocsReference, scm: ScmIntegrations): Pick<SourceContext, 'sourceUrl' | 'editUrl'> {
  if (source.type !== 'url' || !scm.byUrl(source.target)) return {}
  const sourceUrl = source.target.replace(/\/?$/, '/')
  // A commit cannot be edited.
  if (/[0-9a-f]{40}/i.test(sourceUrl)) return { sourceUrl }
  return {
    sourceUrl,
    editUrl(path) {
      try {
        return scm.resolveEditUrl(scm.resolveUrl({ url: `./${encodePath(path)}`, base: sourceUrl }))
      } catch {
        // Names that no address of the host can hold.
        return undefined
      }
    },
  }
}
