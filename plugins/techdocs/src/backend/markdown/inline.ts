import type { StateInline, Token } from 'markdown-it'

interface Search {
  from: number
  found: number
}
const searches = new WeakMap<object, Map<string, Search>>()

/**
 * Where `text` comes next, or -1. Remembers what it found, so that thousands of opening marks without an end do not read the
 * rest of the page a thousand times.
 */
export function findAhead(state: { src: string; posMax?: number }, text: string, from: number): number {
  const known = searches.get(state) ?? new Map<string, Search>()
  searches.set(state, known)
  const last = known.get(text)
  const isKnown = last && last.from <= from && (last.found === -1 || last.found >= from)
  const found = isKnown ? last.found : state.src.indexOf(text, from)
  if (!isKnown) known.set(text, { from, found })
  return found + text.length > (state.posMax ?? state.src.length) ? -1 : found
}

/** Reads a part of the text between an opening and a closing tag. */
export function pushNested(
  state: StateInline,
  tag: string,
  options: { from: number; to: number; attrs?: [string, string][]; type?: string },
): void {
  const { pos, posMax } = state
  const type = options.type ?? tag
  const open = state.push(`${type}_open`, tag, 1)
  if (options.attrs) open.attrs = options.attrs
  state.pos = options.from
  state.posMax = options.to
  state.md.inline.tokenize(state)
  state.push(`${type}_close`, tag, -1)
  state.pos = pos
  state.posMax = posMax
}

/** Adds HTML that we made. */
export function pushHtml(state: StateInline, html: string): void {
  state.push('own_html', '', 0).content = html
}

/** Calls `change` for each text of a line that is not part of an address, and puts what it gives in its place. */
export function replaceTexts(
  line: Token,
  change: (text: string, make: (type: string, content: string) => Token) => Token[] | undefined,
): void {
  const children = line.children ?? []
  const changed: Token[] = []
  let isAddress = false
  for (const token of children) {
    if (token.type === 'link_open') isAddress = token.info === 'auto'
    if (token.type === 'link_close') isAddress = false
    const made =
      token.type === 'text' && !isAddress
        ? change(token.content, (type, content) => {
            const copy: Token = Object.assign(Object.create(Object.getPrototypeOf(token)), token)
            return Object.assign(copy, { type, content })
          })
        : undefined
    if (made) changed.push(...made)
    else changed.push(token)
  }
  line.children = changed
}

/** Replaces by a pattern in texts; `html` says what to write for a match, undefined to leave it. */
export function replacePattern(
  line: Token,
  pattern: RegExp,
  html: (match: RegExpMatchArray) => string | undefined,
): void {
  replaceTexts(line, (text, make) => {
    const parts: Token[] = []
    let done = 0
    for (const match of text.matchAll(pattern)) {
      const made = html(match)
      if (made === undefined) continue
      if (match.index > done) parts.push(make('text', text.slice(done, match.index)))
      parts.push(make('own_html', made))
      done = match.index + match[0].length
    }
    if (done === 0) return undefined
    if (done < text.length) parts.push(make('text', text.slice(done)))
    return parts
  })
}

/** What people see of a line, without markup. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
      if (token.type === 'own_html') return token.content.replace(/<[^<>]*>/g, '')
      if (token.type === 'html_inline' || token.type === 'image') return ''
      return token.content
    })
    .join('')
}
