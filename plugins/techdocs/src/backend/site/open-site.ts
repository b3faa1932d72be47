import { createHash } from 'node:crypto'
import type { DocsNotice, DocsProblem } from '../../model/site.ts'
import { escapeText } from '../escape-html.ts'
import { createMarkdown } from '../markdown/create-markdown.ts'
import { sortProblems } from './config/findings.ts'
import type { SiteConfig } from './config/site-config.ts'
import { navNodes } from './nav/nav-nodes.ts'
import { ahead } from './pages/ahead.ts'
import type { PageFile } from './pages/docs-files.ts'
import { editUrlOf, sourceUrlOf } from './pages/edit-url.ts'
import { type PageCache, pageCache } from './pages/page-cache.ts'
import { asNeighbour, orderPages, type PageOrder } from './pages/page-order.ts'
import { pathIndex } from './pages/page-paths.ts'
import { problemsOfPages } from './pages/page-problems.ts'
import { readPageHeads } from './pages/read-page-heads.ts'
import { type PageWorkshop, type RenderedPage, renderPage } from './pages/render-page.ts'
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
 * Never fails for what people wrote: what cannot be used is left out, and named in notices and problems.
 */
export async function openSite(files: SiteFiles, context: SourceContext, services: RenderServices): Promise<Site> {
  const structure = await readStructure(files, { name: context.fallbackName, strict: services.strict })
  const { config, docs, gone } = structure
  const order = await orderPages(structure.nav, docs, (pages) => readPageHeads(pages, files))
  const pageAt = pathIndex(order.all)
  const goneAt = pathIndex(gone)
  const markdown = createMarkdown({ extensions: config.extensions, strict: config.strict }, services)
  const workshop: PageWorkshop = {
    files,
    cache: cacheOf(services),
    markdown,
    sanitiser: services.sanitiser,
    settingsKey: digest([[...config.extensions], config.strict]),
    targets: {
      docs,
      at: (path) => pageAt(path) ?? goneAt(path),
      gone: new Map(gone.map((page) => [page.file, page])),
    },
  }
  const render = (page: PageFile) => renderPage(page, workshop)
  const sitePage = async (file: PageFile) => toSitePage(file, await render(file), { order, config, context })
  const sectionsOfPage = async (page: PageFile) =>
    order.headOf(page).isInSearch
      ? sectionsOf((await render(page)).html, { path: page.readAt, title: order.titleOf(page) })
      : []

  return {
    name: config.name,
    description: config.description,
    origin: 'native',
    version: digest([files.version, services.strict]),
    nav: navNodes(structure.nav, order),
    notices: structure.notices,
    language: config.language,
    direction: config.direction,
    pages: order.all.map(({ readAt }) => readAt),
    async page(path) {
      const page = pageAt(path)
      if (page) return sitePage(page)
      const redirect = goneAt(path)?.to
      if (redirect !== undefined) return { redirect }
      // A site without a first page opens at whatever its navigation begins with.
      return /^\/*(?:index\.html)?$/.test(path) && order.first ? { redirect: order.first.readAt } : undefined
    },
    ...publishedFiles({
      files,
      structure,
      context,
      order,
      pageAt,
      sitePage,
      sectionsOfPage,
      sanitiser: services.sanitiser,
    }),
    async *sections() {
      for await (const sections of ahead(order.all, sectionsOfPage)) yield* sections
    },
    async problems() {
      const unknown = (await markdown.unknownExtensions()).map((name) => unknownExtension(name, config))
      return sortProblems([...structure.problems, ...unknown, ...(await problemsOfPages(order.all, render))])
    },
  }
}

function cacheOf(services: RenderServices): PageCache {
  const cache = caches.get(services) ?? pageCache()
  caches.set(services, cache)
  return cache
}

interface PageSurroundings {
  order: PageOrder
  config: SiteConfig
  context: SourceContext
}

function toSitePage(
  file: PageFile,
  { html, headings, problems }: RenderedPage,
  { order, config, context }: PageSurroundings,
): SitePage {
  const title = order.titleOf(file)
  const page = {
    path: file.readAt,
    title,
    // As Material does for a page that brings no heading of its own.
    html: html.includes('<h1') ? html : `<h1>${escapeText(title)}</h1>\n${html}`,
    headings,
    trail: order.trailOf(file),
    previous: asNeighbour(order.previous(file), order),
    next: asNeighbour(order.next(file), order),
    editUrl: editUrlOf(file, config, context),
    sourceUrl: sourceUrlOf(file, context),
    hide: order.headOf(file).hide,
    notices: pageNotices(problems),
  }
  return { page, file: file.sourcePath }
}

/** What readers of a page should know of it, each once. */
function pageNotices(problems: readonly DocsProblem[]): DocsNotice[] {
  const codes = ['macro', 'broken-front-matter']
  const firsts = codes.flatMap((code) => problems.find((problem) => problem.code === code) ?? [])
  return firsts.map(({ code, message }) => ({ code, message }))
}

const unknownExtension = (name: string, { file, extensionLines }: SiteConfig): DocsProblem => ({
  code: 'unknown-extension',
  file,
  line: extensionLines.get(name),
  message: `The Markdown extension "${name}" is not known here, so what it adds is missing.`,
})

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
