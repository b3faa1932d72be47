import { posix } from 'node:path'
import type { DocsProblem } from '../../../model/site.ts'
import { ignoredBy } from '../config/ignore-lines.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { Mount } from '../nav/includes.ts'
import { below, folderOf } from '../paths.ts'
import type { SourceFile } from '../site.ts'

/** A file below a docs folder. */
export interface DocsFile {
  /** Among the docs, as links and the navigation name it: `guide/install.md`, of an include `box-office/index.md`. */
  path: string
  /** From the root of the site. */
  sourcePath: string
  hash: string
  /** The config that it belongs to. */
  config: SiteConfig
  /** From the docs folder of that config; it begins with `../` for a README beside that folder. */
  pathInFolder: string
}

/** Where a page is read. */
export interface PageAddress {
  /** As MkDocs has it: `''`, `guide/install/`, or `index.html`, `guide/install.html`. */
  url: string
  /** The path that readers know: `''` for the first page, else the URL. */
  readAt: string
  /** The file of the published site: `guide/install/index.html`. */
  document: string
}

/** A Markdown file, and where it is read. */
export interface PageFile extends DocsFile, PageAddress {
  isIndex: boolean
  /** Whether it may be missing in the navigation. */
  isOptional: boolean
}

/** All files of a site. */
export interface DocsFiles {
  /** By their path among the docs, in the order of a navigation that follows the files. */
  pages: ReadonlyMap<string, PageFile>
  /** By their path among the docs. */
  assets: ReadonlyMap<string, DocsFile>
  /** Both, by their path from the root of the site. */
  bySource: ReadonlyMap<string, PageFile | DocsFile>
  problems: DocsProblem[]
}

const isMarkdown = (path: string) => /\.(?:md|markdown|mdown|mkdn|mkd)$/i.test(path)
const isConfig = (path: string) => /(?:^|\/)mkdocs\.ya?ml$/.test(path)

/**
 * Finds the pages and other files of a site.
 *
 * @param mounts - The site's own docs folder first.
 */
export function findDocs(files: readonly SourceFile[], mounts: readonly [Mount, ...Mount[]]): DocsFiles {
  const [{ config }] = mounts
  // Hidden files hold secrets and histories. MkDocs also leaves out `templates/`, for themes that have no place here.
  const isExcluded = ignoredBy(['.*', ...config.excluded])
  const isOptional = ignoredBy(config.notInNav)
  const all = mounts.flatMap((mount) => filesOf(mount, files)).filter(({ path }) => !isExcluded(path))
  const fallback = indexFallback(all, files, config)
  const found = {
    pages: new Map<string, PageFile>(),
    assets: new Map<string, DocsFile>(),
    bySource: new Map<string, PageFile | DocsFile>(),
    problems: [] as DocsProblem[],
  }
  const taken = new Map<string, PageFile>()
  const pages = all.filter(({ path }) => isMarkdown(path)).map((file) => pageFile(file, config, isOptional(file.path)))
  for (const page of [...(fallback ? [pageFile(fallback, config, false)] : []), ...pages].sort(inOrder)) {
    const other = taken.get(page.url)
    if (other) {
      const message = `The page is not shown: ${other.path} has the same address.`
      found.problems.push({ code: 'same-address', file: page.sourcePath, message })
      continue
    }
    taken.set(page.url, page)
    found.pages.set(page.path, page)
    found.bySource.set(page.sourcePath, page)
  }
  for (const file of all) {
    if (isMarkdown(file.path) || isConfig(file.path)) continue
    found.assets.set(file.path, file)
    found.bySource.set(file.sourcePath, file)
  }
  return found
}

function filesOf({ at, config }: Mount, files: readonly SourceFile[]): DocsFile[] {
  const prefix = config.docsFolder === '' ? '' : `${config.docsFolder}/`
  return files.flatMap(({ path: sourcePath, hash }) => {
    if (!sourcePath.startsWith(prefix)) return []
    const pathInFolder = sourcePath.slice(prefix.length)
    return [{ path: below(at, pathInFolder), sourcePath, hash, config, pathInFolder }]
  })
}

/** A site without a first page takes the README that people see first in the repository (spec/techdocs.md 2 and 11). */
function indexFallback(
  all: readonly DocsFile[],
  files: readonly SourceFile[],
  config: SiteConfig,
): DocsFile | undefined {
  if (all.some(({ path }) => isMarkdown(path) && folderOf(path) === '' && isIndexName(stemOf(path)))) return undefined
  const folder = folderOf(config.file)
  const candidates = [below(config.docsFolder, 'readme.md'), below(folder, 'README.md'), below(folder, 'readme.md')]
  const source = candidates.map((path) => files.find((file) => file.path === path)).find((file) => file !== undefined)
  const pathInFolder = source && posix.relative(config.docsFolder, source.path)
  return (
    source && { path: 'index.md', sourcePath: source.path, hash: source.hash, config, pathInFolder: pathInFolder ?? '' }
  )
}

const stemOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
const isIndexName = (stem: string) => stem === 'index' || stem === 'README'

function pageFile(file: DocsFile, config: SiteConfig, isOptional: boolean): PageFile {
  return { ...file, ...addressOf(file.path, config), isIndex: isIndexName(stemOf(file.path)), isOptional }
}

/** Where a Markdown file among the docs is read, whether or not it is there. */
export function addressOf(path: string, { useDirectoryUrls }: SiteConfig): PageAddress {
  const stem = stemOf(path)
  const isIndex = isIndexName(stem)
  const name = isIndex ? 'index.html' : useDirectoryUrls ? `${stem}/index.html` : `${stem}.html`
  const document = below(folderOf(path), name)
  const url = useDirectoryUrls ? document.slice(0, -'index.html'.length) : document
  return { url, readAt: document === 'index.html' ? '' : url, document }
}

/** Folder by folder as MkDocs sorts: the index first, an `index.md` before a `README.md`, files before the folders below. */
function inOrder(a: PageFile, b: PageFile): number {
  const byFolder = compareParts(folderOf(a.path), folderOf(b.path))
  if (byFolder !== 0) return byFolder
  if (a.isIndex !== b.isIndex) return a.isIndex ? -1 : 1
  if (a.isIndex) return stemOf(a.path) === 'index' ? -1 : 1
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function compareParts(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [a, b].map((folder) => (folder === '' ? [] : folder.split('/'))) as [string[], string[]]
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (part !== other) return part < other ? -1 : 1
  }
  return -1
}
