import type { Sql, UrlReader } from '@callboard/kernel'
import type { DocsSourceType } from '../../model/source-type.ts'
import { filesOf, type SiteRow } from './copy-store.ts'
import type { DocsReference } from './docs-reference.ts'
import type { CopyLimits } from './limits.ts'
import { openLocalFolder, stampFolder } from './local-folder.ts'
import { readSite, type SiteRead } from './read-site.ts'
import { readRemoteTree, remoteFolder } from './remote-folder.ts'

/** What reading sources needs. */
export interface SourceServices {
  db: Sql
  urlReader: UrlReader
  /** Those that plugins bring along; complete once the portal starts. */
  types(): readonly DocsSourceType[]
  limits: CopyLimits
}

/**
 * Reads what a site needs of its source.
 *
 * @returns undefined when the copy is as the source.
 * @throws What people are told as the reason.
 */
export async function readSource(
  site: Pick<SiteRow, 'id' | 'source' | 'copy'>,
  services: SourceServices,
  signal: AbortSignal,
): Promise<{ etag: string; read: SiteRead } | undefined> {
  const { source, copy } = site
  const etag = copy && isSameSource(copy.source, source) ? copy.etag : undefined
  const known = await filesOf(services.db, site.id)
  const { limits } = services
  if (source.type === 'dir')
    return readFolder(source.target, { known, limits, copy: etag === undefined ? undefined : copy })
  const tree = await readTree(source, services, { signal, ...(etag !== undefined && { etag }) })
  if (!tree) return undefined
  return { etag: tree.etag, read: await readSite(remoteFolder(tree, limits), { known, limits }) }
}

/** Whether two places are the same. */
export const isSameSource = (a: DocsReference, b: DocsReference): boolean => a.type === b.type && a.target === b.target

function readTree(
  { type, target }: DocsReference,
  { urlReader, types }: SourceServices,
  options: { etag?: string; signal: AbortSignal },
) {
  if (type === 'url') return readRemoteTree(urlReader, target, options)
  const reader = types().find((one) => one.type === type)
  if (!reader) throw new Error(`Nothing here reads sources of the type "${type}"; "dir" and "url" are always there.`)
  return reader.read(target, options)
}

async function readFolder(
  target: string,
  { known, limits, copy }: { known: Parameters<typeof openLocalFolder>[1]; limits: CopyLimits; copy: SiteRow['copy'] },
): Promise<{ etag: string; read: SiteRead } | undefined> {
  try {
    if (copy && (await stampFolder(target, copy.selection)) === copy.etag) return undefined
    const read = await readSite(await openLocalFolder(target, known), { known, limits })
    // Taken after the read: what is saved in between is newer than its stamp here, and read again at the next look.
    return { etag: await stampFolder(target, read.selection), read }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error(`The folder ${target} is not there.`, { cause: error })
  }
}
