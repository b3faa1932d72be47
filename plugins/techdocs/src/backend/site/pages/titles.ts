import { asText } from '../config/config-reader.ts'
import type { FrontMatter } from './front-matter.ts'

/** A name of a file or folder as people read it: dashes and underscores are blanks, a name in small letters begins with a capital. */
export function titleOfName(name: string): string {
  const words = name.replace(/[-_]/g, ' ')
  return words === words.toLowerCase() ? words.slice(0, 1).toUpperCase() + words.slice(1) : words
}

/** The title that a page gives itself: in its front matter, else by its first heading. */
export function titleOfPage({ meta, body }: FrontMatter): string | undefined {
  return asText(meta.title)?.trim() || firstHeading(body)
}

/**
 * The text of the first heading of level 1, without rendering the page: code and comments are stepped over, marks of Markdown taken
 * off.
 */
function firstHeading(body: string): string | undefined {
  let fence: string | undefined
  let isComment = false
  let above = ''
  for (const line of body.split('\n', maxLines)) {
    if (fence !== undefined) {
      if (line.trim().startsWith(fence)) fence = undefined
      continue
    }
    if (isComment || line.trimStart().startsWith('<!--')) {
      isComment = !line.includes('-->')
      continue
    }
    const opening = /^ {0,3}(`{3,}|~{3,})/.exec(line)
    if (opening) fence = opening[1]
    const heading = /^ {0,3}#(?!#)[ \t]*(\S.*)$/.exec(line)?.[1] ?? (/^=+[ \t]*$/.test(line) ? above : '')
    const title = plain(heading)
    if (title !== '') return title
    above = line.startsWith('    ') || opening ? '' : line.trim()
  }
  return undefined
}

/** A heading further down is not what a page is about. */
const maxLines = 500

/** A line of Markdown without its marks. Each step is linear: no group repeats another. */
function plain(markdown: string): string {
  return markdown
    .slice(0, 500)
    .replace(/\s#+\s*$/, '')
    .replace(/\{[:#. ][^{}]*\}\s*$/, '')
    .replace(/\s#+\s*$/, '')
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/!?\[([^[\]]*)\]\[[^[\]]*\]/g, '$1')
    .replace(/<[^<>]*>/g, '')
    .replace(/(`+)([^`]+)\1/g, '$2')
    .replace(/(\*\*|__|~~|==|\^\^)(?=\S)/g, '')
    .replace(/(\S)(\*\*|__|~~|==|\^\^)/g, '$1')
    .replace(/(^|\W)[*_](?=\S)([^*_]*)[*_](?=\W|$)/g, '$1$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
