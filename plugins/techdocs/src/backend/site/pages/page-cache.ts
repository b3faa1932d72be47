import type { DocsHeading, DocsProblem } from '../../../model/site.ts'
import type { LinkForm } from './links.ts'

/** A rendered page, with what was asked while it was rendered and what the answers were. */
export interface KeptPage {
  html: string
  headings: DocsHeading[]
  /** From the docs folder, lines counted from the body. */
  problems: DocsProblem[]
  /** Of the front matter. */
  linesAbove: number
  frontMatterError?: { message: string; line?: number }
  links: { written: string; use: 'link' | 'image'; line: number | undefined; form?: LinkForm; href: string }[]
  /** By path, with the hash of the file; undefined when there was none. */
  snippets: ReadonlyMap<string, string | undefined>
}

/** Pages that were rendered lately, of any version of any site. */
export interface PageCache {
  find(key: string): KeptPage | undefined
  keep(key: string, page: KeptPage): void
}

/** Counted by their HTML: some hundred pages. */
const defaultMaxChars = 16_000_000

/** Keeps pages until there are too many; those that were wanted longest ago go first. */
export function pageCache(maxChars: number = defaultMaxChars): PageCache {
  // A Map keeps insertion order, and what is found is put to its end.
  const pages = new Map<string, KeptPage>()
  let chars = 0
  const drop = (key: string) => {
    chars -= pages.get(key)?.html.length ?? 0
    pages.delete(key)
  }
  return {
    find(key) {
      const page = pages.get(key)
      if (page) {
        pages.delete(key)
        pages.set(key, page)
      }
      return page
    },
    keep(key, page) {
      drop(key)
      pages.set(key, page)
      chars += page.html.length
      for (const oldest of pages.keys()) {
        if (chars <= maxChars) break
        drop(oldest)
      }
    },
  }
}
