import type { StateBlock } from 'markdown-it'
import { indentOf, mayOpen } from '../blocks.ts'
import type { Workshop } from '../extension.ts'
import { report } from '../page-state.ts'

/** Stands for a pipe inside of backticks while a table is cut into cells: a character for private use. */
const hiddenPipe = '\uE000'

/** `tables`: those of markdown-it, whose cells are not cut inside of backticks. */
export function tables({ md, strict }: Workshop): void {
  const original = md.block.ruler.__rules__.find((rule) => rule.name === 'table')?.fn
  if (!original) return
  md.block.ruler.at(
    'table',
    (state, startLine, endLine, silent) => {
      if (!mayOpen(state, startLine) || !isRule(state, startLine + 1, endLine)) return false
      // Python-Markdown wants a blank line before a table.
      if (strict && state.parentType === 'paragraph') return false
      const { src } = state
      const from = state.tokens.length
      state.src = hidePipes(state, startLine, endLine)
      const is = original(state, startLine, endLine, silent)
      state.src = src
      for (const token of state.tokens.slice(from)) restore(token)
      if (is && !silent && state.tokens[from - 1]?.type === 'paragraph_close' && !state.isEmpty(startLine - 1)) {
        report(state.env, 'renders-differently', startLine, 'With MkDocs, a table needs a blank line before it.')
      }
      return is
    },
    { alt: ['paragraph', 'reference'] },
  )
}

type Token = StateBlock['tokens'][number]

function isRule(state: StateBlock, line: number, endLine: number): boolean {
  if (line >= endLine || indentOf(state, line) < state.blkIndent) return false
  return /^[ \t]*[|:-][-:|\s]*$/.test(state.src.slice(state.bMarks[line], state.eMarks[line]).replace(/^[> \t]+/, ''))
}

/** Only the lines of the table are looked at: up to the next blank one. */
function hidePipes(state: StateBlock, startLine: number, endLine: number): string {
  let end = startLine
  while (end < endLine && !state.isEmpty(end)) end++
  const from = state.bMarks[startLine] ?? 0
  const to = state.eMarks[end - 1] ?? from
  const text = state.src.slice(from, to)
  if (!text.includes('`')) return state.src
  const hidden = text.replace(/(`+)([^`\n]*)\1/g, (code) => code.replaceAll('|', hiddenPipe))
  return state.src.slice(0, from) + hidden + state.src.slice(to)
}

function restore(token: Token): void {
  if (token.type === 'inline') token.content = token.content.replaceAll(hiddenPipe, '|')
  const style = token.attrGet('style')
  if (style) token.attrSet('style', `${String(style).replace(':', ': ')};`)
}
