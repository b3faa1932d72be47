import type { UrlReader } from '@callboard/kernel'
import type { DocsTree } from '../../model/source-type.ts'
import type { CopyLimits } from './limits.ts'
import type { FoundFile, SiteFolder } from './read-site.ts'
import { isSelected, type Selection } from './select-files.ts'

/** A folder that is fetched. What has been fetched once is kept for the next question of the same read. */
export function remoteFolder(tree: DocsTree, { maxFileBytes, maxSiteBytes }: CopyLimits): SiteFolder {
  const sizes = new Map<string, number>()
  const contents = new Map<string, Uint8Array>()
  const refused = new Set<string>()
  let bytes = 0

  const fetchFiles = async (selection: Selection) => {
    const files = await tree.files((path, size) => {
      sizes.set(path, size)
      // The configs of included sites come along, so that most sites take a single fetch.
      const isWanted = isSelected(path, selection) || /(?:^|\/)mkdocs\.ya?ml$/.test(path)
      if (!isWanted || contents.has(path)) return false
      if (size > maxFileBytes || bytes + size > maxSiteBytes) {
        refused.add(path)
        return false
      }
      bytes += size
      return true
    })
    for (const { path, content } of files) contents.set(path, content)
  }
  const isMissing = (path: string, selection: Selection) =>
    !contents.has(path) && !refused.has(path) && isSelected(path, selection)

  return {
    async read(selection, isWanted) {
      const isNew = sizes.size === 0
      if (isNew || [...sizes.keys()].some((path) => isMissing(path, selection))) await fetchFiles(selection)
      const found: FoundFile[] = []
      for (const path of [...contents.keys(), ...refused].sort()) {
        const content = contents.get(path)
        const size = content?.length ?? sizes.get(path) ?? 0
        if (isSelected(path, selection) && isWanted(path, size) && content) found.push({ path, size, content })
      }
      return found
    },
    problems: () => [],
  }
}

/**
 * Reads a folder of a source code host.
 *
 * @returns undefined when the etag still holds.
 */
export async function readRemoteTree(
  urlReader: UrlReader,
  url: string,
  { etag, signal }: { etag?: string; signal: AbortSignal },
): Promise<DocsTree | undefined> {
  try {
    // Costs one request; the archive is fetched when files are asked for.
    const head = await urlReader.readTree(url, { signal, ...(etag !== undefined && { etag }) })
    return {
      etag: head.etag,
      async files(wants) {
        // A reader takes one filter for each call.
        const tree = await urlReader.readTree(url, { signal, filter: (path, { size }) => wants(path, size) })
        return Promise.all((await tree.files()).map(async ({ path, content }) => ({ path, content: await content() })))
      },
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'NotModifiedError') return undefined
    throw error
  }
}
