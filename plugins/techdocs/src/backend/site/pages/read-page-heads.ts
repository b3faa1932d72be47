import type { SiteFiles } from '../site.ts'
import type { PageFile } from './docs-files.ts'
import { readFrontMatter } from './front-matter.ts'
import { type PageHead, pageHead } from './page-head.ts'
import { readText } from './render-page.ts'

/** Heads by the hash of the file: a new version of a site reads only what has changed. */
const known = new Map<string, PageHead>()
const maxKnown = 20_000
/** Files are read together, a few at a time. */
const batch = 16

/** Reads the heads of pages. */
export async function readPageHeads(pages: readonly PageFile[], files: SiteFiles): Promise<Map<PageFile, PageHead>> {
  const heads = new Map<PageFile, PageHead>()
  const unread: PageFile[] = []
  for (const page of pages) {
    const head = known.get(page.hash)
    if (head) heads.set(page, head)
    else unread.push(page)
  }
  for (let from = 0; from < unread.length; from += batch) {
    await Promise.all(
      unread.slice(from, from + batch).map(async (page) => {
        const head = pageHead(readFrontMatter(await readText(page.sourcePath, files)))
        heads.set(page, head)
        known.set(page.hash, head)
      }),
    )
  }
  for (const oldest of known.keys()) {
    if (known.size <= maxKnown) break
    known.delete(oldest)
  }
  return heads
}
