import { escapeAttribute, escapeText } from '../../escape-html.ts'
import { type NavItem, pagesOf } from '../nav/nav-items.ts'
import type { PageFile } from '../pages/docs-files.ts'
import type { Link } from './html-document.ts'

interface Shown {
  nav: readonly NavItem[]
  /** The page that is shown. */
  file: PageFile | undefined
  titleOf(page: PageFile): string
  link: Link
}

/** The navigation of a document. */
export function navHtml({ nav, file, titleOf, link }: Shown): string {
  const list = (items: readonly NavItem[], at: { id: string; level: number }): string =>
    `<ul class="md-nav__list">\n${items.map((item, index) => entry(item, { ...at, id: `${at.id}_${index + 1}` })).join('')}</ul>`

  function entry(item: NavItem, at: { id: string; level: number }): string {
    if (!('items' in item)) {
      const isActive = 'page' in item && item.page === file
      return `<li class="${className('md-nav__item', isActive && 'md-nav__item--active')}">${leaf(item, isActive)}</li>\n`
    }
    const isActive = file !== undefined && pagesOf([item]).has(file)
    const classes = className('md-nav__item', isActive && 'md-nav__item--active', 'md-nav__item--nested')
    const title = escapeText(item.title)
    const label = item.index
      ? `<div class="md-nav__link md-nav__container">${leaf({ page: item.index, title: item.title }, item.index === file)}<label class="md-nav__link" for="${at.id}" id="${at.id}_label"><span class="md-nav__icon md-icon"></span></label></div>`
      : `<label class="md-nav__link" for="${at.id}" id="${at.id}_label"><span class="md-ellipsis">${title}</span><span class="md-nav__icon md-icon"></span></label>`
    return `<li class="${classes}">
<input class="md-nav__toggle md-toggle" type="checkbox" id="${at.id}" aria-label="${escapeAttribute(item.title)}"${isActive ? ' checked' : ''}>
${label}
<nav class="md-nav" data-md-level="${at.level}" aria-labelledby="${at.id}_label">
<label class="md-nav__title" for="${at.id}">${title}</label>
${list(item.items, { id: at.id, level: at.level + 1 })}
</nav>
</li>
`
  }

  function leaf(item: Exclude<NavItem, { items: NavItem[] }>, isActive: boolean): string {
    const title = escapeText('page' in item ? (item.title ?? titleOf(item.page)) : item.title)
    const href = 'page' in item ? link(item.page.url) : escapeAttribute(item.url)
    const classes = className('md-nav__link', isActive && 'md-nav__link--active')
    return `<a href="${href}" class="${classes}"${isActive ? ' aria-current="page"' : ''}><span class="md-ellipsis">${title}</span></a>`
  }

  return list(nav, { id: '__nav', level: 1 })
}

/** The uppermost level as tabs, with the theme's feature `navigation.tabs`. */
export function tabsHtml({ nav, file, titleOf, link }: Shown): string {
  const tabs = nav.flatMap((item) => {
    const pages = [...pagesOf([item]).keys()]
    const href = pages[0] ? link(pages[0].url) : 'url' in item ? escapeAttribute(item.url) : undefined
    if (href === undefined) return []
    const isActive = file !== undefined && pages.includes(file)
    const title = 'page' in item ? titleOf(item.page) : item.title
    const classes = className('md-tabs__item', isActive && 'md-tabs__item--active')
    return [`<li class="${classes}"><a href="${href}" class="md-tabs__link">${escapeText(title)}</a></li>\n`]
  })
  return `<nav class="md-tabs" aria-label="Tabs" data-md-component="tabs">
<div class="md-grid"><ul class="md-tabs__list">
${tabs.join('')}</ul></div>
</nav>
`
}

const className = (...names: (string | false)[]) => names.filter(Boolean).join(' ')
