import type { StateBlock } from 'markdown-it'
import { endOfIndented, indentOf, lineText, mayOpen, parseBody, pushInline } from '../blocks.ts'
import type { Extension } from '../extension.ts'

/** `admonition`: `!!! note "Title"` and an indented body. */
export const admonition: Extension = ({ md, strict }) => {
  const rule = callout(/^!!![ ]?(?!")(.*)$/, { push: pushAdmonition, strict })
  md.block.ruler.before('fence', 'admonition', rule, { alt: interrupts })
}

/** `pymdownx.details`: `??? note "Title"`, and `???+` when it stands open. */
export const details: Extension = ({ md, strict }) => {
  const rule = callout(/^\?\?\?\+?[ ]?(.*)$/, { push: pushDetails, strict })
  md.block.ruler.before('fence', 'details', rule, { alt: interrupts })
}

/** What extensions of this kind may interrupt. */
export const interrupts = ['paragraph', 'reference', 'blockquote', 'list']

/** What stands in the first line of a callout. */
export interface CalloutHeader {
  classes: string[]
  /** Undefined when nothing was said. */
  title: string | undefined
  isOpen: boolean
}

type Push = (state: StateBlock, header: CalloutHeader, body: { line: number; read(): void }) => void

const header = /^([\w-]+(?:[ ]+[\w-]+)*)?[ \t]*(?:"(.*)")?[ \t]*$/

function callout(opener: RegExp, { push, strict }: { push: Push; strict: boolean }) {
  return (state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean => {
    if (!mayOpen(state, startLine) || (strict && indentOf(state, startLine) > state.blkIndent)) return false
    const text = lineText(state, startLine)
    const [, said] = opener.exec(text) ?? []
    const parts = said === undefined ? null : header.exec(said)
    if (!parts || !said?.trim()) return false
    if (silent) return true
    const indent = indentOf(state, startLine) + 4
    const to = endOfIndented(state, startLine + 1, { endLine, indent })
    const classes = (parts[1] ?? '').toLowerCase().split(/ +/).filter(Boolean)
    push(
      state,
      { classes, title: parts[2], isOpen: text.startsWith('???+') },
      { line: startLine, read: () => parseBody(state, startLine + 1, { to, indent, type: 'admonition' }) },
    )
    state.line = to
    return true
  }
}

/** The HTML of an admonition around what `read` adds. */
export function pushAdmonition(
  state: StateBlock,
  { classes, title }: Pick<CalloutHeader, 'classes' | 'title'>,
  body: { line: number; read(): void; attrs?: [string, string][] },
): void {
  const open = state.push('admonition_open', 'div', 1)
  open.attrs = [['class', ['admonition', ...classes].join(' ')], ...(body.attrs ?? [])]
  open.map = [body.line, body.line + 1]
  if (title !== '') {
    state.push('admonition_title_open', 'p', 1).attrs = [['class', 'admonition-title']]
    pushInline(state, title ?? titleOf(classes[0]), [body.line, body.line + 1])
    state.push('admonition_title_close', 'p', -1)
  }
  body.read()
  state.push('admonition_close', 'div', -1)
}

/** The HTML of details around what `read` adds. */
export function pushDetails(
  state: StateBlock,
  { classes, title, isOpen }: CalloutHeader,
  body: { line: number; read(): void; attrs?: [string, string][] },
): void {
  const open = state.push('details_open', 'details', 1)
  open.map = [body.line, body.line + 1]
  open.attrs = [...(body.attrs ?? [])]
  if (classes.length > 0) open.attrs.push(['class', classes.join(' ')])
  if (isOpen) open.attrs.push(['open', 'open'])
  state.push('summary_open', 'summary', 1)
  pushInline(state, title ?? titleOf(classes[0]), [body.line, body.line + 1])
  state.push('summary_close', 'summary', -1)
  body.read()
  state.push('details_close', 'details', -1)
}

function titleOf(name = ''): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
