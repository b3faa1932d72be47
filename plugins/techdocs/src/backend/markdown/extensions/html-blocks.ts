import type { StateBlock } from 'markdown-it'
import { indentOf, lineText, maxDepth, parseBody, position, pushInline } from '../blocks.ts'
import type { Workshop } from '../extension.ts'
import { findAhead } from '../inline.ts'
import { report } from '../page-state.ts'
import { closingTag, isClosingTag, openingTag, type Tag } from './html-tags.ts'

/**
 * HTML between paragraphs as Python-Markdown reads it: an element goes on to its closing tag, whatever stands in between;
 * with `markdown` as an attribute (`md_in_html`) its content is Markdown. Authors on GitHub expect Markdown behind a blank line as
 * well, so only strict pages keep that as it is written.
 */
export function htmlBlocks(workshop: Workshop): void {
  const { md, strict } = workshop
  const hasMarkdown = workshop.settingsOf('md_in_html') !== undefined
  const alt = { alt: ['paragraph', 'reference', 'blockquote'] }
  md.block.ruler.disable('html_block')
  md.block.ruler.before('code', 'html_region', insideRegion)
  md.block.ruler.after(
    'reference',
    'html',
    (state, startLine, endLine, silent) => {
      if (indentOf(state, startLine) - state.blkIndent >= 4) return false
      const start = position(state, startLine)
      if (state.src[start] !== '<') return false
      const comment = endOfComment(state, startLine, endLine)
      if (comment !== undefined) return silent || pushRaw(state, startLine, comment)
      const tag = state.level < maxDepth ? openingTag(state, start) : undefined
      // The element must end inside of the block that it stands in.
      const close = tag && closingTag(state, tag)
      const closeLine = close && lineAt(state, close.start, { from: startLine, endLine })
      if (!tag || !close || closeLine === undefined)
        return isLooseTag(state, start) && (silent || pushRaw(state, startLine, blankAfter(state, startLine, endLine)))
      if (silent) return true
      if (hasMarkdown && tag.markdown !== undefined) pushElement(state, tag, { close, startLine, closeLine })
      else if (tag.isVerbatim) pushRaw(state, startLine, closeLine + 1)
      else if (strict) pushWithFences(state, startLine, { end: closeLine + 1, limit: closeLine })
      else pushRegion(state, startLine, closeLine + 1)
      return true
    },
    alt,
  )
}

/** Until where the outermost element goes whose Markdown is read behind blank lines. */
const regions = new WeakMap<StateBlock, number>()

function pushRegion(state: StateBlock, startLine: number, end: number): void {
  regions.set(state, Math.max(end, regions.get(state) ?? 0))
  const blank = blankAfter(state, startLine, end)
  for (let line = blank; line < end; line++) {
    if (state.isEmpty(line) || !state.isEmpty(line - 1) || state.src[position(state, line)] === '<') continue
    const what = 'HTML goes on to its closing tag, and Markdown in it stays as it is written; add "markdown" to the tag'
    report(state.env, 'renders-differently', line, `With MkDocs, ${what}.`)
    break
  }
  pushWithFences(state, startLine, { end: blank, limit: end - 1 })
}

/** Inside of an element tags may be indented as people like; they are no code. */
function insideRegion(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (silent || startLine >= (regions.get(state) ?? 0) || indentOf(state, startLine) - state.blkIndent < 4) return false
  return (
    isLooseTag(state, position(state, startLine)) && pushRaw(state, startLine, blankAfter(state, startLine, endLine))
  )
}

function pushElement(
  state: StateBlock,
  tag: Tag,
  { close, startLine, closeLine }: { close: { start: number; end: number }; startLine: number; closeLine: number },
): void {
  state.push('html_block', '', 0).content = `${tag.html}\n`
  if (tag.markdown === 'span') {
    pushInline(state, state.src.slice(tag.end, close.start).trim(), [startLine, closeLine + 1])
  } else readBetween(state, tag.end, { to: close.start, startLine, closeLine })
  const end = state.push('html_block', '', 0)
  const rest = state.src.slice(close.start, state.eMarks[closeLine])
  end.content = `${tag.markdown === 'span' ? '' : '\n'}${rest}\n`
  state.line = closeLine + 1
}

