import { posix } from 'node:path'
import { decodePath, folderOf, pathInside, relativeUrl } from '../paths.ts'
import type { DocsFiles, PageAddress, PageFile } from './docs-files.ts'

/** What links of a site can lead to. */
export interface LinkTargets {
  docs: DocsFiles
  /** What is read at a path below the site, redirects included. */
  at(path: string): PageAddress | undefined
  /** Where a Markdown file was that is now redirected. */
  gone: ReadonlyMap<string, PageAddress>
}

/** A link as it stands in the output. */
export interface ResolvedLink {
  href: string
  /** The page that it leads to, when it names a heading of it. */
  target?: { page: PageFile; anchor: string }
  isBroken?: true
}

/**
 * Turns an address as written in a page into the one of the output.
 *
 * Beside what MkDocs resolves (Markdown and other files, relative to the page among the docs), it follows paths that hold in the
 * repository but not among the docs, absolute paths that name a file of the site, and folders with an index: what works where the
 * author looks at the file works here.
 */
export function resolveLink(written: string, from: PageFile, targets: LinkTargets): ResolvedLink {
  const isElsewhere = written === '' || /^[a-z][a-z0-9+.-]*:/i.test(written) || written.startsWith('//')
  const parts = isElsewhere ? undefined : /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(written)
  if (!parts) return { href: written }
  const [, path = '', query = '', fragment] = parts
  const anchor = fragment ? decodePath(fragment) : undefined
  if (path === '') return { href: written, ...(anchor && { target: { page: from, anchor } }) }
  const found = find(decodePath(path), from, targets)
  if (!found) {
    const isRead = targets.at(pathInside(folderOfUrl(from.url), decodePath(path)) ?? '\0') !== undefined
    return isRead ? { href: written } : { href: written, isBroken: true }
  }
  const page = 'isIndex' in found ? found : undefined
  return {
    href:
      relativeUrl(from.url, 'url' in found ? found.url : found.path) +
      query +
      (fragment === undefined ? '' : `#${fragment}`),
    ...(page && anchor && { target: { page, anchor } }),
  }
}

type Found = PageFile | PageAddress | { path: string }

function find(path: string, from: PageFile, { docs, gone, at }: LinkTargets): Found | undefined {
  const amongDocs = (inside: string | undefined): Found | undefined =>
    inside === undefined ? undefined : (docs.pages.get(inside) ?? docs.assets.get(inside) ?? gone.get(inside))
  const inSource = (inside: string | undefined) => (inside === undefined ? undefined : docs.bySource.get(inside))
  if (path.startsWith('/')) {
    const inside = pathInside('', path.slice(1))
    return amongDocs(inside) ?? inSource(inside) ?? indexBelow(inside)
  }
  const relative = pathInside(folderOf(from.path), path)
  const direct = amongDocs(relative) ?? inSource(pathInside(folderOf(from.sourcePath), path))
  if (direct) return direct
  // What already leads to a page from where this one is read stays as it is written.
  const isRead = at(pathInside(folderOfUrl(from.url), path) ?? '\0') !== undefined
  return isRead ? undefined : indexBelow(relative)

  function indexBelow(folder: string | undefined): Found | undefined {
    if (folder === undefined || posix.extname(folder) === '.md') return undefined
    const inFolder = (name: string) => docs.pages.get(folder === '' ? name : `${folder}/${name}`)
    return inFolder('index.md') ?? inFolder('README.md')
  }
}

/** The folder that relative addresses start from. */
const folderOfUrl = (url: string) => url.slice(0, Math.max(url.lastIndexOf('/'), 0))
