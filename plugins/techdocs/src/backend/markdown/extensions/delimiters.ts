import type { StateInline, Token } from 'markdown-it'
import type { Extension } from '../extension.ts'
import { pushNested } from '../inline.ts'

/** `pymdownx.caret`: `^^ins^^` and `x^2^`. */
export const caret: Extension = ({ md }) => pairs(md, { sign: '^', double: 'ins', single: 'sup' })
/** `pymdownx.tilde`: `~~del~~` and `H~2~O`. */
export const tilde: Extension = ({ md }) => pairs(md, { sign: '~', double: 'del', single: 'sub' })
/** `pymdownx.mark`: `==mark==`. */
export const mark: Extension = ({ md }) => pairs(md, { sign: '=', double: 'mark' })

interface Pair {
  sign: string
  double: string
  single?: string
}

type MarkdownIt = Parameters<Extension>[0]['md']

function pairs(md: MarkdownIt, pair: Pair): void {
  const code = pair.sign.charCodeAt(0)
  md.inline.ruler.before('emphasis', pair.double, (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== code) return false
    const length = runLength(state, state.pos)
    if (length === 2) return !silent && pushDelimiter(state, code)
    return length === 1 && pair.single !== undefined && single(state, silent, pair.single)
  })
  md.inline.ruler2.before('emphasis', pair.double, (state) => {
    for (const list of [state.delimiters, ...state.tokens_meta.map((meta) => meta?.delimiters ?? [])]) {
      for (const delimiter of list) {
        const end = list[delimiter.end]
        if (delimiter.marker !== code || !end) continue
        becomes(state.tokens[delimiter.token], `${pair.double}_open`, pair.double, 1)
        becomes(state.tokens[end.token], `${pair.double}_close`, pair.double, -1)
      }
    }
  })
}

/** Marks inside of a word are text, as the "smart" setting of these extensions has it. */
function pushDelimiter(state: StateInline, marker: number): boolean {
  const before = state.src[state.pos - 1] ?? ' '
  const after = state.pos + 2 < state.posMax ? (state.src[state.pos + 2] ?? ' ') : ' '
  const token = state.push('text', '', 0)
  token.content = state.src.slice(state.pos, state.pos + 2)
  state.delimiters.push({
    marker,
    length: 0,
    token: state.tokens.length - 1,
    end: -1,
    open: !/\s/.test(after) && !/\w/.test(before),
    close: !/\s/.test(before) && !/\w/.test(after),
  })
  state.pos += 2
  return true
}

/** No blank may stand between the marks, unless it is escaped. */
function single(state: StateInline, silent: boolean, tag: string): boolean {
  const sign = state.src[state.pos]
  const from = state.pos + 1
  let end = from
  while (end < state.posMax && state.src[end] !== sign && !/\s/.test(state.src[end] ?? ' ')) {
    end += state.src[end] === '\\' ? 2 : 1
  }
  if (end >= state.posMax || end === from || state.src[end] !== sign || runLength(state, end) !== 1) return false
  if (!silent && state.src.slice(from, end).includes('\\ ')) pushText(state, tag, state.src.slice(from, end))
  else if (!silent) pushNested(state, tag, { from, to: end })
  state.pos = end + 1
  return true
}

function pushText(state: StateInline, tag: string, written: string): void {
  state.push(`${tag}_open`, tag, 1)
  state.push('text', '', 0).content = written.replaceAll('\\ ', ' ')
  state.push(`${tag}_close`, tag, -1)
}

/** 3 stands for all longer runs: to count those at each of their signs would take a long time. */
function runLength(state: StateInline, from: number): number {
  let end = from
  while (end < state.posMax && end < from + 3 && state.src[end] === state.src[from]) end++
  return end - from
}

function becomes(token: Token | undefined, type: string, tag: string, nesting: 1 | -1): void {
  if (token) Object.assign(token, { type, tag, nesting, content: '' })
}
