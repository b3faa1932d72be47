import { below, decodePath, folderOf, pathInside, relativeUrl } from '../paths.ts'
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

/** Where an address stands: in Markdown it leads from the file; in a tag MkDocs leaves it alone, so that it leads from the page. */
export type LinkForm = 'markdown' | 'html'

/**
 * Turns an address as written in a page into the one of the output.
 *
 * Beside what MkDocs resolves (Markdown and other files, relative to the page among the docs), it follows paths that hold in the
 * repository but not among the docs, absolute paths that name a file of the site, and folders with an index: what works where the
 * author looks at the file works here.
 */
export function resolveLink(
  written: string,
  from: PageFile,
  { targets, form = 'markdown' }: { targets: LinkTargets; form?: LinkForm },
): ResolvedLink {
  const isElsewhere = written === '' || /^[a-z][a-z0-9+.-]*:/i.test(written) || written.startsWith('//')
  const parts = isElsewhere ? undefined : /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(written)
  if (!parts) return { href: written }
  const [, encoded = '', query = '', fragment] = parts
  const anchor = fragment ? decodePath(fragment) : undefined
  const path = decodePath(encoded)
  if (path === '') return { href: written, ...(anchor && { target: { page: from, anchor } }) }
  const inOutput = isInOutput(path, from, targets)
  if (inOutput && form === 'html') return { href: written }
  const found = findFile(path, from, targets) ?? (inOutput ? undefined : findIndex(path, from, targets))
  if (!found) return { href: written, ...(!inOutput && { isBroken: true as const }) }
  const href = relativeUrl(from.url, 'url' in found ? found.url : found.path) + query
  const page = isPage(found) ? found : undefined
  return {
    href: fragment === undefined ? href : `${href}#${fragment}`,
    ...(page && anchor && { target: { page, anchor } }),
  }
}

/** Whether a path leads somewhere from where the page is read. */
function isInOutput(path: string, { url }: PageFile, { docs, at }: LinkTargets): boolean {
  const inside = path.startsWith('/') ? undefined : pathInside(folderOf(url), path)
  return inside !== undefined && (at(inside) !== undefined || docs.assets.has(inside))
}

type Found = PageFile | PageAddress | { path: string }

const isPage = (found: Found): found is PageFile => 'isIndex' in found

function findFile(path: string, from: PageFile, { docs, gone }: LinkTargets): Found | undefined {
  const isAbsolute = path.startsWith('/')
  const amongDocs = isAbsolute ? pathInside('', path.slice(1)) : pathInside(folderOf(from.path), path)
  const inSource = isAbsolute ? amongDocs : pathInside(folderOf(from.sourcePath), path)
  return (
    (amongDocs !== undefined
      ? (docs.pages.get(amongDocs) ?? docs.assets.get(amongDocs) ?? gone.get(amongDocs))
      : undefined) ?? (inSource === undefined ? undefined : docs.bySource.get(inSource))
  )
}

function findIndex(path: string, from: PageFile, { docs }: LinkTargets): PageFile | undefined {
  const folder = path.startsWith('/') ? pathInside('', path.slice(1)) : pathInside(folderOf(from.path), path)
  if (folder === undefined) return undefined
  const named = (name: string) => docs.pages.get(below(folder, name))
  return named('index.md') ?? named('README.md')
}
