import type { DocsProblem } from '../../../model/site.ts'
import { isWebAddress } from '../config/config-reader.ts'
import type { NavEntry, SiteConfig } from '../config/site-config.ts'
import type { DocsFiles, PageFile } from '../pages/docs-files.ts'
import { titleOfName } from '../pages/titles.ts'
import { folderOf, pathInside } from '../paths.ts'
import { type NavItem, pagesOf } from './nav-items.ts'

/** A navigation of pages that exist. */
export interface ResolvedNav {
  items: NavItem[]
  problems: DocsProblem[]
}

/** Finds the pages that a navigation names; what it names in vain, and what it does not name, become problems. */
export function resolveNav(entries: readonly NavEntry[], docs: DocsFiles, config: SiteConfig): ResolvedNav {
  const problems: DocsProblem[] = []
  const resolve = (list: readonly NavEntry[]): NavItem[] =>
    list.flatMap((entry): NavItem[] => {
      if ('entries' in entry) return [withIndex({ title: entry.title, items: resolve(entry.entries) }, config)]
      const { target, title, line } = entry
      const path = pathInside('', target.replace(/^\//, ''))
      const page = path === undefined ? undefined : docs.pages.get(path)
      if (page) return [{ page, title }]
      if (isLink(target) || (path !== undefined && docs.assets.has(path)))
        return [{ title: title ?? target, url: target }]
      const message = `The navigation names "${target}", which is not among the docs.`
      problems.push({ code: 'missing-page', file: config.file, line, message })
      return []
    })
  const items = resolve(entries)
  const named = pagesOf(items)
  for (const page of docs.pages.values()) {
    if (named.has(page) || page.isOptional) continue
    const message = 'The page is not in the navigation, so that readers find it by links and search only.'
    problems.push({ code: 'not-in-navigation', file: page.sourcePath, message })
  }
  return { items, problems }
}

const isLink = (target: string) => isWebAddress(target) || /^(?:mailto|tel):/i.test(target)

/** The navigation of a site that has none: its files as they lie, folders as sections. */
export function discoverNav(docs: DocsFiles, config: SiteConfig): NavItem[] {
  const root: NavItem[] = []
  const folders = new Map([['', root]])
  const listOf = (folder: string): NavItem[] => {
    const known = folders.get(folder)
    if (known) return known
    const items: NavItem[] = []
    folders.set(folder, items)
    listOf(folderOf(folder)).push({ title: titleOfName(folder.slice(folder.lastIndexOf('/') + 1)), items })
    return items
  }
  for (const page of docs.pages.values()) if (!page.isOptional) listOf(folderOf(page.path)).push({ page })
  return indexed(root, config)
}

const indexed = (items: readonly NavItem[], config: SiteConfig): NavItem[] =>
  items.map((item) => ('items' in item ? withIndex({ ...item, items: indexed(item.items, config) }, config) : item))

/** With the theme's feature `navigation.indexes` a section leads to its index page. */
function withIndex(section: { title: string; items: NavItem[] }, { features }: SiteConfig): NavItem {
  if (!features.has('navigation.indexes')) return section
  const isIndexOf = (item: NavItem): item is { page: PageFile } => 'page' in item && item.page.isIndex
  const index = section.items.find(isIndexOf)
  return index ? { ...section, items: section.items.filter((item) => item !== index), index: index.page } : section
}
