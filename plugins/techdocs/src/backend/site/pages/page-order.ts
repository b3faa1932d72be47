import type { DocsNeighbour } from '../../../model/site.ts'
import { type NavItem, pagesOf } from '../nav/nav-items.ts'
import type { DocsFiles, PageFile } from './docs-files.ts'
import type { PageHead } from './page-head.ts'
import { titleOfName } from './titles.ts'

/** The pages of a site as they are read one after the other, and what they are called. */
export interface PageOrder {
  /** In the order of the navigation, then those that it does not name. */
  all: readonly PageFile[]
  /** The first of the navigation. */
  first: PageFile | undefined
  titleOf(page: PageFile): string
  headOf(page: PageFile): PageHead
  /** Titles of the sections above a page. */
  trailOf(page: PageFile): string[]
  /** Undefined at the ends, and for what the navigation does not name. */
  previous(page: PageFile): PageFile | undefined
  next(page: PageFile): PageFile | undefined
}

/** Orders the pages of a site by its navigation. */
export async function orderPages(
  nav: readonly NavItem[],
  docs: DocsFiles,
  readHeads: (pages: readonly PageFile[]) => Promise<ReadonlyMap<PageFile, PageHead>>,
): Promise<PageOrder> {
  const named = pagesOf(nav)
  const reading = [...named.keys()]
  const all = [...reading, ...[...docs.pages.values()].filter((page) => !named.has(page))]
  const heads = await readHeads(all)
  const places = new Map(reading.map((page, place) => [page, place]))
  const headOf = (page: PageFile) => heads.get(page) ?? { hide: [], isInSearch: true }
  const beside = (page: PageFile, step: 1 | -1) => {
    const place = places.get(page)
    return place === undefined ? undefined : reading[place + step]
  }
  return {
    all,
    first: reading[0],
    titleOf: (page) => named.get(page)?.title ?? headOf(page).title ?? usualTitle(page),
    headOf,
    trailOf: (page) => named.get(page)?.trail ?? [],
    previous: (page) => beside(page, -1),
    next: (page) => beside(page, 1),
  }
}

/** A page as a neighbour of another one. */
export const asNeighbour = (page: PageFile | undefined, { titleOf }: PageOrder): DocsNeighbour | undefined =>
  page && { title: titleOf(page), path: page.readAt }

/** MkDocs calls the first page "Home", any other after its file, when nothing in it is a title. */
function usualTitle({ path }: PageFile): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
  return path === 'index.md' || path === 'README.md' ? 'Home' : titleOfName(name)
}
