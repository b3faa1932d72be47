import type { DocsHeading } from '../../../model/site.ts'
import { escapeAttribute, escapeText } from '../../escape-html.ts'

/** The table of contents of a document: headings below the first level, as deep as they are. */
export function tocHtml(headings: readonly DocsHeading[]): string {
  const items = treeOf(headings.filter(({ level }) => level > 1))
  const list =
    items.length === 0
      ? ''
      : `<label class="md-nav__title" for="__drawer">Table of contents</label>
<ul class="md-nav__list" data-md-component="toc">
${items.map(itemHtml).join('')}</ul>
`
  return `<nav class="md-nav md-nav--secondary" aria-label="Table of contents">\n${list}</nav>`
}

interface Item {
  heading: DocsHeading
  below: Item[]
}

function treeOf(headings: readonly DocsHeading[]): Item[] {
  const roots: Item[] = []
  const open: Item[] = []
  for (const heading of headings) {
    while ((open.at(-1)?.heading.level ?? 0) >= heading.level) open.pop()
    const item = { heading, below: [] }
    const siblings = open.at(-1)?.below ?? roots
    siblings.push(item)
    open.push(item)
  }
  return roots
}

function itemHtml({ heading, below }: Item): string {
  const title = escapeText(heading.title)
  const inner =
    below.length === 0
      ? ''
      : `<nav class="md-nav" aria-label="${escapeAttribute(heading.title)}"><ul class="md-nav__list">
${below.map(itemHtml).join('')}</ul></nav>`
  return `<li class="md-nav__item"><a href="#${escapeAttribute(heading.id)}" class="md-nav__link"><span class="md-ellipsis">${title}</span></a>${inner}</li>
`
}
