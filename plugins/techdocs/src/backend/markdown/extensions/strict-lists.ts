import type { MarkdownIt, StateBlock } from 'markdown-it'
import { indentOf, lineText, mayOpen, parseBody, position } from '../blocks.ts'
import { hideParagraphs } from './lists.ts'

/**
 * Lists as `mdx_truly_sane_lists` reads them: two blanks nest, four are text; a blank line stands before a list; one between
 * bullets ends theirs; only `1.` counts, not `1)`.
 */
export function strictLists(md: MarkdownIt): void {
  md.block.ruler.at('list', list, { alt: ['paragraph', 'reference'] })
}

type Kind = 'ol' | 'ul'
const patterns: Readonly<Record<Kind, RegExp>> = { ul: /^[-*+][ \t]+/, ol: /^\d{1,9}\.[ \t]+/ }

/** What kind of item a line begins; only when it is as far in as its list, or one blank further. */
function kindAt(state: StateBlock, line: number, indent: number): Kind | undefined {
  const further = indentOf(state, line) - indent
  if (further < 0 || further > 1) return undefined
  const text = lineText(state, line)
  return patterns.ul.test(text) ? 'ul' : patterns.ol.test(text) ? 'ol' : undefined
}

function list(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine)) return false
  const base = state.blkIndent
  const kind = kindAt(state, startLine, base)
  if (!kind || isRule(state, startLine)) return false
  // In a paragraph a list begins only where the text of an item goes on with an inner list.
  if (silent) return state.parentType === 'paragraph' && state.listIndent === base && base > 0
  const open = state.push(kind === 'ol' ? 'ordered_list_open' : 'bullet_list_open', kind, 1)
  let line = startLine
  while (line < endLine && kindAt(state, line, base) === kind && !isRule(state, line)) {
    const isLater = line > startLine && state.isEmpty(line - 1)
    if (isLater && kind === 'ul') break
    const end = endOfItem(state, line, { endLine, base, kind })
    const goesOnAfterBlank =
      end < endLine && kind === 'ol' && state.isEmpty(end - 1) && kindAt(state, end, base) === kind
    item(state, line, { end, base, kind, isLoose: isLater || goesOnAfterBlank })
    line = end
  }
  open.map = [startLine, line]
  state.push(kind === 'ol' ? 'ordered_list_close' : 'bullet_list_close', kind, -1)
  state.line = line
  return true
}

function isRule(state: StateBlock, line: number): boolean {
  return /^([-*])[ \t]*(?:\1[ \t]*){2,}$/.test(lineText(state, line))
}

/** All lines up to a blank one belong to an item, and behind that those that are two columns further in. */
function endOfItem(
  state: StateBlock,
  start: number,
  { endLine, base, kind }: { endLine: number; base: number; kind: Kind },
): number {
  let line = start + 1
  for (; line < endLine; line++) {
    if (state.isEmpty(line)) continue
    if (indentOf(state, line) < 0) break
    const isFurtherIn = indentOf(state, line) >= base + 2
    if (state.isEmpty(line - 1) ? !isFurtherIn : kindAt(state, line, base) === kind) break
  }
  return line
}

function item(
  state: StateBlock,
  line: number,
  { end, base, kind, isLoose }: { end: number; base: number; kind: Kind; isLoose: boolean },
): void {
  const open = state.push('list_item_open', 'li', 1)
  open.map = [line, end]
  const indent = base + 2
  const from = state.tokens.length
  const kept = state.sCount.slice(line, end)
  const mark = patterns[kind].exec(lineText(state, line))?.[0].length ?? 1
  // Lines less far in belong to the item as long as no blank line comes.
  for (let next = line + 1; next < end; next++) state.sCount[next] = Math.max(indent, indentOf(state, next))
  parseBody(state, line, { to: end, indent, type: 'list', listIndent: indent, textAt: position(state, line) + mark })
  if (!isLoose && !hasLaterBlock(state, from, { line, indent })) {
    // Only what stands at once behind the marker is without a paragraph.
    hideParagraphs(state.tokens, { from, to: from + 3, level: state.level })
  }
  for (const [at, count] of kept.entries()) state.sCount[line + at] = count
  state.push('list_item_close', 'li', -1)
}

/** Whether a block of the item itself stands behind a blank line; one that is further in changes nothing, oddly. */
function hasLaterBlock(state: StateBlock, from: number, { line, indent }: { line: number; indent: number }): boolean {
  return state.tokens.slice(from).some(({ level, map }) => {
    if (level !== state.level || !map || map[0] <= line) return false
    return state.isEmpty(map[0] - 1) && indentOf(state, map[0]) < indent + 2
  })
}
