import type { ExtensionSettings } from './extensions.ts'

/** What a `mkdocs.yml` says, or the defaults where there is none. */
export interface SiteConfig {
  /** From the root of the site: `mkdocs.yml`, of an include `services/api/mkdocs.yml`. */
  file: string
  /** Whether the file is there and can be read. */
  isWritten: boolean
  name: string
  description?: string
  /** Where the published site is, with a trailing slash. */
  url?: string
  /** HTML, as written. */
  copyright?: string
  /** From the root of the site; `''` is the root. */
  docsFolder: string
  /** Undefined: the navigation follows the files. */
  nav?: NavEntry[]
  /** Lines of gitignore. */
  excluded: readonly string[]
  /** Lines of gitignore: files that may be missing in the navigation. */
  notInNav: readonly string[]
  useDirectoryUrls: boolean
  /** Of the theme: `navigation.indexes`. */
  features: ReadonlySet<string>
  language?: string
  direction?: 'ltr' | 'rtl'
  repository: Repository
  extensions: ReadonlyMap<string, ExtensionSettings>
  /** Of those that the site names itself. */
  extensionLines: ReadonlyMap<string, number>
  /** `strict-python-markdown`. */
  strict: boolean
  redirects: readonly Redirect[]
  /** Whether `.pages` files arrange folders. */
  usesPagesFiles: boolean
}

/** Where the files of a site can be edited, as far as its config says so. */
export interface Repository {
  url?: string
  /** `''` switches edit links off. */
  editUri?: string
  editUriTemplate?: string
}

/** An entry of `nav`, as written. */
export type NavEntry =
  | { title?: string; target: string; line?: number }
  | { title: string; entries: NavEntry[]; line?: number }

/** An entry of `redirect_maps`. */
export interface Redirect {
  /** A Markdown file that has gone, among the docs. */
  from: string
  /** A Markdown file among the docs with its anchor, or a URL. */
  to: string
  line?: number
}
