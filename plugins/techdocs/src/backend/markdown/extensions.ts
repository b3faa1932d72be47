import type { Extension, Settings } from './extension.ts'
import { abbreviations } from './extensions/abbreviations.ts'
import { admonition, details } from './extensions/admonition.ts'
import { attributes } from './extensions/attributes.ts'
import { inlineGraphviz, plantuml } from './extensions/code.ts'
import { critic } from './extensions/critic.ts'
import { definitionLists } from './extensions/definition-lists.ts'
import { caret, mark, tilde } from './extensions/delimiters.ts'
import { emoji } from './extensions/emoji.ts'
import { betterEmphasis } from './extensions/emphasis.ts'
import { footnotes } from './extensions/footnotes.ts'
import { keys } from './extensions/keys.ts'
import { magiclink } from './extensions/magiclink.ts'
import { math } from './extensions/math.ts'
import { blockAdmonition, blockDetails, blockTab } from './extensions/pymdown-blocks.ts'
import { nl2br, progressbar, smarty, wikilinks } from './extensions/small.ts'
import { smartSymbols } from './extensions/smart-symbols.ts'
import { tabbed } from './extensions/tabbed.ts'
import { tasklist } from './extensions/tasklist.ts'
import { toc } from './extensions/toc.ts'

/** Every extension that has rules of its own, by the name that MkDocs knows; rules that meet are added in this order. */
export const extensions: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  ['pymdownx.betterem', betterEmphasis],
  ['attr_list', attributes],
  ['admonition', admonition],
  ['pymdownx.details', details],
  ['pymdownx.tabbed', tabbed],
  ['pymdownx.blocks.admonition', blockAdmonition],
  ['pymdownx.blocks.details', blockDetails],
  ['pymdownx.blocks.tab', blockTab],
  ['footnotes', footnotes],
  ['def_list', definitionLists],
  ['abbr', abbreviations],
  ['pymdownx.tasklist', tasklist],
  ['pymdownx.emoji', emoji],
  ['pymdownx.magiclink', magiclink],
  ['pymdownx.caret', caret],
  ['pymdownx.tilde', tilde],
  ['pymdownx.mark', mark],
  ['pymdownx.critic', critic],
  ['pymdownx.smartsymbols', smartSymbols],
  ['markdown_inline_graphviz', inlineGraphviz],
  ['plantuml_markdown', plantuml],
  ['pymdownx.keys', keys],
  ['pymdownx.arithmatex', math],
  ['pymdownx.progressbar', progressbar],
  ['wikilinks', wikilinks],
  ['nl2br', nl2br],
  ['smarty', smarty],
  ['toc', toc],
])

/** Extensions that need no rules of their own: what they ask for is read always, or where it is named here. */
const settled = new Set([
  // Fences, highlighting and code in a line: extensions/code.ts asks for their settings.
  'pymdownx.highlight',
  'pymdownx.superfences',
  'pymdownx.inlinehilite',
  'codehilite',
  'fenced_code',
  // Read always.
  'tables',
  'md_in_html',
  'sane_lists',
  'mdx_truly_sane_lists',
  'pymdownx.saneheaders',
  'pymdownx.snippets',
  'meta',
  'legacy_em',
  // What they protect from, the sanitiser protects from.
  'pymdownx.striphtml',
  'pymdownx.escapeall',
  'pymdownx.pathconverter',
  'legacy_attrs',
])

const bundles = new Map<string, readonly string[]>(
  Object.entries({
    'pymdownx.extra': [
      'pymdownx.betterem',
      'pymdownx.superfences',
      'footnotes',
      'attr_list',
      'def_list',
      'tables',
      'abbr',
      'md_in_html',
    ],
    extra: ['fenced_code', 'footnotes', 'attr_list', 'def_list', 'tables', 'abbr', 'md_in_html'],
  }),
)

/**
 * What a site lists, with bundles unpacked and prefixes of Python (`markdown.extensions.`) gone.
 *
 * @returns `unknown`: the names of those that nothing here knows.
 */
export function unpack(listed: ReadonlyMap<string, Settings>): { chosen: Map<string, Settings>; unknown: string[] } {
  const chosen = new Map<string, Settings>()
  const unknown: string[] = []
  const add = (name: string, settings: Settings) => {
    chosen.set(name, { ...chosen.get(name), ...settings })
  }
  for (const [written, settings] of listed) {
    const name = written.replace(/^markdown\.extensions\./, '').replace(/:\w+$/, '')
    const parts = bundles.get(name)
    if (parts) for (const part of parts) add(part, (settings?.[part] as Settings | undefined) ?? {})
    else if (extensions.has(name) || settled.has(name)) add(name, settings ?? {})
    else unknown.push(written)
  }
  return { chosen, unknown }
}
