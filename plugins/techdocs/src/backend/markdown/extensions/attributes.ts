import type { StateInline, Token } from 'markdown-it'
import { type AttributeList, readAttributes } from '../attribute-list.ts'
import type { Extension } from '../extension.ts'
import { findAhead } from '../inline.ts'

/** `attr_list`: `{ #id .class key="value" }` behind something in a line, at the end of a heading or cell, or below a paragraph. */
export const attributes: Extension = ({ md }) => {
  md.inline.ruler.before('link', 'attributes', attributeList)
  md.renderer.rules.attributes = (tokens, at) => md.utils.escapeHtml(tokens[at]?.content ?? '')
  md.core.ruler.after('inline', 'attributes', ({ tokens }) => {
    for (const [at, token] of tokens.entries()) {
      if (token.type !== 'inline' || !token.children?.some((child) => child.type === 'attributes')) continue
      applyInLine(token.children)
      applyToBlock(tokens, at)
    }
  })
}

const list = /^\{:?[ ]*([^}\n ][^}\n]*)\}$/
const itemsOnly = /^(?:\s*(?:#[^\s}"'=]+|\.[^\s}"'=]+|[\w:@-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]*)|[\w-]+)(?=\s|$))+$/

/** Kept whole, so that `target="_blank"` is not read as emphasis. */
function attributeList(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '{') return false
  const end = findAhead(state, '}', state.pos)
  // Two braces are a macro.
  const isMacro = state.src[state.pos - 1] === '{' || state.src[end + 1] === '}'
  if (end < 0 || end - state.pos > 1000 || isMacro) return false
  const found = list.exec(state.src.slice(state.pos, end + 1))
  if (!found?.[1] || !itemsOnly.test(found[1].trimEnd())) return false
  if (!silent) {
    const token = state.push('attributes', '', 0)
    token.content = found[0]
    token.meta = { list: readAttributes(found[1]) }
  }
  state.pos += found[0].length
  return true
}

function applyInLine(children: Token[]): void {
  const opened: Token[] = []
  let last: Token | undefined
  for (const child of children) {
    if (child.type === 'attributes') {
      if (last) apply(last, child)
      last = undefined
      continue
    }
    // Half of a strong mark leaves an empty text behind.
    if (child.type === 'text' && child.content === '') continue
    last = undefined
    if (child.nesting === 1) opened.push(child)
    if (child.nesting === -1) last = opened.pop()
    if (child.type === 'image' || child.type === 'code_inline') last = child
  }
  removeApplied(children)
}

const endsWithList = new Set(['heading_open', 'th_open', 'td_open', 'dt_open'])

function applyToBlock(tokens: readonly Token[], at: number): void {
  const children = tokens[at]?.children ?? []
  const last = children.findLast((child) => !isBlank(child))
  const block = tokens[at - 1]
  if (!block || last?.type !== 'attributes') return
  const before = children[children.indexOf(last) - 1]
  if (endsWithList.has(block.type)) {
    if (before?.type !== 'text' || !before.content.endsWith(' ')) return
    before.content = before.content.trimEnd()
  } else {
    const isOwnLine =
      before?.type === 'softbreak' || (isBlank(before) && children.at(children.indexOf(last) - 2)?.type === 'softbreak')
    if (block.type !== 'paragraph_open' || !isOwnLine) return
  }
  apply(block.hidden ? (tokens[at - 2] ?? block) : block, last)
  removeApplied(children)
  while (children.at(-1)?.type === 'softbreak' || isBlank(children.at(-1))) children.pop()
}

function apply(token: Token, list: Token): void {
  const { id, classes, values, words } = listOf(list)
  if (id) token.attrSet('id', id)
  if (classes.length > 0) token.attrJoin('class', classes.join(' '))
  for (const [name, value] of Object.entries(values)) token.attrSet(name, value)
  for (const word of words) token.attrSet(word, word)
  list.hidden = true
}

/** What {@link attributeList} read. */
function listOf(token: Token): AttributeList {
  return (token.meta?.list as AttributeList | undefined) ?? { classes: [], values: {}, words: [] }
}

function removeApplied(children: Token[]): void {
  const kept = children.filter((child) => !(child.type === 'attributes' && child.hidden))
  children.splice(0, children.length, ...kept)
}

function isBlank(token: Token | undefined): boolean {
  return token?.type === 'text' && token.content.trim() === ''
}
