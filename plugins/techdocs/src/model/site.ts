/** A node of a site's navigation: a page, a link elsewhere, or a section. */
export type DocsNavNode =
  | { title: string; path: string; icon?: string; status?: string }
  | { title: string; url: string }
  | { title: string; children: DocsNavNode[]; path?: string }

/** Something that people should know about how a site is shown. */
export interface DocsNotice {
  /** `plugin-missing`, `source-unreadable`, `renders-differently`. */
  code: string
  message: string
}

/** A docs site, without its pages. */
export interface DocsSite {
  /** Canonical; of another entity when `backstage.io/techdocs-entity` leads there. */
  entityRef: string
  name: string
  description?: string
  /** Paths are those of pages: `''` for the first, `guide/install/`. */
  nav: DocsNavNode[]
  /** `native`: rendered here; `mkdocs`: built by MkDocs; `published`: read from where it was published. */
  origin: 'native' | 'mkdocs' | 'published'
  /** Changes when anything of the site does. */
  version: string
  /** Of the source, as people open it. */
  sourceUrl?: string
  language?: string
  direction?: 'ltr' | 'rtl'
  /** Names of other versions that `?version=` knows, newest first; the newest is read without. */
  versions: string[]
  notices: DocsNotice[]
  /** How many problems its owner should know of. */
  problemCount: number
}

/** A heading of a page. */
export interface DocsHeading {
  id: string
  /** Text without markup. */
  title: string
  /** 1 to 6. */
  level: number
}

/** A neighbour in reading order. */
export interface DocsNeighbour {
  title: string
  path: string
}

/** Who changed a page, and when. */
export interface DocsHistory {
  /** ISO 8601. */
  updatedAt: string
  /** The newest first, each once. */
  contributors: { name: string; email?: string }[]
}

/** A page, ready to be shown. */
export interface DocsPage {
  /** `''`, `guide/install/`, with `use_directory_urls: false` `guide/install.html`. */
  path: string
  title: string
  /**
   * What stands in MkDocs' `article`, without the edit button; cleaned. Links and images are relative to the page's URL, as
   * MkDocs writes them.
   */
  html: string
  headings: DocsHeading[]
  /** Titles of the sections above it. */
  trail: string[]
  previous?: DocsNeighbour
  next?: DocsNeighbour
  /** Where the file can be edited, and read, at its host. */
  editUrl?: string
  sourceUrl?: string
  /** What the page's front matter hides. */
  hide: ('navigation' | 'toc' | 'footer')[]
  history?: DocsHistory
  notices: DocsNotice[]
}

/** What is read at a path: a page, or where it has gone. */
export type DocsReading = { page: DocsPage } | { redirect: string }

/** Something wrong with a site, for its owner. */
export interface DocsProblem {
  /** `broken-link`, `missing-image`, `missing-page`, `missing-snippet`, `dropped-config`, `renders-differently`, … */
  code: string
  /** The file, from the folder of `mkdocs.yml`. */
  file: string
  line?: number
  message: string
}

/** A piece of a site as search knows it: the whole page, or the part below one heading. */
export interface DocsSection {
  /** `guide/install/#linux`; without an anchor the part before the first heading. */
  path: string
  /** Of the heading, else of the page. */
  title: string
  pageTitle: string
  /** Visible text without markup, line numbers, or pilcrows. */
  text: string
}
