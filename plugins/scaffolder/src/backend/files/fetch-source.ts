import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ScmIntegrations, UrlReader } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { findThere } from './find-there.ts'
import { readFolder } from './folder-tree.ts'
import { maxTreeBytes, maxTreeEntries } from './limits.ts'
import { foldersOf, type Tree } from './tree.ts'
import { TreeCache } from './tree-cache.ts'
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
  const cache = new TreeCache()
  // Every task asks the host, with its own credentials; only what has not changed is not sent again.
  const readRemote = async (url: string, request: FetchRequest): Promise<Tree> => {
    const key = createHash('sha256')
      .update(JSON.stringify([url, request.token]))
      .digest('hex')
    const known = cache.find(key)
    try {
      const result = await urlReader.readTree(url, { ...readOptions(url, request), ...(known && { etag: known.etag }) })
      const tree = await treeOf(result, url)
      if (result.etag) await cache.keep(key, { etag: result.etag, tree })
      return tree
    } catch (error) {
      if (known && error instanceof Error && error.name === 'NotModifiedError') return known.tree
      throw error
    }
  }
  return {
    async tree(request) {
      const place = locate(request, scm)
      if ('folder' in place) {
        const folder = await resolveInside(place.folder, place.path)
        await findThere(folder, { kind: 'folder', shown: request.url })
        return readFolder(folder, request.url)
      }
      return readRemote(place.url, request)
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

async function treeOf(result: ReadTreeResult, url: string): Promise<Tree> {
  const [files, links] = await Promise.all([result.files(), result.links()])
  if (files.length + links.length > maxTreeEntries) {
    throw errors.treeTooLarge({ url, maxBytes: maxTreeBytes, maxEntries: maxTreeEntries })
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
}

/** What the reader gives for a tree. */
type ReadTreeResult = Awaited<ReturnType<UrlReader['readTree']>>

type Place = { url: string } | { folder: string; path: string }

function locate({ url, baseUrl }: FetchRequest, scm: ScmIntegrations): Place {
  if (URL.canParse(url)) return { url }
  if (!baseUrl) throw errors.noBaseUrl({ url })
  if (!baseUrl.startsWith('file:')) return { url: scm.resolveUrl({ url, base: baseUrl }) }
  return { folder: fileURLToPath(new URL('.', baseUrl)), path: url }
}
