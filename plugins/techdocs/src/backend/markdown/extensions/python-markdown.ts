import type { StateCore, StateInline, Token } from 'markdown-it'
import { lineText, mayOpen, pushInline } from '../blocks.ts'
import type { Workshop } from '../extension.ts'
import { report } from '../page-state.ts'

/**
 * Habits of Python-Markdown beside lists and HTML. Strict pages follow them; others read as on GitHub, and their owner hears
 * what MkDocs would do.
 */
export function pythonMarkdown(workshop: Workshop): void {
  const { md, strict } = workshop
  const hasSaneHeadings = workshop.settingsOf('pymdownx.saneheaders') !== undefined
  if (!hasSaneHeadings) closeHeadings(workshop)
  if (strict) {
    md.inline.ruler.at('newline', breakAtBlanks)
    const escaped = md.inline.ruler.__rules__.find((rule) => rule.name === 'escape')?.fn
    md.inline.ruler.at(
      'escape',
      (state, silent) => state.src[state.pos + 1] !== '\n' && (escaped?.(state, silent) ?? false),
    )
    md.core.ruler.after('block', 'joined_quotes', joinQuotes)
    return
  }
  md.core.ruler.after('inline', 'backslash_breaks', (state) => {
    for (const token of state.tokens) {
      const isBroken = token.children?.some((child) => child.type === 'hardbreak') && /\\\n/.test(token.content)
      if (isBroken)
        report(
          state.env,
          'renders-differently',
          token.map?.[0],
          'With MkDocs, a backslash breaks no line; write two blanks.',
        )
    }
  })
}

/** `#Heading` without a blank is a heading there. */
function closeHeadings({ md, strict }: Workshop): void {
  md.block.ruler.after(
    'heading',
    'close_heading',
    (state, startLine, _endLine, silent) => {
      const [, signs, text] =
        (mayOpen(state, startLine) && /^(#{1,6})([^#\s].*)$/.exec(lineText(state, startLine))) || []
      if (!signs || !text) return false
      if (!strict) {
        if (!silent)
          report(
            state.env,
            'renders-differently',
            startLine,
            'With MkDocs, this line is a heading; write a blank behind "#", or a backslash before it.',
          )
        return false
      }
      if (silent) return true
      const tag = `h${signs.length}`
      state.push('heading_open', tag, 1).map = [startLine, startLine + 1]
      pushInline(state, text.replace(/#+[ \t]*$/, '').trim(), [startLine, startLine + 1])
      state.push('heading_close', tag, -1)
      state.line = startLine + 1
      return true
    },
    { alt: strict ? ['paragraph', 'reference', 'blockquote'] : [] },
  )
}

/** Two blanks at the end of a line break it; a backslash is one. */
function breakAtBlanks(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '\n') return false
  const isBreak = state.pending.endsWith('  ') || state.md.options.breaks
  if (!silent) {
    state.pending = state.pending.replace(/ +$/, '')
    state.push(isBreak ? 'hardbreak' : 'softbreak', 'br', 0)
  }
  state.pos++
  while (state.src[state.pos] === ' ') state.pos++
  return true
}

/** Quotes that follow each other are one. */
function joinQuotes(state: StateCore): void {
  const { tokens } = state
  const joined: Token[] = []
  let skipped = 0
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1]
    const isSeam =
      token.type === 'blockquote_close' && next?.type === 'blockquote_open' && !token.hidden && !next.hidden
    if (isSeam) skipped = 2
    if (skipped > 0) skipped--
    else joined.push(token)
  }
  state.tokens = joined
}
