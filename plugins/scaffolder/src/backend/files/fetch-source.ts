import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ScmIntegrations, UrlReader } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { findThere } from './find-there.ts'
import { readFolder } from './folder-tree.ts'
import { maxTreeBytes, maxTreeEntries } from './limits.ts'
import { foldersOf, type Tree } from './tree.ts'
import { resolveInside } from './workspace.ts'

/** What to fetch. */
export interface FetchRequest {
  /** Absolute, or relative to the base. */
  url: string
  /** Of the template. A `file:` base is never left. */
  baseUrl?: string | undefined
  /** Instead of the integration's credentials. */
  token?: string | undefined
  signal: AbortSignal
}

/** Fetches what templates are made of (spec/scaffolder.md 11.2). */
export interface SourceFetcher {
  /** A folder. */
  tree(request: FetchRequest): Promise<Tree>
  /** A file. Its mode is known if it comes from below a `file:` base. */
  file(request: FetchRequest): Promise<{ data: Buffer; mode?: number }>
}

/**
 * Makes the fetcher of a portal.
 *
 * @param options.needsToken - `scaffolder.requireScmUserCredentials`: hosts in `integrations` are read with a person's token only.
 */
export function createFetcher(options: {
  urlReader: UrlReader
  scm: ScmIntegrations
  needsToken: boolean
}): SourceFetcher {
  const { urlReader, scm } = options
  const readOptions = (url: string, { token, signal }: FetchRequest) => {
    const integration = scm.byUrl(url)
    if (options.needsToken && integration && !token) throw errors.needsUserToken({ host: integration.host })
    return { signal, ...(token ? { token } : {}) }
  }
  return {
    async tree(request) {
      const place = locate(request, scm)
      if ('folder' in place) {
        const folder = await resolveInside(place.folder, place.path)
        await findThere(folder, { kind: 'folder', shown: request.url })
        return readFolder(folder, request.url)
      }
      const result = await urlReader.readTree(place.url, readOptions(place.url, request))
      const [files, links] = await Promise.all([result.files(), result.links()])
      if (files.length + links.length > maxTreeEntries) {
        throw errors.treeTooLarge({ url: request.url, maxBytes: maxTreeBytes, maxEntries: maxTreeEntries })
      }
      // A tree that holds its links as links needs no copies of what they lead to.
      const isLink = new Set(links.map(({ path }) => path))
      return {
        folders: foldersOf([...files, ...links].map(({ path }) => path)),
        files: files
          .filter(({ path }) => !isLink.has(path))
          .map(({ path, mode, content }) => ({ path, read: content, ...(mode === undefined ? {} : { mode }) })),
        links,
      }
    },
    async file(request) {
      const place = locate(request, scm)
      if ('folder' in place) {
        const path = await resolveInside(place.folder, place.path)
        const { mode, size } = await findThere(path, { kind: 'file', shown: request.url })
        if (size > maxTreeBytes) throw errors.treeTooLarge({ url: request.url, maxBytes: maxTreeBytes, maxEntries: 1 })
        return { data: await readFile(path), mode }
      }
      const result = await urlReader.readUrl(place.url, readOptions(place.url, request))
      return { data: await result.buffer() }
    },
  }
}

type Place = { url: string } | { folder: string; path: string }

function locate({ url, baseUrl }: FetchRequest, scm: ScmIntegrations): Place {
  if (URL.canParse(url)) return { url }
  if (!baseUrl) throw errors.noBaseUrl({ url })
  if (!baseUrl.startsWith('file:')) return { url: scm.resolveUrl({ url, base: baseUrl }) }
  return { folder: fileURLToPath(new URL('.', baseUrl)), path: url }
}
