import type { DocsHeading, DocsProblem } from '../../model/site.ts'

/** What of a site's `mkdocs.yml` decides how its Markdown is read. */
export interface MarkdownOptions {
  /** Names as MkDocs knows them (`pymdownx.tasklist`) with their settings, those of techdocs-core included (spec/techdocs.md 3). */
  extensions: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** `strict-python-markdown`: nesting of lists and other habits of Python-Markdown. Otherwise what authors see on GitHub. */
  strict: boolean
}

/** What a page is rendered with. */
export interface MarkdownPage {
  /** From the docs folder: `guide/install.md`. */
  file: string
  /** What the front matter says, as YAML gave it. */
  meta: Readonly<Record<string, unknown>>
  /**
   * Turns an address as written into the one of the output, relative to the page: `other.md#x` into `../other/#x`. Reports what
   * does not exist itself.
   *
   * @param written - `html`: in a tag, where MkDocs changes nothing. Its author may have written for the file, as on GitHub, or for
   *   the page that MkDocs makes of it.
   */
  resolve(href: string, use: 'link' | 'image', line: number | undefined, written?: 'markdown' | 'html'): string
  /** The text of a snippet by its path as written; undefined when there is none, or it may not be read. */
  readSnippet(path: string): string | undefined
}

/** A rendered page. */
export interface RenderedMarkdown {
  /** As MkDocs writes it, not yet sanitised. */
  html: string
  /** Of the first heading of level 1. */
  title: string | undefined
  headings: DocsHeading[]
  /** `renders-differently`, `missing-snippet`, `macro`, … */
  problems: DocsProblem[]
}

/** Renders the pages of one site. Made by `createMarkdown(options, { highlighter, diagrams })` in `create-markdown.ts`. */
export interface Markdown {
  /** Extensions that the site lists, and nothing here knows: they change nothing. */
  unknownExtensions(): Promise<readonly string[]>
  /** @param source - Without the front matter; lines of problems are counted in it, from 1. */
  render(source: string, page: MarkdownPage): Promise<RenderedMarkdown>
}
