import type { StateBlock, StateInline } from 'markdown-it'
import { lineText, mayOpen, parseBody } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { findAhead, pushHtml, pushNested } from '../inline.ts'

/** `pymdownx.critic`, as changes are viewed: `{++added++}`, `{--removed--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>comment<<}`. */
export const critic: Extension = ({ md }) => {
  md.inline.ruler.before('emphasis', 'critic', inlineMark)
  md.block.ruler.before('fence', 'critic', blockMark, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
}

const marks: Readonly<Record<string, { close: string; tag: string }>> = {
  '{++': { close: '++}', tag: 'ins' },
  '{--': { close: '--}', tag: 'del' },
  '{==': { close: '==}', tag: 'mark' },
}

function inlineMark(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '{') return false
  const from = state.pos + 3
  const sign = state.src.slice(state.pos, from)
  if (sign === '{~~') return substitution(state, silent)
  const close = sign === '{>>' ? '<<}' : marks[sign]?.close
  const end = close ? findAhead(state, close, from) : -1
  if (end < 0) return false
  const tag = marks[sign]?.tag
  if (!silent && tag) pushNested(state, tag, { from, to: end, attrs: [['class', 'critic']] })
  if (!silent && !tag) {
    const comment = state.md.utils.escapeHtml(state.src.slice(from, end).replace(/\s+/g, ' '))
    pushHtml(state, `<span class="critic comment">${comment}</span>`)
  }
  state.pos = end + 3
  return true
}

function substitution(state: StateInline, silent: boolean): boolean {
  const from = state.pos + 3
  const end = findAhead(state, '~~}', from)
  const middle = end < 0 ? -1 : findAhead(state, '~>', from)
  if (middle < 0 || middle > end) return false
  if (!silent) {
    pushNested(state, 'del', { from, to: middle, attrs: [['class', 'critic']] })
    pushNested(state, 'ins', { from: middle + 2, to: end, attrs: [['class', 'critic']] })
  }
  state.pos = end + 3
  return true
}

/** A mark on a line of its own, and its end on another: whole paragraphs. */
function blockMark(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine)) return false
  const mark = marks[lineText(state, startLine).trim()]
  if (!mark) return false
  const to = closingLine(state, mark.close, { from: startLine + 1, endLine })
  if (to === undefined) return false
  if (silent) return true
  state.push('critic_open', mark.tag, 1).attrs = [['class', 'critic block']]
  parseBody(state, startLine + 1, { to, indent: state.blkIndent, type: 'critic' })
  state.push('critic_close', mark.tag, -1)
  state.line = to + 1
  return true
}

const closingLines = new WeakMap<StateBlock, Map<string, { from: number; found: number }>>()

/** Remembers what it found, so that thousands of opening marks without an end do not read the rest of the page each. */
function closingLine(
  state: StateBlock,
  close: string,
  { from, endLine }: { from: number; endLine: number },
): number | undefined {
  const known = closingLines.get(state) ?? new Map<string, { from: number; found: number }>()
  closingLines.set(state, known)
  // In a quote lines begin elsewhere than around it.
  const key = `${close} ${endLine} ${state.level}`
  const last = known.get(key)
  let found = last && last.from <= from && last.found >= from ? last.found : from
  while (found < endLine && lineText(state, found).trim() !== close) found++
  known.set(key, { from, found })
  return found < endLine ? found : undefined
}
