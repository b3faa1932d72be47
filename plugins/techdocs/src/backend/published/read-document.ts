import { selectAll, selectOne } from 'css-select'
import render from 'dom-serializer'
import { type AnyNode, type Document, DomHandler, type Element } from 'domhandler'
import { removeElement, textContent } from 'domutils'
import { Parser } from 'htmlparser2'
import type { DocsHeading, DocsNavNode, DocsNeighbour } from '../../model/site.ts'
import { shallowTokenizer } from '../sanitise/shallow-tokenizer.ts'

/** What a document of a published site holds (spec/techdocs.md 4). */
export interface ReadDocument {
  title: string
  /** What stands in the article, without its buttons; not yet cleaned. */
  html: string
  headings: DocsHeading[]
  nav: DocsNavNode[]
  /** Titles of the sections above it. */
  trail: string[]
  previous?: DocsNeighbour
  next?: DocsNeighbour
  editUrl?: string
  language?: string
  direction?: 'ltr' | 'rtl'
}

/** Reads a document that Material for MkDocs wrote. Other HTML gives what of it can be read. */
export function readDocument(html: string, path: string): ReadDocument | { redirect: string } {
  const document = parseShallow(html)
  const refresh = one('meta[http-equiv="refresh" i]', document)?.attribs.content
  const target = refresh && /^\d*\s*;\s*url\s*=(.+)$/i.exec(refresh.trim())?.[1]?.trim()
  if (target) return { redirect: addressFrom(path, target) }
  const article = one('article.md-content__inner', document) ?? one('body', document)
  const editUrl = one('a[rel="edit"]', document)?.attribs.href
  for (const button of all('a.md-content__button, form[name="feedback"], .md-source-file', article ?? []))
    removeElement(button)
  const root = one('html', document)
  const direction = one('body', document)?.attribs.dir
  const list = one('nav.md-nav--primary > ul.md-nav__list', document)
  return {
    title: titleOf(document),
    html: article ? render(article.children, { encodeEntities: 'utf8' }) : '',
    headings: article ? all('h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]', article).map(toHeading) : [],
    nav: list ? readNav(list, path) : [],
    trail: article ? trailOf(document) : [],
    ...neighbour(document, path, 'previous'),
    ...neighbour(document, path, 'next'),
    ...(editUrl && { editUrl }),
    ...(root?.attribs.lang && { language: root.attribs.lang }),
    ...((direction === 'ltr' || direction === 'rtl') && { direction }),
  }
}

/** Far deeper than MkDocs writes; what a file nests deeper would take the stack to write, and minutes to search. */
const maxDepth = 250

/** What is deeper loses its tags. */
function parseShallow(html: string): Document {
  const handler = new OpenCount()
  const options = { Tokenizer: shallowTokenizer(maxDepth, () => handler.open) }
  new Parser(handler, options).end(html)
  return handler.root
}

class OpenCount extends DomHandler {
  get open(): number {
    return this.tagStack.length
  }
}

const all = (selector: string, root: AnyNode | AnyNode[]) => selectAll<AnyNode, Element>(selector, root)
const one = (selector: string, root: AnyNode | AnyNode[]) => selectOne<AnyNode, Element>(selector, root)
const textOf = (element: Element | Document) => textContent(element).replace(/\s+/g, ' ').trim()

/** Without the sign that links to the heading. */
function toHeading(element: Element): DocsHeading {
  const sign = one('a.headerlink', element)
  const title = sign
    ? textOf(element)
        .slice(0, -textOf(sign).length || undefined)
        .trim()
    : textOf(element)
  return { id: element.attribs.id ?? '', title, level: Number(element.name.slice(1)) }
}

function titleOf(document: Document): string {
  const heading = one('article h1', document)
  if (heading) return toHeading(heading).title
  const title = one('title', document)
  return title ? textOf(title) : ''
}

function trailOf(document: Document): string[] {
  const above = all('nav.md-nav--primary li.md-nav__item--active.md-nav__item--nested', document)
  return above.flatMap((item) => {
    const label = one(':scope > label.md-nav__link, :scope > .md-nav__container', item)
    return label ? [textOf(label)] : []
  })
}

function neighbour(document: Document, path: string, side: 'previous' | 'next') {
  const link = one(`a.md-footer__link--${side === 'previous' ? 'prev' : 'next'}`, document)
  const title = link && one('.md-ellipsis', link)
  if (!link?.attribs.href || !title) return {}
  return { [side]: { title: textOf(title), path: addressFrom(path, link.attribs.href) } }
}

function readNav(list: Element, path: string): DocsNavNode[] {
  return all(':scope > li.md-nav__item', list).flatMap((item): DocsNavNode[] => {
    const inner = one(':scope > nav.md-nav:not(.md-nav--secondary) > ul.md-nav__list', item)
    const link = one(':scope > a.md-nav__link[href], :scope > .md-nav__container > a.md-nav__link[href]', item)
    const label = link ?? one(':scope > label.md-nav__link', item)
    const words = label && (one('.md-ellipsis', label) ?? label)
    if (!words) return []
    const title = textOf(words)
    const to = link ? addressFrom(path, link.attribs.href ?? '') : undefined
    if (inner) return [{ title, children: readNav(inner, path), ...(to !== undefined && !isWhole(to) && { path: to }) }]
    if (to === undefined) return []
    return [isWhole(to) ? { title, url: to } : { title, path: to }]
  })
}

const isWhole = (address: string) => /^[a-z][a-z0-9+.-]*:/i.test(address)

/** Where a link leads: a path below the site without anchor, or a whole address when it leads elsewhere. */
function addressFrom(path: string, href: string): string {
  if (isWhole(href) || href.startsWith('//')) return href
  const base = new URL(path, 'http://site.invalid/site/')
  const { pathname } = new URL(href, base)
  // A link above the root of the site means the root.
  return pathname.startsWith('/site/') ? decode(pathname.slice('/site/'.length)) : ''
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
