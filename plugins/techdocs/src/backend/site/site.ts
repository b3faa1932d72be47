import type { DocsNavNode, DocsNotice, DocsPage, DocsProblem, DocsSection } from '../../model/site.ts'

/** One file of a site's source. */
export interface SourceFile {
  /** From the folder of `mkdocs.yml`, `/` as separator. */
  path: string
  size: number
  /** Of the content. */
  hash: string
}

/** The source of a site at one moment: a copy in the database, or a folder. */
export interface SiteFiles {
  /** Changes when any file does. */
  readonly version: string
  list(): readonly SourceFile[]
  /** Undefined when there is none. */
  read(path: string): Promise<Buffer | undefined>
}

/** What is known of a source beside its files. */
export interface SourceContext {
  /** The title or name of the entity, for sites without a config. */
  fallbackName: string
  /** The folder at its host, with a trailing slash, if people can open it: edit links come from it. */
  sourceUrl?: string
  /** When the source was read, in milliseconds since 1970: published sites call it the time of their build. */
  readAtMs?: number
  /** The page on which a file can be edited; from the folder. */
  editUrl?(path: string): string | undefined
}

/** What of a page is found by whoever serves it: history is looked up apart. */
export interface SitePage {
  page: Omit<DocsPage, 'history'>
  /** The file it was made from, from the folder of `mkdocs.yml`; undefined for sites that others built. */
  file?: string
}

/** A docs site, whatever it was made from. */
export interface Site {
  readonly name: string
  readonly description: string | undefined
  readonly origin: 'native' | 'mkdocs' | 'published'
  readonly version: string
  readonly nav: readonly DocsNavNode[]
  readonly notices: readonly DocsNotice[]
  readonly language?: string
  readonly direction?: 'ltr' | 'rtl'
  /** Paths of all pages, in the order of the navigation, then those that it does not name. */
  readonly pages: readonly string[]
  /**
   * @param path - Not encoded, as browsers ask: `guide/install`, `guide/install/`, `guide/install/index.html`, `''`.
   * @returns undefined when there is none; `redirect`: a path below the site, or a whole URL.
   */
  page(path: string): Promise<SitePage | { redirect: string } | undefined>
  /** A whole document as MkDocs with Material would write it (spec/techdocs.md 4), for storage clients and for publishing. */
  document(path: string): Promise<string | undefined>
  /** Any other file of the published site: images, `search/search_index.json`, `sitemap.xml`, style sheets. */
  asset(path: string): Promise<Buffer | undefined>
  /** Paths of all files that `document` and `asset` know. */
  files(): Promise<readonly string[]>
  /** What search is to know, page by page. Pages that are excluded from search give nothing. */
  sections(): AsyncIterable<DocsSection>
  /** Renders every page to find out. */
  problems(): Promise<DocsProblem[]>
}
