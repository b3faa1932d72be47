import type { DocsPage } from '../../../model/site.ts'
import { escapeAttribute, escapeText } from '../../escape-html.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { NavItem } from '../nav/nav-items.ts'
import type { PageFile } from '../pages/docs-files.ts'
import { relativeUrl } from '../paths.ts'
import { navHtml, tabsHtml } from './nav-html.ts'
import { styleSheetFile } from './style-sheet.ts'
import { tocHtml } from './toc-html.ts'

/** What a whole document shows. */
export interface DocumentParts {
  config: SiteConfig
  nav: readonly NavItem[]
  titleOf(page: PageFile): string
  description: string | undefined
  /** HTML, clean. */
  copyright: string | undefined
  page: Omit<DocsPage, 'history'>
  /** Undefined for the document that says that there is none. */
  file: PageFile | undefined
  previous: PageFile | undefined
  next: PageFile | undefined
}

/**
 * A document with the hooks that styles, readers, and add-ons of MkDocs with Material look for (spec/techdocs.md 4). It works
 * without scripts.
 */
export function htmlDocument(parts: DocumentParts): string {
  const { config, page, file, copyright } = parts
  const link = linkFrom(file, config)
  const home = link('', config.useDirectoryUrls ? '' : 'index.html')
  const name = escapeText(config.name)
  const title = file?.url === '' || file?.url === 'index.html' ? name : `${escapeText(page.title)} - ${name}`
  const { description = config.description } = parts
  const canonical = config.url && file ? config.url + relativeUrl('', file.url).replace(/^\.\/$/, '') : undefined
  const hidden = (part: 'navigation' | 'toc') => (page.hide.includes(part) ? ' hidden' : '')
  return `<!doctype html>
<html lang="${escapeAttribute(config.language ?? 'en')}" class="no-js">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${description ? `<meta name="description" content="${escapeAttribute(description)}">\n` : ''}${
  canonical ? `<link rel="canonical" href="${escapeAttribute(canonical)}">\n` : ''
}<title>${title}</title>
<link rel="stylesheet" href="${link('', styleSheetFile)}">
</head>
<body dir="${config.direction ?? 'ltr'}">
<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off" aria-label="Show navigation">
<input class="md-toggle" data-md-toggle="search" type="checkbox" id="__search" autocomplete="off" aria-label="Search" hidden>
<label class="md-overlay" for="__drawer"></label>
<header class="md-header" data-md-component="header">
<nav class="md-header__inner md-grid" aria-label="Header">
<label class="md-header__button md-icon" for="__drawer">${icons.menu}</label>
<a href="${home}" class="md-header__title" data-md-component="header-title"><span class="md-ellipsis">${name}</span></a>
</nav>
</header>
<div class="md-container" data-md-component="container">
${config.features.has('navigation.tabs') ? tabsHtml({ ...parts, link }) : ''}<main class="md-main" data-md-component="main">
<div class="md-main__inner md-grid">
<div class="md-sidebar md-sidebar--primary" data-md-component="sidebar" data-md-type="navigation"${hidden('navigation')}>
<div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
<nav class="md-nav md-nav--primary" aria-label="Navigation" data-md-level="0">
<label class="md-nav__title" for="__drawer">${name}</label>
${navHtml({ ...parts, link })}
</nav>
</div></div>
</div>
<div class="md-sidebar md-sidebar--secondary" data-md-component="sidebar" data-md-type="toc"${hidden('toc')}>
<div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">
${tocHtml(page.headings)}
</div></div>
</div>
<div class="md-content" data-md-component="content">
<article class="md-content__inner md-typeset">
${page.editUrl ? `<a href="${escapeAttribute(page.editUrl)}" title="Edit this page" class="md-content__button md-icon" rel="edit">${icons.edit}</a>\n` : ''}${page.html}
</article>
</div>
</div>
</main>
<footer class="md-footer">
${footerLinks({ ...parts, link })}<div class="md-footer-meta md-typeset">
<div class="md-footer-meta__inner md-grid">
<div class="md-copyright">${copyright ? `<div class="md-copyright__highlight">${copyright}</div>` : ''}</div>
</div>
</div>
</footer>
</div>
</body>
</html>
`
}

/** Gives the address of a file of the site as it stands in a document, ready for an attribute. */
export type Link = (url: string, document?: string) => string

/** A page for what is not there may be read at any depth, so that it leads from the root of the host. */
function linkFrom(file: PageFile | undefined, { url }: SiteConfig): Link {
  if (file) return (to, document = to) => escapeAttribute(relativeUrl(file.url, document))
  const root = url ? new URL(url).pathname : './'
  return (to, document = to) => escapeAttribute(root + relativeUrl('', document).replace(/^\.\//, ''))
}

function footerLinks({ page, previous, next, titleOf, link }: DocumentParts & { link: Link }): string {
  if (!previous && !next) return ''
  const neighbour = (to: PageFile | undefined, name: 'prev' | 'next', direction: string) =>
    to
      ? `<a href="${link(to.url)}" class="md-footer__link md-footer__link--${name}" aria-label="${direction}: ${escapeAttribute(titleOf(to))}" rel="${name}">
<span class="md-footer__direction">${direction}</span>
<span class="md-ellipsis">${escapeText(titleOf(to))}</span>
</a>
`
      : ''
  return `<nav class="md-footer__inner md-grid" aria-label="Footer"${page.hide.includes('footer') ? ' hidden' : ''}>
${neighbour(previous, 'prev', 'Previous')}${neighbour(next, 'next', 'Next')}</nav>
`
}

const icon = (path: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`
const icons = {
  menu: icon('M3 5h18v2H3zM3 11h18v2H3zM3 17h18v2H3z'),
  edit: icon('M4 20v-4L16 4l4 4L8 20zM6 18h1l9-9-1-1-9 9z'),
}