/** Reads what lies between two tags, which may stand on the lines of the tags themselves. */
function readBetween(
  state: StateBlock,
  from: number,
  { to, startLine, closeLine }: { to: number; startLine: number; closeLine: number },
): void {
  const marks = ['bMarks', 'tShift', 'sCount', 'eMarks'] as const
  const kept = [startLine, closeLine].map((line) => marks.map((name) => state[name][line] ?? 0))
  const openLine = lineAt(state, from, { from: startLine, endLine: closeLine + 1 }) ?? startLine
  state.bMarks[openLine] = from + blanksAt(state.src, from)
  state.tShift[openLine] = 0
  state.sCount[openLine] = state.blkIndent
  state.eMarks[closeLine] = to
  if (openLine === closeLine) state.bMarks[openLine] = Math.min(to, state.bMarks[openLine] ?? to)
  else if (state.src.slice(state.bMarks[closeLine], to).trim() === '')
    state.tShift[closeLine] = to - (state.bMarks[closeLine] ?? 0)
  state.level++
  parseBody(state, openLine, { to: closeLine + 1, indent: state.blkIndent, type: 'html' })
  state.level--
  for (const [at, line] of [startLine, closeLine].entries()) {
    for (const [index, name] of marks.entries()) state[name][line] = kept[at]?.[index] ?? 0
  }
}

const blanksAt = (src: string, from: number): number => /[ \t]*/y.exec(src.slice(from, from + 100))?.[0].length ?? 0

function pushRaw(state: StateBlock, startLine: number, end: number): boolean {
  const token = state.push('html_block', '', 0)
  token.map = [startLine, end]
  token.content = state.getLines(startLine, end, state.blkIndent, true)
  state.line = end
  return true
}

/**
 * HTML in which fences are code, as the preprocessor of `pymdownx.superfences` has it, also where blank lines stand in them.
 *
 * @param limit - Where the element ends, up to which a fence may go on.
 */
function pushWithFences(state: StateBlock, startLine: number, { end, limit }: { end: number; limit: number }): boolean {
  let from = startLine
  const unclosed = new Set<string>()
  for (let line = startLine + 1; line < end; line++) {
    const close = endOfFence(state, line, { limit, unclosed })
    if (close === undefined) continue
    if (line > from) pushRaw(state, from, line)
    const indents = Array.from({ length: close - line }, (_, at) => line + at)
      .filter((inside) => !state.isEmpty(inside))
      .map((inside) => indentOf(state, inside))
    const indent = Math.max(indentOf(state, line) - 3, Math.min(...indents))
    parseBody(state, line, { to: close, indent, type: 'html' })
    from = close
    line = close - 1
  }
  if (from < end) return pushRaw(state, from, end)
  state.line = from
  return true
}

/** No fence in HTML is longer; so that many without an end do not read the whole page each. */
const mostLines = 2000

/** The line behind a fence that opens at a line, if it does, and closes. */
function endOfFence(
  state: StateBlock,
  start: number,
  { limit, unclosed }: { limit: number; unclosed: Set<string> },
): number | undefined {
  const [, sign] = /^(`{3,}|~{3,})[^`]*$/.exec(lineText(state, start)) ?? []
  if (!sign || unclosed.has(sign)) return undefined
  for (let line = start + 1; line < Math.min(limit, start + mostLines); line++) {
    const text = lineText(state, line).trimEnd()
    if (text.startsWith(sign) && text.replaceAll(sign.charAt(0), '') === '') return line + 1
  }
  // What does not close here does not close further down.
  unclosed.add(sign)
  return undefined
}

/** The line behind a comment, a declaration or an instruction. */
function endOfComment(state: StateBlock, startLine: number, endLine: number): number | undefined {
  const start = position(state, startLine)
  const [, end] =
    [['<!--', '-->'] as const, ['<?', '?>'] as const].find(([sign]) => state.src.startsWith(sign, start)) ?? []
  const at = end ? findAhead(state, end, start) : -1
  const line = at < 0 ? undefined : lineAt(state, at, { from: startLine, endLine })
  return line === undefined ? undefined : line + 1
}

/** A closing tag, or an element without an end: HTML up to the next blank line. */
function isLooseTag(state: StateBlock, start: number): boolean {
  return openingTag(state, start) !== undefined || isClosingTag(state, start)
}

function blankAfter(state: StateBlock, startLine: number, endLine: number): number {
  let line = startLine + 1
  while (line < endLine && !state.isEmpty(line)) line++
  return line
}

function lineAt(
  state: StateBlock,
  at: number,
  { from, endLine }: { from: number; endLine: number },
): number | undefined {
  let [low, high] = [from, endLine]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at <= (state.eMarks[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low < endLine ? low : undefined
}
