import type { StateBlock, Token } from 'markdown-it'
import { endOfIndented, indentOf, lineText, mayOpen, parseBody, pushInline } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { pageState } from '../page-state.ts'
import { interrupts } from './admonition.ts'

/** `pymdownx.tabbed` with `alternate_style`: `=== "Title"` and an indented body; tabs in a row are one set. */
export const tabbed: Extension = ({ md, strict }) => {
  const rule: typeof tabs = (state, startLine, ...rest) =>
    !(strict && indentOf(state, startLine) > state.blkIndent) && tabs(state, startLine, ...rest)
  md.block.ruler.before('fence', 'tabbed', rule, { alt: interrupts })
}

const opener = /^===(!?\+?|\+!)[ \t]+"(.*?)"[ \t]*$/

/** One tab of a set, with how its body is read. */
export interface Tab {
  title: string
  line: number
  isSelected: boolean
  read(): void
}

function tabs(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine) || !opener.test(lineText(state, startLine))) return false
  if (silent) return true
  const indent = indentOf(state, startLine) + 4
  const set: Tab[] = []
  let line = startLine
  let end = startLine
  while (line < endLine && indentOf(state, line) === indent - 4) {
    const [, signs, title] = opener.exec(lineText(state, line)) ?? []
    if (title === undefined || (set.length > 0 && signs?.includes('!'))) break
    const from = line + 1
    const to = endOfIndented(state, from, { endLine, indent })
    set.push({
      title,
      line,
      isSelected: signs?.includes('+') ?? false,
      read: () => parseBody(state, from, { to, indent, type: 'tabbed' }),
    })
    end = to
    line = state.skipEmptyLines(to)
  }
  pushTabs(state, set)
  state.line = end
  return true
}

const counts = new WeakMap<object, number>()

/** The HTML of a set of tabs. */
export function pushTabs(state: StateBlock, set: readonly Tab[]): void {
  const page = pageState(state.env)
  const number = (counts.get(page) ?? 0) + 1
  counts.set(page, number)
  const selected = Math.max(
    0,
    set.findIndex((tab) => tab.isSelected),
  )
  const attrs = { class: 'tabbed-set tabbed-alternate', 'data-tabs': `${number}:${set.length}`, line: set[0]?.line }
  wrap(state, 'tabbed_set', attrs, () => {
    for (const index of set.keys()) {
      const input = state.push('tabbed_input', 'input', 0)
      input.attrs = [
        ...(index === selected ? [['checked', 'checked'] as [string, string]] : []),
        ['id', `__tabbed_${number}_${index + 1}`],
        ['name', `__tabbed_${number}`],
        ['type', 'radio'],
      ]
    }
    wrap(state, 'tabbed_labels', { class: 'tabbed-labels' }, () => {
      for (const [index, tab] of set.entries()) {
        state.push('tabbed_label_open', 'label', 1).attrs = [['for', `__tabbed_${number}_${index + 1}`]]
        pushInline(state, tab.title, [tab.line, tab.line + 1])
        state.push('tabbed_label_close', 'label', -1)
      }
    })
    wrap(state, 'tabbed_content', { class: 'tabbed-content' }, () => {
      for (const tab of set) wrap(state, 'tabbed_block', { class: 'tabbed-block' }, () => tab.read())
    })
  })
}

function wrap(
  state: StateBlock,
  type: string,
  { line, ...attrs }: { class: string; line?: number; 'data-tabs'?: string },
  fill: () => void,
): Token {
  const open = state.push(`${type}_open`, 'div', 1)
  if (line !== undefined) open.map = [line, line + 1]
  open.attrs = Object.entries(attrs)
  fill()
  return state.push(`${type}_close`, 'div', -1)
}
