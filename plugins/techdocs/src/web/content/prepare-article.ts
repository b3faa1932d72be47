import { type DocsPlace, pageHref } from '../docs-place.ts'

/** What the addresses of a page mean. */
export interface PageAddresses {
  place: DocsPlace
  /** Of the page below its site. */
  path: string
  /** Where the files of the site are served, with a slash at its end. */
  staticBase: string
}

/** What the addresses in a page led to. */
export interface PreparedArticle {
  /** Whether anything of it is served by the portal only to whoever is signed in. */
  needsFiles: boolean
}

/**
 * Makes links and images of a page work where it is shown: pages lead to the reader, files to where they are served, other
 * sites open beside the portal. The HTML has relative addresses, as MkDocs writes them.
 */
export function prepareAddresses(article: ParentNode, addresses: PageAddresses): PreparedArticle {
  // Whoever writes docs may not say what only this function decides: a frame with `data-docs-file` would load anything.
  for (const element of article.querySelectorAll<HTMLElement>('[data-docs-file], [data-docs-page]')) {
    delete element.dataset.docsFile
    delete element.dataset.docsPage
  }
  let needsFiles = false
  for (const element of article.querySelectorAll<HTMLElement>('img[src], source[src], video[src], audio[src]')) {
    const file = fileAt(element.getAttribute('src') ?? '', addresses)
    if (file === undefined) continue
    needsFiles = true
    // Whoever shows it sets the address once the browser may read it.
    element.dataset.docsFile = file
    element.removeAttribute('src')
    element.removeAttribute('srcset')
  }
  for (const link of article.querySelectorAll('a[href]')) {
    needsFiles = prepareLink(link, addresses) || needsFiles
  }
  return { needsFiles }
}

/** Nothing is there: the addresses only need something to be relative to. */
const nowhere = 'https://site.invalid'

function fileAt(address: string, { path, staticBase, place }: PageAddresses): string | undefined {
  const url = URL.parse(address, `${nowhere}/${path}`)
  if (!url || url.origin !== nowhere || address.startsWith('//')) return undefined
  if (place.version !== undefined) url.searchParams.set('version', place.version)
  return `${staticBase}${url.pathname.slice(1)}${url.search}${url.hash}`
}

function prepareLink(link: Element, addresses: PageAddresses): boolean {
  const address = link.getAttribute('href') ?? ''
  const { path, place } = addresses
  const url = URL.parse(address, `${nowhere}/${path}`)
  if (!url) {
    // What no browser can follow is text.
    link.removeAttribute('href')
    return false
  }
  if (url.origin !== nowhere || address.startsWith('//')) {
    openBeside(link, url)
    return false
  }
  if (link.hasAttribute('download') || isFile(url.pathname)) {
    link.setAttribute('href', fileAt(address, addresses) ?? address)
    if (!link.hasAttribute('download')) link.setAttribute('target', '_blank')
    return true
  }
  const target = address.startsWith('#') ? path : decodePath(url.pathname.slice(1))
  link.setAttribute('href', pageHref(place, target, url.hash))
  link.setAttribute('data-docs-page', '')
  return false
}

function openBeside(link: Element, url: URL) {
  // Addresses such as mailto: leave the page where it is.
  if (!/^https?:$/.test(url.protocol)) return
  link.setAttribute('target', '_blank')
  link.setAttribute('rel', 'noopener noreferrer')
}

/** Pages end in a slash, in nothing, or in `.html`; whatever else has an ending is a file. */
const isFile = (pathname: string) => /\.[a-z0-9]+$/i.test(pathname) && !/\.html?$/i.test(pathname)

/** What is no valid encoding stays as it was written. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
