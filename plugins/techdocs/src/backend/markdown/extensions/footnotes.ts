import type { StateBlock, StateCore, StateInline, Token } from 'markdown-it'
import { indentOf, lineText, mayOpen, parseBody, position } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { findAhead, pushHtml } from '../inline.ts'
import { pageState } from '../page-state.ts'

/** `footnotes`: `[^id]` and `[^id]: text`; the notes stand below the page in the order in which they were written. */
export const footnotes: Extension = ({ md }, settings) => {
  const sign = typeof settings.BACKLINK_TEXT === 'string' ? md.utils.escapeHtml(settings.BACKLINK_TEXT) : '&#8617;'
  md.block.ruler.before('reference', 'footnote', definition, { alt: ['paragraph', 'reference'] })
  md.inline.ruler.before('link', 'footnote_ref', reference)
  md.core.ruler.before('inline', 'footnotes', moveToEnd)
  md.core.ruler.after('inline', 'footnote_backlinks', (state) => {
    const notes = notesOf(state.env)
    for (const place of state.tokens) {
      const note = notes.get(String(place.meta?.footnote))
      if (note) addBacklinks(state, { place, note, sign })
    }
  })
}

interface Note {
  number: number
  /** How often the page refers to it. */
  uses: number
  body: Token[]
}

const notes = new WeakMap<object, Map<string, Note>>()

function notesOf(env: StateCore['env']): Map<string, Note> {
  const page = pageState(env)
  const known = notes.get(page) ?? new Map<string, Note>()
  notes.set(page, known)
  return known
}

const opener = /^\[\^([^\]\s]+)\]:[ \t]*/

function definition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine)) return false
  const [mark, id] = opener.exec(lineText(state, startLine)) ?? []
  if (!mark || !id) return false
  if (silent) return true
  const indent = state.blkIndent + 4
  let to = startLine + 1
  for (let line = to; line < endLine; line++) {
    // Lines at once below go on with the first paragraph however far in they are.
    if (state.isEmpty(line)) continue
    if (indentOf(state, line) < indent && (state.isEmpty(line - 1) || opener.test(lineText(state, line)))) break
    to = line + 1
  }
  state.push('footnote_open', 'li', 1).meta = { id }
  parseBody(state, startLine, { to, indent, type: 'footnote', textAt: position(state, startLine) + mark.length })
  state.push('footnote_close', 'li', -1)
  state.line = to
  const all = notesOf(state.env)
  if (!all.has(id)) all.set(id, { number: all.size + 1, uses: 0, body: [] })
  return true
}

function reference(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('[^', state.pos)) return false
  const end = findAhead(state, ']', state.pos)
  const id = end < 0 || end - state.pos > 200 ? '' : state.src.slice(state.pos + 2, end)
  const note = notesOf(state.env).get(id)
  if (!note) return false
  if (!silent) {
    note.uses++
    const name = state.md.utils.escapeHtml(id)
    const link = `<a class="footnote-ref" href="#fn:${name}">${note.number}</a>`
    pushHtml(state, `<sup id="${referenceId(name, note.uses)}">${link}</sup>`)
  }
  state.pos = end + 1
  return true
}

const referenceId = (name: string, use: number): string => `fnref${use === 1 ? '' : use}:${name}`

/** Takes the notes out of the text, also from inside of each other, and puts them below it. */
function moveToEnd(state: StateCore): void {
  const all = notesOf(state.env)
  if (all.size === 0) return
  const open: Token[][] = []
  const rest: Token[] = []
  for (const token of state.tokens) {
    if (token.type === 'footnote_open') {
      const note = all.get(String(token.meta?.id))
      const body: Token[] = []
      // A second definition of the same name is dropped, as Python-Markdown does it.
      if (note && note.body.length === 0) note.body = body
      open.push(body)
    } else if (token.type === 'footnote_close') open.pop()
    else (open.at(-1) ?? rest).push(token)
  }
  rest.push(html(state, '<div class="footnote">\n<hr />\n<ol>\n'))
  for (const [id, { body }] of all) {
    rest.push(html(state, `<li id="fn:${state.md.utils.escapeHtml(id)}">\n`), ...body)
    rest.push(Object.assign(html(state, ''), { meta: { footnote: id } }), html(state, '</li>\n'))
  }
  rest.push(html(state, '</ol>\n</div>\n'))
  state.tokens = rest
}

function addBacklinks(state: StateCore, { place, note, sign }: { place: Token; note: Note; sign: string }): void {
  const name = state.md.utils.escapeHtml(String(place.meta?.footnote))
  const title = `Jump back to footnote ${note.number} in the text`
  const links = Array.from({ length: Math.max(1, note.uses) }, (_, use) => {
    return `<a class="footnote-backref" href="#${referenceId(name, use + 1)}" title="${title}">${sign}</a>`
  }).join('')
  const last = note.body.at(-1)?.type === 'paragraph_close' ? note.body.at(-2) : undefined
  if (last?.children) last.children.push(html(state, `&#160;${links}`))
  else place.content = `<p>${links}</p>\n`
}

function html(state: StateCore, content: string): Token {
  const token = new state.Token('own_html', '', 0)
  token.content = content
  return token
}
