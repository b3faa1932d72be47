import type { DocsProblem } from '../../../model/site.ts'
import { isWebAddress } from '../config/config-reader.ts'
import type { NavEntry, SiteConfig } from '../config/site-config.ts'
import type { DocsFiles } from '../pages/docs-files.ts'
import { titleOfName } from '../pages/titles.ts'
import { folderOf } from '../paths.ts'
import type { Arrangement, Arrangements } from './arrangements.ts'
import { type NavItem, type ResolvedNav, withIndex } from './nav-items.ts'

/** The navigation of a site that has none: its files as they lie, folders as sections, in the order that folders ask for. */
export function discoverNav(docs: DocsFiles, config: SiteConfig, arrangements: Arrangements): ResolvedNav {
  const problems: DocsProblem[] = []
  const itemsOf = (folder: Folder): Named[] => {
    const items: Named[] = []
    for (const member of folder.members) {
      if ('item' in member) {
        items.push(member)
        continue
      }
      const arrangement = arrangements.get(member.folder.path)
      if (arrangement?.isHidden) continue
      const title = arrangement?.title ?? titleOfName(member.name)
      const inner = itemsOf(member.folder).map(({ item }) => item)
      if (inner.length > 0) items.push({ name: member.name, item: withIndex({ title, items: inner }, config) })
    }
    const arrangement = arrangements.get(folder.path)
    return arrangement ? arrange(items, arrangement, problems) : items
  }
  return { items: itemsOf(treeOf(docs)).map(({ item }) => item), problems }
}

/** An item under the name that its folder has for it: that of the file, or of the folder below. */
interface Named {
  name: string
  item: NavItem
}

interface Folder {
  /** Among the docs. */
  path: string
  members: (Named | { name: string; folder: Folder })[]
}

function treeOf(docs: DocsFiles): Folder {
  const root: Folder = { path: '', members: [] }
  const folders = new Map([['', root]])
  const folderAt = (path: string): Folder => {
    const known = folders.get(path)
    if (known) return known
    const folder: Folder = { path, members: [] }
    folders.set(path, folder)
    folderAt(folderOf(path)).members.push({ name: nameOf(path), folder })
    return folder
  }
  for (const page of docs.pages.values()) {
    if (!page.isOptional) folderAt(folderOf(page.path)).members.push({ name: nameOf(page.path), item: { page } })
  }
  return root
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

function arrange(items: readonly Named[], arrangement: Arrangement, problems: DocsProblem[]): Named[] {
  const { nav, isReversed, file } = arrangement
  const inOrder = isReversed ? [...items].reverse() : [...items]
  if (!nav) return inOrder
  const left = new Map(inOrder.map((named) => [named.name, named]))
  const taken = nav.map((entry) => take(entry))
  return taken.flatMap((named) => (named === 'rest' ? [...left.values()] : named))

  function take(entry: NavEntry): Named[] | 'rest' {
    if ('entries' in entry) {
      const inner = entry.entries.flatMap((one) => {
        const named = take(one)
        return named === 'rest' ? [] : named
      })
      return [{ name: entry.title, item: { title: entry.title, items: inner.map(({ item }) => item) } }]
    }
    const { target, title, line } = entry
    if (target === '...') return 'rest'
    const name = target.replace(/^\.\//, '').replace(/\/$/, '')
    const found = left.get(name)
    left.delete(name)
    if (found) return [title === undefined ? found : { name, item: { ...found.item, title } }]
    if (isWebAddress(target)) return [{ name, item: { title: title ?? target, url: target } }]
    problems.push({ code: 'missing-page', file, line, message: `"${target}" is no page or folder beside this file.` })
    return []
  }
}
