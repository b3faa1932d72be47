import type { MarkdownIt, StateBlock, Token } from 'markdown-it'
import { indentOf, mayOpen } from '../blocks.ts'
import { type Env, report } from '../page-state.ts'
import { columnOfText, type ListMarker, readMarker } from './list-marker.ts'

/**
 * Lists as GitHub shows them, and what authors wrote for MkDocs beside it: two blanks nest below a number too, and bullets may
 * mix. Where MkDocs would do something else, the owner is told.
 */
export function lenientLists(md: MarkdownIt): void {
  md.block.ruler.at('list', list, { alt: ['paragraph', 'reference', 'blockquote'] })
}

function list(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine) || isFarOut(state, startLine)) return false
  const first = readMarker(state, startLine)
  if (!first) return false
  if (silent) return state.parentType !== 'paragraph' || mayInterrupt(state, startLine, first)

  compareWithMkDocs(state, startLine, first)
  const tag = first.kind === 'ordered' ? 'ol' : 'ul'
  const open = state.push(`${first.kind}_list_open`, tag, 1)
  if (first.kind === 'ordered' && first.number !== 1) open.attrSet('start', String(first.number))
  const from = state.tokens.length
  let isLoose = false
  let marker: ListMarker | undefined = first
  let line = startLine
  while (marker) {
    isLoose = item(state, line, { endLine, marker }) || isLoose
    line = state.line
    marker = siblingAt(state, line, { endLine, first })
    if (marker && state.isEmpty(line - 1)) {
      isLoose = true
      if (first.kind === 'bullet')
        differs(state.env, line, 'a blank line between bullets ends the list, and begins another')
    }
  }
  open.map = [startLine, line]
  state.push(`${first.kind}_list_close`, tag, -1)
  if (!isLoose) hideParagraphs(state.tokens, { from, to: state.tokens.length, level: state.level + 2 })
  return true
}

/** Reads one item. @returns whether blank lines part its blocks. */
function item(state: StateBlock, line: number, { endLine, marker }: { endLine: number; marker: ListMarker }): boolean {
  const open = state.push('list_item_open', 'li', 1)
  open.meta = { indent: marker.indent }
  const { blkIndent, listIndent, parentType, tight } = state
  const kept = { tShift: state.tShift[line] ?? 0, sCount: state.sCount[line] ?? 0 }
  state.sCount[line] = marker.isEmpty ? marker.textColumn : columnOfText(state, line, marker)
  state.tShift[line] = marker.textAt - (state.bMarks[line] ?? 0)
  state.listIndent = blkIndent
  state.blkIndent = indentOfBody(state, line, { endLine, marker })
  state.parentType = 'list'
  state.tight = true
  // An item without text takes nothing from behind a blank line.
  if (marker.isEmpty && (line + 1 >= endLine || state.isEmpty(line + 1))) state.line = line + 1
  else state.md.block.tokenize(state, line, endLine)
  while (state.line < endLine && state.isEmpty(state.line)) state.line++
  const isLoose = !state.tight
  Object.assign(state, { blkIndent, listIndent, parentType, tight })
  state.tShift[line] = kept.tShift
  state.sCount[line] = kept.sCount
  open.map = [line, state.line]
  state.push('list_item_close', 'li', -1)
  return isLoose
}

/** As far in as the text of the item; less when the next line is only two columns behind the marker. */
function indentOfBody(state: StateBlock, line: number, options: { endLine: number; marker: ListMarker }): number {
  const { marker } = options
  let next = line + 1
  while (next < options.endLine && state.isEmpty(next)) next++
  const indent = next < options.endLine ? indentOf(state, next) : -1
  return indent >= marker.indent + 2 ? Math.min(marker.textColumn, indent) : marker.textColumn
}

function siblingAt(
  state: StateBlock,
  line: number,
  options: { endLine: number; first: ListMarker },
): ListMarker | undefined {
  if (line >= options.endLine) return undefined
  const indent = indentOf(state, line) - state.blkIndent
  if (indent < 0 || indent >= 4) return undefined
  const isOver = state.md.block.ruler.getRules('list').some((rule) => rule(state, line, options.endLine, true))
  if (isOver) return undefined
  const marker = readMarker(state, line)
  if (marker?.kind !== options.first.kind) return undefined
  return marker.kind === 'bullet' || marker.sign === options.first.sign ? marker : undefined
}

/** A line that goes on with a paragraph of an inner item, though it looks like code from the list around it. */
function isFarOut(state: StateBlock, line: number): boolean {
  const indent = indentOf(state, line)
  return state.listIndent >= 0 && indent - state.listIndent >= 4 && indent < state.blkIndent
}

/** As in CommonMark: `1986.` at the start of a line of a paragraph is no list, nor is an empty item. */
function mayInterrupt(state: StateBlock, line: number, marker: ListMarker): boolean {
  if (indentOf(state, line) < state.blkIndent) return true
  return !marker.isEmpty && (marker.kind === 'bullet' || marker.number === 1)
}

function compareWithMkDocs(state: StateBlock, line: number, marker: ListMarker): void {
  if (marker.sign === ')') differs(state.env, line, '"1)" is text; write "1."')
  const isNested = state.listIndent >= 0 && state.parentType === 'list'
  const followsText = state.tokens.at(-1)?.type === 'paragraph_close' && !state.isEmpty(line - 1)
  if (!isNested && followsText) differs(state.env, line, 'a list needs a blank line before it')
  const parent = isNested && state.tokens.findLast((token) => token.type === 'list_item_open')
  if (parent) {
    const depth = marker.indent - Number(parent.meta?.indent ?? 0)
    if (depth >= 4 && followsText)
      differs(state.env, line, 'lists nest by two blanks, and this stays in the text above')
  }
}

function differs(env: Env, line: number, what: string): void {
  report(env, 'renders-differently', line, `With MkDocs, ${what}.`)
}

/** Paragraphs of a tight list show no tags. */
export function hideParagraphs(
  tokens: readonly Token[],
  { from, to, level }: { from: number; to: number; level: number },
): void {
  for (let at = from; at < to; at++) {
    const token = tokens[at]
    const isTag = token?.type === 'paragraph_open' || token?.type === 'paragraph_close'
    if (isTag && token.level === level) token.hidden = true
  }
}
