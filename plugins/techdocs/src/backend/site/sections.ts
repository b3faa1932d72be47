import { Parser } from 'htmlparser2'
import type { DocsSection } from '../../model/site.ts'

/** What people do not read as text of a page. */
const skippedTags = new Set(['script', 'style', 'template', 'svg', 'annotation', 'annotation-xml'])
const skippedClasses = new Set(['headerlink', 'linenos', 'linenodiv', 'toc', 'footnote-backref', 'filename'])
const inlineTags = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)
const headingTag = /^h[1-6]$/

/**
 * Takes a rendered page apart for search: the page up to its second heading, then what stands below each heading.
 *
 * @param page - Its path and title; a heading of level 1 that opens the page is the page itself.
 */
export function sectionsOf(html: string, page: { path: string; title: string }): DocsSection[] {
  const first = { id: '', title: '', text: '' }
  const parts = [first]
  let part = first
  let skipped = 0
  let isHeading = false
  const gap = () => {
    if (isHeading) part.title += ' '
    else part.text += ' '
  }
  const parser = new Parser({
    onopentag(name, { class: classes = '', id }) {
      if (skipped > 0 || skippedTags.has(name) || classes.split(' ').some((one) => skippedClasses.has(one))) {
        skipped += 1
        return
      }
      if (!inlineTags.has(name)) gap()
      if (!headingTag.test(name)) return
      const isPageTitle = name === 'h1' && part === first && first.title === ''
      if (!isPageTitle && id) {
        part = { id, title: '', text: '' }
        parts.push(part)
      }
      // A heading that nothing can lead to is text like any other.
      isHeading = isPageTitle || Boolean(id)
    },
    ontext(text) {
      if (skipped > 0) return
      if (isHeading) part.title += text
      else part.text += text
    },
    onclosetag(name) {
      if (skipped > 0) {
        skipped -= 1
        return
      }
      if (headingTag.test(name)) isHeading = false
      if (!inlineTags.has(name)) gap()
    },
  })
  parser.end(html)
  return parts.map(({ id, title, text }) => ({
    path: id === '' ? page.path : `${page.path}#${id}`,
    title: id === '' ? page.title : tidy(title) || page.title,
    pageTitle: page.title,
    text: tidy(text),
  }))
}

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim()
