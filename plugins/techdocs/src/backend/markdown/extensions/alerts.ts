import type { StateBlock } from 'markdown-it'
import { indentOf, lineText, mayOpen, parseBody } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { interrupts, pushAdmonition } from './admonition.ts'

/** The alerts of GitHub (`> [!NOTE]`) and GitLab (`>>> [!tip]` … `>>>`) as admonitions. */
export const alerts: Extension = ({ md }) => {
  md.block.ruler.before('blockquote', 'alert', alert, { alt: interrupts })
  md.block.ruler.before('alert', 'long_alert', longAlert, { alt: interrupts })
}

const types: Readonly<Record<string, string>> = { important: 'warning', caution: 'danger' }
const opener = /^> {0,3}\[!(note|tip|important|warning|caution)\][ ]*(.*)$/i
const longOpener = /^>>> {0,3}\[!(note|tip|important|warning|caution)\][ ]*(.*)$/i

function alert(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const mark = mayOpen(state, startLine) && opener.exec(lineText(state, startLine))
  if (!mark) return false
  let to = startLine + 1
  while (to < endLine && indentOf(state, to) >= state.blkIndent && lineText(state, to).startsWith('>')) to++
  if (to === startLine + 1) return false
  if (silent) return true
  push(state, mark, startLine, () => {
    const quote = state.tokens.length
    parseBody(state, startLine + 1, { to, indent: state.blkIndent, type: 'blockquote' })
    // The quote around the body is the admonition now.
    for (const token of [state.tokens[quote], state.tokens.at(-1)]) if (token) token.hidden = true
  })
  state.line = to
  return true
}

function longAlert(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const mark = mayOpen(state, startLine) && longOpener.exec(lineText(state, startLine))
  if (!mark) return false
  let to = startLine + 1
  while (to < endLine && lineText(state, to) !== '>>>') to++
  if (to === endLine) return false
  if (silent) return true
  push(state, mark, startLine, () =>
    parseBody(state, startLine + 1, { to, indent: state.blkIndent, type: 'blockquote' }),
  )
  state.line = to + 1
  return true
}

function push(state: StateBlock, [, written = '', title = '']: RegExpExecArray, line: number, read: () => void): void {
  const name = written.toLowerCase()
  const said = title.trim() || name.charAt(0).toUpperCase() + name.slice(1)
  pushAdmonition(state, { classes: [types[name] ?? name], title: said }, { line, read })
}
