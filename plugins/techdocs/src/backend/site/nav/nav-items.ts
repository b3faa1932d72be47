import type { PageFile } from '../pages/docs-files.ts'

/** A node of a navigation before its pages have titles. */
export type NavItem =
  | { page: PageFile; title?: string }
  | { title: string; url: string }
  | { title: string; items: NavItem[]; index?: PageFile }

/** The pages of a navigation in reading order, with the titles of the sections above them; each once. */
export function pagesOf(items: readonly NavItem[]): Map<PageFile, { title?: string; trail: string[] }> {
  const pages = new Map<PageFile, { title?: string; trail: string[] }>()
  const add = (page: PageFile, at: { title?: string; trail: string[] }) => void (pages.has(page) || pages.set(page, at))
  const walk = (list: readonly NavItem[], trail: string[]): void => {
    for (const item of list) {
      if ('page' in item) add(item.page, { title: item.title, trail })
      if (!('items' in item)) continue
      if (item.index) add(item.index, { trail })
      walk(item.items, [...trail, item.title])
    }
  }
  walk(items, [])
  return pages
}
