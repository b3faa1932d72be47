import type { PageAddress } from './docs-files.ts'

/** Finds what is read at a path, in any way that browsers and people write it: with and without `/`, `index.html`, `.html`. */
export function pathIndex<P extends PageAddress>(pages: Iterable<P>): (path: string) => P | undefined {
  const byUrl = new Map<string, P>()
  for (const page of pages) byUrl.set(page.url, page)
  return (path) => {
    const asked = path.replace(/^\/+/, '')
    const folder = asked.replace(/(^|\/)index\.html$/, '$1')
    const bare = folder.replace(/(?:\.html|\/)$/, '')
    for (const url of [asked, folder, `${bare}/`, `${bare}.html`, bare === '' ? 'index.html' : `${bare}/index.html`]) {
      const page = byUrl.get(url)
      if (page) return page
    }
    return undefined
  }
}
