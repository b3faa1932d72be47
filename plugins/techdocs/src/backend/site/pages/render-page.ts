import type { DocsHeading, DocsProblem } from '../../../model/site.ts'
import type { Markdown } from '../../markdown/markdown.ts'
import type { Sanitiser } from '../../sanitise/sanitiser.ts'
import { folderOf, pathInside } from '../paths.ts'
import type { SiteFiles } from '../site.ts'
import type { PageFile } from './docs-files.ts'
import { readFrontMatter } from './front-matter.ts'
import { type LinkTargets, type ResolvedLink, resolveLink } from './links.ts'
import type { KeptPage, PageCache } from './page-cache.ts'

/** A page whose Markdown has become clean HTML. */
export interface RenderedPage {
  html: string
  headings: DocsHeading[]
  /** Files from the root of the site. */
  problems: DocsProblem[]
  /** Links to headings, which only the other page can confirm. */
  anchors: { written: string; line: number | undefined; page: PageFile; anchor: string }[]
}

/** What pages of one site are rendered with. */
export interface PageWorkshop {
  files: SiteFiles
  markdown: Markdown
  sanitiser: Sanitiser
  targets: LinkTargets
  cache: PageCache
  /** Names the settings that the HTML depends on. */
  settingsKey: string
}

/** Snippets in snippets in snippets; each level renders the page once more. */
const maxSnippetLevels = 10
const maxSnippetChars = 1_000_000

/** Renders a page, or takes what was rendered of the same content when everything it asked for is still answered in the same way. */
export async function renderPage(page: PageFile, workshop: PageWorkshop): Promise<RenderedPage> {
  const key = `${workshop.settingsKey} ${page.path} ${page.hash}`
  const kept = workshop.cache.find(key)
  const isCurrent = kept !== undefined && holds(kept, page, workshop)
  const rendered = isCurrent ? kept : await renderAfresh(page, workshop)
  // A server that could not be asked for a drawing may answer the next time.
  const isLasting = rendered.problems.every(({ code }) => code !== 'diagram-unreachable')
  if (!isCurrent && isLasting) workshop.cache.keep(key, rendered)
  const { links, html, headings, linesAbove, frontMatterError } = rendered
  const resolved = links.map((link) => ({ ...link, ...resolve(link, page, workshop) }))
  const line = (inBody: number | undefined) => (inBody === undefined ? undefined : inBody + linesAbove)
  const found = [...rendered.problems, ...resolved.filter(({ isBroken }) => isBroken).map((link) => broken(link, page))]
  return {
    html,
    headings,
    problems: [
      ...(frontMatterError ? [brokenFrontMatter(frontMatterError, page)] : []),
      ...found.map((one) => (one.file === page.path ? { ...one, file: page.sourcePath, line: line(one.line) } : one)),
    ],
    anchors: resolved.flatMap(({ target, written, line: inBody }) =>
      target ? [{ ...target, written, line: line(inBody) }] : [],
    ),
  }
}

/** The text of a file; empty when it has gone meanwhile. */
export const readText = async (path: string, files: SiteFiles) => (await files.read(path))?.toString('utf8') ?? ''

const resolve = (
  { written, form }: KeptPage['links'][number],
  page: PageFile,
  { targets }: Pick<PageWorkshop, 'targets'>,
) => resolveLink(written, page, { targets, form })

function holds({ links, snippets }: KeptPage, page: PageFile, { targets, files }: PageWorkshop): boolean {
  if (links.some((link) => resolve(link, page, { targets }).href !== link.href)) return false
  if (snippets.size === 0) return true
  const hashes = new Map(files.list().map(({ path, hash }) => [path, hash]))
  return [...snippets].every(([path, hash]) => hashes.get(path) === hash)
}

async function renderAfresh(page: PageFile, workshop: PageWorkshop): Promise<KeptPage> {
  const source = readFrontMatter(await readText(page.sourcePath, workshop.files))
  const snippets = new Map<string, { text: string; hash: string } | undefined>()
  for (let level = 0; ; level++) {
    const wanted = new Set<string>()
    const links: KeptPage['links'] = []
    const { html, headings, problems } = await workshop.markdown.render(source.body, {
      file: page.path,
      meta: source.meta,
      resolve(written, use, line, form) {
        const link = resolveLink(written, page, { targets: workshop.targets, form })
        links.push({ written, use, line, form, href: link.href })
        return link.href
      },
      readSnippet(path) {
        const candidates = snippetPaths(path, page)
        for (const candidate of candidates) if (!snippets.has(candidate)) wanted.add(candidate)
        return candidates.map((candidate) => snippets.get(candidate)?.text).find((text) => text !== undefined)
      },
    })
    if (wanted.size === 0 || level === maxSnippetLevels) {
      const hashes = new Map([...snippets].map(([path, snippet]) => [path, snippet?.hash]))
      return {
        html: workshop.sanitiser.clean(html),
        headings,
        problems,
        linesAbove: source.linesAbove,
        frontMatterError: source.error,
        links,
        snippets: hashes,
      }
    }
    const listed = new Map(workshop.files.list().map((file) => [file.path, file]))
    for (const path of wanted) {
      const file = listed.get(path)
      const isRead = file !== undefined && file.size <= maxSnippetChars
      snippets.set(path, isRead ? { text: await readText(path, workshop.files), hash: file.hash } : undefined)
    }
  }
}

/** From the root of the site, and for a page of an included site from beside its config; never from outside. */
function snippetPaths(path: string, { config }: PageFile): string[] {
  const paths = ['', folderOf(config.file)].map((folder) => pathInside(folder, path))
  return [...new Set(paths.filter((inside) => inside !== undefined))]
}

function broken({ written, use, line }: KeptPage['links'][number] & ResolvedLink, { path }: PageFile): DocsProblem {
  return use === 'image'
    ? { code: 'missing-image', file: path, line, message: `The image "${written}" is not among the docs.` }
    : {
        code: 'broken-link',
        file: path,
        line,
        message: `The link to "${written}" leads nowhere: there is no such page or file.`,
      }
}

const brokenFrontMatter = ({ message, line }: { message: string; line?: number }, { sourcePath }: PageFile) => ({
  code: 'broken-front-matter',
  file: sourcePath,
  line,
  message: `The front matter cannot be read, so it is shown as text: ${message}`,
})
