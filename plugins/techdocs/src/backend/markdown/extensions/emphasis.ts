import type { StateInline, Token } from 'markdown-it'
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

/** markdown-it reads `***x***` as emphasis around strong text; here they change places. */
function strongOutside({ tokens }: StateInline): void {
  const opened: number[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'em_open') opened.push(at)
    const open = token.type === 'em_close' ? opened.pop() : undefined
    if (open === undefined) continue
    const innerOpen = tokens[neighbour(tokens, open, 1)]
    const innerClose = tokens[neighbour(tokens, at, -1)]
    if (innerOpen?.type !== 'strong_open' || innerClose?.type !== 'strong_close') continue
    swap(tokens[open], innerOpen)
    swap(token, innerClose)
  }
}

/** The next token that is more than the empty text which half of a strong mark leaves behind. */
function neighbour(tokens: readonly Token[], at: number, step: 1 | -1): number {
  let next = at + step
  while (tokens[next]?.type === 'text' && tokens[next]?.content === '') next += step
  return next
}

function swap(one: Token | undefined, other: Token): void {
  if (!one) return
  const { type, tag, markup } = one
  Object.assign(one, { type: other.type, tag: other.tag, markup: other.markup })
  Object.assign(other, { type, tag, markup })
}
