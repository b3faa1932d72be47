import type { NavEntry, SiteConfig } from '../config/site-config.ts'
import { titleOfName } from '../pages/titles.ts'

/** The navigation of an included site that has none: its docs folder, folders before files, by name. */
export function scaffoldNav({ docsFolder }: SiteConfig, files: readonly string[]): NavEntry[] {
  const prefix = docsFolder === '' ? '' : `${docsFolder}/`
  const root: Folder = { folders: new Map(), pages: [] }
  for (const file of files) {
    if (!file.startsWith(prefix) || !file.endsWith('.md')) continue
    const path = file.slice(prefix.length)
    let folder = root
    for (const part of path.split('/').slice(0, -1)) {
      const inner: Folder = folder.folders.get(part) ?? { folders: new Map(), pages: [] }
      folder.folders.set(part, inner)
      folder = inner
    }
    folder.pages.push(path)
  }
  return entriesOf(root)
}

interface Folder {
  folders: Map<string, Folder>
  pages: string[]
}

function entriesOf({ folders, pages }: Folder): NavEntry[] {
  const sections = [...folders].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    ...sections.map(([name, folder]) => ({ title: titleOfName(name), entries: entriesOf(folder) })),
    ...pages.sort().map((target) => ({ target })),
  ]
}
