import type { StateInline } from 'markdown-it'
import type { Extension } from '../extension.ts'

/** `pymdownx.betterem` with `smart_enable: all`: marks inside of a word are text, and `***x***` is strong around emphasis. */
export const betterEmphasis: Extension = ({ md }) => {
  md.inline.ruler.at('emphasis', (state, silent) => {
    const marker = state.src[state.pos]
    if (silent || (marker !== '*' && marker !== '_')) return false
    const { can_open: open, can_close: close, length } = state.scanDelims(state.pos, false)
    for (let at = 0; at < length; at++) {
      const token = state.push('text', '', 0)
      token.content = marker
      const code = marker.charCodeAt(0)
      state.delimiters.push({ marker: code, length, token: state.tokens.length - 1, end: -1, open, close })
    }
    state.pos += length
    return true
  })
  md.inline.ruler2.after('emphasis', 'strong_outside', strongOutside)
}

function strongOutside(state: StateInline): void {
  const { tokens } = state
  const opened: number[] = []
  const isSpent = (at: number) => tokens[at]?.type === 'text' && tokens[at]?.content === ''
  const near = (at: number, step: 1 | -1) => {
    let next = at + step
    while (isSpent(next)) next += step
    return next
  }
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.type === 'em_open') opened.push(at)
    if (tokens[at]?.type !== 'em_close') continue
    const outer = [tokens[opened.pop() ?? -1], tokens[at]]
    const openAt = tokens.indexOf(outer[0] as never)
    const inner = [tokens[near(openAt, 1)], tokens[near(at, -1)]]
    if (inner[0]?.type !== 'strong_open' || inner[1]?.type !== 'strong_close') continue
    for (const [index, token] of outer.entries()) swap(token, inner[index])
  }
}

function swap(one: object | undefined, other: object | undefined): void {
  if (!one || !other) return
  const { type, tag, markup } = one as Record<string, unknown>
  const { type: otherType, tag: otherTag, markup: otherMarkup } = other as Record<string, unknown>
  Object.assign(one, { type: otherType, tag: otherTag, markup: otherMarkup })
  Object.assign(other, { type, tag, markup })
}
