import type { Token } from 'markdown-it'
import { lineText, mayOpen } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { replaceTexts } from '../inline.ts'
import { pageState } from '../page-state.ts'

/** `abbr`: `*[KEY]: what it stands for`, anywhere in the page. */
export const abbreviations: Extension = ({ md }) => {
  md.block.ruler.before('reference', 'abbreviation', definition, { alt: ['paragraph', 'reference'] })
  md.core.ruler.after('linkify', 'abbreviations', ({ tokens, env }) => {
    const known = meanings.get(pageState(env))
    if (!known) return
    for (const token of tokens) if (token.type === 'inline') explain(token, known)
  })
}

/** By the first word of the key, so that a page with thousands of them is read as fast as one with a few. */
type Meanings = Map<string, Map<string, string>>
const meanings = new WeakMap<object, Meanings>()

const opener = /^\*\[([^\]\\]{1,200})\][ \t]?:[ \t]*(.*)$/
const word = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu

const definition: Parameters<Parameters<Extension>[0]['md']['block']['ruler']['before']>[2] = (
  state,
  startLine,
  _endLine,
  silent,
) => {
  const [, written, meaning] = (mayOpen(state, startLine) && opener.exec(lineText(state, startLine))) || []
  const key = written?.trim()
  const first = key?.match(word)?.[0]
  if (!key || !first || meaning === undefined) return false
  if (silent) return true
  const page = pageState(state.env)
  const known: Meanings = meanings.get(page) ?? new Map()
  meanings.set(page, known.set(first, (known.get(first) ?? new Map<string, string>()).set(key, meaning.trim())))
  state.line = startLine + 1
  return true
}

/** How many keys may begin with one word; more are not looked for. */
const mostAlike = 50

function explain(line: Token, known: Meanings): void {
  replaceTexts(line, (text, make) => {
    const parts: Token[] = []
    let done = 0
    for (const { 0: first, index } of text.matchAll(word)) {
      if (index < done) continue
      const alike = [...(known.get(first) ?? [])].slice(0, mostAlike)
      const [key, title] = alike.findLast(([key]) => isWhole(text, index, key)) ?? []
      if (key === undefined || title === undefined) continue
      if (index > done) parts.push(make('text', text.slice(done, index)))
      parts.push(tag(make, { type: 'abbr_open', nesting: 1, title }), make('text', key))
      parts.push(tag(make, { type: 'abbr_close', nesting: -1 }))
      done = index + key.length
    }
    if (done === 0) return undefined
    if (done < text.length) parts.push(make('text', text.slice(done)))
    return parts
  })
}

function tag(
  make: (type: string, content: string) => Token,
  { type, nesting, title }: { type: string; nesting: 1 | -1; title?: string },
): Token {
  return Object.assign(make(type, ''), { tag: 'abbr', nesting, attrs: title === undefined ? null : [['title', title]] })
}

function isWhole(text: string, index: number, key: string): boolean {
  if (!text.startsWith(key, index)) return false
  return !/[\p{L}\p{N}_]/u.test(text[index - 1] ?? '') && !/[\p{L}\p{N}_]/u.test(text[index + key.length] ?? '')
}
