import type { DocsSection } from '../../model/site.ts'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import { htmlDocument } from './document/html-document.ts'
import { searchIndex, sitemap, techdocsMetadata } from './document/site-documents.ts'
import { styleSheet, styleSheetFile } from './document/style-sheet.ts'
import { ahead } from './pages/ahead.ts'
import type { PageFile } from './pages/docs-files.ts'
import type { PageOrder } from './pages/page-order.ts'
import type { SiteStructure } from './read-structure.ts'
import { redirectDocument } from './redirects.ts'
import type { Site, SiteFiles, SitePage, SourceContext } from './site.ts'

/** What the files of a published site are made from. */
export interface PublishedParts {
  files: SiteFiles
  structure: SiteStructure
  context: SourceContext
  order: PageOrder
  pageAt(path: string): PageFile | undefined
  sitePage(page: PageFile): Promise<SitePage>
  sectionsOfPage(page: PageFile): Promise<DocsSection[]>
  sanitiser: Sanitiser
}

const notFoundFile = '404.html'

/** The files of a site as MkDocs would publish it (spec/techdocs.md 4). */
export function publishedFiles(parts: PublishedParts): Pick<Site, 'document' | 'asset' | 'files'> {
  const { structure, order, context } = parts
  const pages = order.all
  const { config, docs } = structure
  const etag = parts.files.version
  const copyright = config.copyright && parts.sanitiser.clean(config.copyright)
  const frame = { config, nav: structure.nav, titleOf: order.titleOf, copyright }

  const documentOf = async (file: PageFile) => {
    const { page } = await parts.sitePage(file)
    const { description } = order.headOf(file)
    return htmlDocument({ ...frame, page, file, description, previous: order.previous(file), next: order.next(file) })
  }
  const notFound = () => {
    const html = '<h1>404 - Not found</h1>'
    const page = { path: notFoundFile, title: 'Not found', html, headings: [], trail: [], hide: [], notices: [] }
    return htmlDocument({
      ...frame,
      page,
      file: undefined,
      description: undefined,
      previous: undefined,
      next: undefined,
    })
  }
  const index = async () => {
    const sections: DocsSection[][] = []
    for await (const ofPage of ahead(pages, parts.sectionsOfPage)) sections.push(ofPage)
    return searchIndex(config, sections)
  }
  // They stand for the site, so that a file of the docs cannot take their place.
  const generated = new Map<string, () => string | Promise<string>>([
    [styleSheetFile, () => styleSheet],
    ['sitemap.xml', () => sitemap(config, pages)],
    ['search/search_index.json', index],
    ['techdocs_metadata.json', () => techdocsMetadata(config, { builtAtMs: context.readAtMs ?? 0, files: all, etag })],
  ])
  const all: string[] = [
    ...pages.map(({ document }) => document),
    ...structure.gone.map(({ document }) => document),
    notFoundFile,
    ...generated.keys(),
    ...[...docs.assets.keys()].filter((path) => !generated.has(path)),
  ].sort()

  return {
    async document(path) {
      const page = parts.pageAt(path)
      if (page) return documentOf(page)
      const gone = structure.gone.find(({ document }) => document === path.replace(/(^|\/)$/, '$1index.html'))
      if (gone) return redirectDocument(gone)
      return path === notFoundFile ? notFound() : undefined
    },
    async asset(path) {
      const make = generated.get(path)
      if (make) return Buffer.from(await make())
      const file = docs.assets.get(path)
      return file && parts.files.read(file.sourcePath)
    },
    files: async () => all,
  }
}
