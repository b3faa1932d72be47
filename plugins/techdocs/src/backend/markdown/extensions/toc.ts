import type { Token } from 'markdown-it'
import type { DocsHeading } from '../../../model/site.ts'
import type { Extension } from '../extension.ts'
import { plainText } from '../inline.ts'
import { pageState } from '../page-state.ts'
import { slug, unicodeSlug } from '../slug.ts'

/** `toc`: ids and permalinks of headings, and `[TOC]`. */
export const toc: Extension = ({ md }, settings) => {
  md.core.ruler.push('toc', (state) => {
    const page = pageState(state.env)
    const ids = { taken: takenIds(state.tokens), counts: new Map<string, number>() }
    for (const [at, token] of state.tokens.entries()) {
      const line = state.tokens[at + 1]
      if (token.type !== 'heading_open' || !line?.children) continue
      const heading = readHeading(token, line, { ids, makeSlug: settings.slugify ? unicodeSlug : slug })
      page.headings.push(heading)
      if (heading.level === 1) page.title ??= heading.title
      const link = permalink(settings, md.utils.escapeHtml(heading.id))
      if (link) {
        const child = new state.Token('own_html', '', 0)
        child.content = link
        line.children.push(child)
      }
    }
    putMarkers(state.tokens, markerHtml(page.headings, settings))
  })
}

interface Ids {
  taken: Set<string>
  /** The last number given for a name. */
  counts: Map<string, number>
}

function readHeading(
  token: Token,
  line: Token,
  { ids, makeSlug }: { ids: Ids; makeSlug: (title: string) => string },
): DocsHeading {
  const label = token.attrGet('data-toc-label')
  const text = plainText(line.children ?? [])
  const title = String(label ?? text)
    .replace(/\s+/g, ' ')
    .trim()
  const own = token.attrGet('id')
  const id = own === null ? unique(makeSlug(text), ids) : String(own)
  if (own === null) token.attrs = [['id', id], ...(token.attrs ?? [])]
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'data-toc-label')
  return { id, title, level: Number(token.tag.slice(1)) }
}

/** `a`, `a_1`, `a_2`, as Python-Markdown counts. */
function unique(wanted: string, { taken, counts }: Ids): string {
  let id = wanted
  if (taken.has(id) || id === '') {
    const [, base = id, written = '0'] = /^(.*)_(\d+)$/.exec(id) ?? []
    let number = Math.max(Number(written), counts.get(base) ?? 0)
    do id = `${base}_${++number}`
    while (taken.has(id))
    // Ids are never freed, so that the next one need not try these again.
    if (written === '0') counts.set(base, number)
  }
  taken.add(id)
  return id
}

function takenIds(tokens: readonly Token[]): Set<string> {
  const all = tokens.flatMap((token) => [token, ...(token.children ?? [])])
  return new Set(
    all
      .map((token) => token.attrGet('id'))
      .filter((id) => id !== null)
      .map(String),
  )
}

function permalink(
  { permalink, permalink_title, permalink_class }: Readonly<Record<string, unknown>>,
  id: string,
): string {
  if (!permalink) return ''
  const sign = typeof permalink === 'string' ? escapeText(permalink) : '&para;'
  const title = escapeText(typeof permalink_title === 'string' ? permalink_title : 'Permanent link')
  const name = escapeText(typeof permalink_class === 'string' ? permalink_class : 'headerlink')
  return `<a class="${name}" href="#${id}" title="${title}">${sign}</a>`
}

function markerHtml(headings: readonly DocsHeading[], settings: Readonly<Record<string, unknown>>): string {
  const [from, to] = depth(settings.toc_depth)
  const title = typeof settings.title === 'string' ? `<span class="toctitle">${escapeText(settings.title)}</span>` : ''
  const shown = headings.filter(({ level }) => level >= from && level <= to)
  return `<div class="toc">${title}${nested(shown)}</div>\n`
}

function nested(headings: readonly DocsHeading[]): string {
  let html = ''
  const levels: number[] = []
  for (const { id, title, level } of headings) {
    // A level that was skipped is no list of its own; one between two open lists belongs to the inner one.
    while (levels.length > 1 && level < (levels.at(-1) ?? 0) && level <= (levels.at(-2) ?? 0)) {
      html += '</li></ul>'
      levels.pop()
    }
    if (levels.length === 0 || level > (levels.at(-1) ?? 0)) {
      html += '<ul>'
      levels.push(level)
    } else {
      html += '</li>'
      levels[levels.length - 1] = level
    }
    html += `<li><a href="#${escapeText(id)}">${escapeText(title)}</a>`
  }
  return html + '</li></ul>'.repeat(levels.length)
}

function depth(setting: unknown): [number, number] {
  if (typeof setting === 'number') return [1, setting]
  const [from, to] = typeof setting === 'string' ? setting.split('-').map(Number) : []
  return from && to ? [from, to] : [1, from || 6]
}

function putMarkers(tokens: Token[], html: string): void {
  for (const [at, token] of tokens.entries()) {
    const line = tokens[at + 1]
    if (token.type !== 'paragraph_open' || line?.content !== '[TOC]') continue
    Object.assign(line, { type: 'own_html', content: html, children: null })
    for (const tag of [token, tokens[at + 2]]) if (tag) tag.hidden = true
  }
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
