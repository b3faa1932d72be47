import MarkdownIt, { type MarkdownIt as Parser } from 'markdown-it'
import type { Diagrams } from '../diagrams/diagrams.ts'
import type { Highlighter } from '../highlight/highlighter.ts'
import { maxDepth } from './blocks.ts'
import type { Workshop } from './extension.ts'
import { alerts } from './extensions/alerts.ts'
import { codeBlocks } from './extensions/code.ts'
import { htmlBlocks } from './extensions/html-blocks.ts'
import { lenientLists } from './extensions/lists.ts'
import { pythonMarkdown } from './extensions/python-markdown.ts'
import { references } from './extensions/references.ts'
import { strictLists } from './extensions/strict-lists.ts'
import { tables } from './extensions/tables.ts'
import { extensions, unpack } from './extensions.ts'
import type { MarkdownOptions } from './markdown.ts'

/** markdown-it with the extensions of a site. */
export interface Engine extends Workshop {
  /** Names of extensions that the site lists, and nobody here knows. */
  unknown: readonly string[]
}

/** Makes the engine of a site: the dialect first, then what the site lists, then what must see the result of all. */
export function createEngine(
  options: MarkdownOptions,
  services: { highlighter: Highlighter; diagrams: Diagrams },
): Engine {
  const { chosen, unknown } = unpack(options.extensions)
  const md = new MarkdownIt({ html: true, xhtmlOut: true })
  const engine: Engine = {
    ...services,
    md,
    strict: options.strict,
    settingsOf: (name) => chosen.get(name),
    later: [],
    unknown,
  }
  // Addresses are written as their author did; the sanitiser decides which of them may stay.
  md.normalizeLink = (address) => address
  md.normalizeLinkText = (address) => address
  md.renderer.rules.own_html = (tokens, at) => tokens[at]?.content ?? ''
  limitQuotes(md)
  if (options.strict) strictLists(md)
  else lenientLists(md)
  htmlBlocks(engine)
  tables(engine)
  pythonMarkdown(engine)
  alerts(engine, {})
  for (const [name, extension] of extensions) {
    const settings = chosen.get(name)
    if (settings) extension(engine, settings)
  }
  codeBlocks(engine)
  references(md)
  return engine
}

/** Quotes that lie too deep in each other are text: markdown-it would drop what is in them. */
function limitQuotes(md: Parser): void {
  const quote = md.block.ruler.__rules__.find((rule) => rule.name === 'blockquote')?.fn
  if (!quote) return
  md.block.ruler.at(
    'blockquote',
    (state, startLine, endLine, silent) => state.level < maxDepth && quote(state, startLine, endLine, silent),
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
}
