import { createHash } from 'node:crypto'
import type { DocsNeighbour, DocsProblem, DocsSection } from '../../model/site.ts'
import { escapeText } from '../escape-html.ts'
import { createMarkdown } from '../markdown/create-markdown.ts'
import { sortProblems } from './config/findings.ts'
import type { SiteConfig } from './config/site-config.ts'
import { pagesOf } from './nav/nav-items.ts'
import { navNodes } from './nav/nav-nodes.ts'
import { ahead } from './pages/ahead.ts'
import type { PageFile } from './pages/docs-files.ts'
import { editUrlOf, sourceUrlOf } from './pages/edit-url.ts'
import { type PageCache, pageCache } from './pages/page-cache.ts'
import { pathIndex } from './pages/page-paths.ts'
import { readPageHeads } from './pages/read-page-heads.ts'
import { type RenderedPage, renderPage } from './pages/render-page.ts'
import { titleOfName } from './pages/titles.ts'
import { publishedFiles } from './published-files.ts'
import { readStructure } from './read-structure.ts'
import { sectionsOf } from './sections.ts'
import type { RenderServices } from './services.ts'
import type { Site, SiteFiles, SitePage, SourceContext } from './site.ts'

/** What was rendered, for each set of services: the HTML depends on how they draw and clean. */
const caches = new WeakMap<RenderServices, PageCache>()

/**
 * Opens the docs site of a folder: reads its config, finds its pages and their titles. Pages are rendered when they are asked for.
 *
 * Never fails for what people wrote: what cannot be used is left out, and named in notices and problems. Brings the Markdown
 * parser along, so that whoever serves sites imports this when the first is wanted.
 */
export async function openSite(files: SiteFiles, context: SourceContext, services: RenderServices): Promise<Site> {
  const structure = await readStructure(files, { name: context.fallbackName, strict: services.strict })
  const { config, docs } = structure
  const named = pagesOf(structure.nav)
  const inOrder = [...named.keys(), ...[...docs.pages.values()].filter((page) => !named.has(page))]
  const heads = await readPageHeads(inOrder, files)
  const headOf = (page: PageFile) => heads.get(page) ?? { hide: [], isInSearch: true }
  const titleOf = (page: PageFile) => named.get(page)?.title ?? headOf(page).title ?? usualTitle(page)
  const pageAt = pathIndex(inOrder)
  const goneAt = pathIndex(structure.gone)
  const cache = caches.get(services) ?? pageCache()
  caches.set(services, cache)
  const settings = { extensions: config.extensions, strict: config.strict }
  const markdown = createMarkdown(settings, services)
  const workshop = {
    files,
    cache,
    markdown,
    sanitiser: services.sanitiser,
    settingsKey: digest(JSON.stringify([[...config.extensions], config.strict])),
    targets: {
      docs,
      at: (path: string) => pageAt(path) ?? goneAt(path),
      gone: new Map(structure.gone.map((page) => [page.file, page])),
    },
  }
  const render = (page: PageFile) => renderPage(page, workshop)
  const reading = [...named.keys()]
  const places = new Map(reading.map((page, place) => [page, place]))
  const neighbour = (page: PageFile, step: 1 | -1): PageFile | undefined => {
    const place = places.get(page)
    return place === undefined ? undefined : reading[place + step]
  }

  async function sitePage(file: PageFile): Promise<SitePage> {
    const { html, headings, problems } = await render(file)
    const [title, previous, next] = [titleOf(file), neighbour(file, -1), neighbour(file, 1)]
    const trail = named.get(file)?.trail ?? []
    const page = {
      path: file.readAt,
      title,
      html: withTitle(html, title),
      headings,
      trail,
      previous: previous && toNeighbour(previous),
      next: next && toNeighbour(next),
      editUrl: editUrlOf(file, config, context),
      sourceUrl: sourceUrlOf(file, context),
      hide: headOf(file).hide,
      notices: pageNotices(problems),
    }
    return { page, file: file.sourcePath }
  }
  const toNeighbour = (page: PageFile): DocsNeighbour => ({ title: titleOf(page), path: page.readAt })

  async function sectionsOfPage(page: PageFile): Promise<DocsSection[]> {
    if (!headOf(page).isInSearch) return []
    return sectionsOf((await render(page)).html, { path: page.readAt, title: titleOf(page) })
  }

  return {
    name: config.name,
    description: config.description,
    origin: 'native',
    version: digest(JSON.stringify([files.version, services.strict])),
    nav: navNodes(structure.nav, { headOf, titleOf }),
    notices: structure.notices,
    language: config.language,
    direction: config.direction,
    pages: inOrder.map(({ readAt }) => readAt),
    async page(path) {
      const page = pageAt(path)
      if (page) return sitePage(page)
      const gone = goneAt(path)
      if (gone) return { redirect: gone.to }
      // A site without a first page opens at whatever its navigation begins with.
      const [first] = reading
      return /^\/*(?:index\.html)?$/.test(path) && first ? { redirect: first.readAt } : undefined
    },
    ...publishedFiles({
      files,
      structure,
      context,
      pages: inOrder,
      pageAt,
      sitePage,
      titleOf,
      headOf,
      neighbour,
      sectionsOfPage,
      sanitiser: services.sanitiser,
    }),
    async *sections() {
      for await (const sections of ahead(inOrder, sectionsOfPage)) yield* sections
    },
    async problems() {
      const unknown = (await markdown.unknownExtensions()).map((name) => unknownExtension(name, config))
      return sortProblems([...structure.problems, ...unknown, ...(await problemsOfPages(inOrder, render))])
    },
  }
}

/** What is wrong in the pages; a link to a heading is wrong when the page that it names has no such id. */
async function problemsOfPages(
  pages: readonly PageFile[],
  render: (page: PageFile) => Promise<RenderedPage>,
): Promise<DocsProblem[]> {
  const problems: DocsProblem[] = []
  const ids = new Map<PageFile, Set<string>>()
  const anchors: (RenderedPage['anchors'][number] & { file: string })[] = []
  const both = async (page: PageFile) => ({ page, rendered: await render(page) })
  for await (const { page, rendered } of ahead(pages, both)) {
    problems.push(...rendered.problems)
    ids.set(page, new Set([...rendered.html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)))
    anchors.push(...rendered.anchors.map((anchor) => ({ ...anchor, file: page.sourcePath })))
  }
  for (const { page, anchor, written, line, file } of anchors) {
    if (ids.get(page)?.has(anchor)) continue
    const message = `The link to "${written}" leads to a heading that "${page.path}" does not have.`
    problems.push({ code: 'broken-anchor', file, line, message })
  }
  return problems
}

const unknownExtension = (name: string, { file, extensionLines }: SiteConfig): DocsProblem => ({
  code: 'unknown-extension',
  file,
  line: extensionLines.get(name),
  message: `The Markdown extension "${name}" is not known here, so what it adds is missing.`,
})

/** MkDocs calls the first page "Home", any other after its file, when nothing in it is a title. */
function usualTitle({ path }: PageFile): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
  return path === 'index.md' || path === 'README.md' ? 'Home' : titleOfName(name)
}

/** As Material does for a page that brings no heading of its own. */
const withTitle = (html: string, title: string) =>
  html.includes('<h1') ? html : `<h1>${escapeText(title)}</h1>\n${html}`

/** What readers of a page should know of it. */
const pageNotices = (problems: readonly DocsProblem[]) =>
  problems
    .filter(({ code }) => code === 'macro' || code === 'broken-front-matter')
    .map(({ code, message }) => ({ code, message }))

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)
