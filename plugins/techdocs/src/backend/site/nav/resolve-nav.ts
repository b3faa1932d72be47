import type { DocsProblem } from '../../../model/site.ts'
import { isWebAddress } from '../config/config-reader.ts'
import type { NavEntry, SiteConfig } from '../config/site-config.ts'
import type { DocsFiles } from '../pages/docs-files.ts'
import { pathInside } from '../paths.ts'
import { type NavItem, pagesOf, type ResolvedNav, withIndex } from './nav-items.ts'

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
      if (isLink(target)) return [{ title: title ?? target, url: target }]
      const isFile = path !== undefined && docs.assets.has(path)
      const message = isFile
        ? `The navigation names "${target}", which is no page; a page can link to it.`
        : `The navigation names "${target}", which is not among the docs.`
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
