import type { DocsProblem } from '../../../model/site.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { PageFile } from '../pages/docs-files.ts'

/** A node of a navigation before its pages have titles. */
export type NavItem =
  | { page: PageFile; title?: string }
  | { title: string; url: string }
  | { title: string; items: NavItem[]; index?: PageFile }

/** A navigation of pages that exist. */
export interface ResolvedNav {
  items: NavItem[]
  problems: DocsProblem[]
}

/** With the theme's feature `navigation.indexes` a section leads to its index page. */
export function withIndex(section: { title: string; items: NavItem[] }, { features }: SiteConfig): NavItem {
  if (!features.has('navigation.indexes')) return section
  const isIndex = (item: NavItem): item is { page: PageFile } => 'page' in item && item.page.isIndex
  const index = section.items.find(isIndex)
  return index ? { ...section, items: section.items.filter((item) => item !== index), index: index.page } : section
}

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
