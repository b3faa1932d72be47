import { escapeText } from '../escape-html.ts'
import { frameCode } from './code-frame.ts'
import { createColouring } from './colour-code.ts'
import type { Highlighter } from './highlighter.ts'
import { findGrammar } from './languages.ts'

/** Makes the highlighter of a process. It loads nothing until there is code in a known language. */
export function createHighlighter(): Highlighter {
  const colouring = createColouring()
  const read = async (code: string, language: string | undefined) => {
    const grammar = await findGrammar(language)
    const lines = grammar && (await colouring.colour({ code, grammar }))
    return {
      // Nothing but letters and signs that grammars have in their names: the class needs no escaping.
      language: grammar && language ? language : 'text',
      lines: lines || escapeText(code).split('\n'),
    }
  }
  return {
    async block(code, options) {
      const { lines, language } = await read(withoutEdges(code), options.language)
      return frameCode(lines, { ...options, language })
    },
    async inline(code, language) {
      const { lines, language: known } = await read(code, language)
      return `<code class="language-${known} highlight">${lines.join('\n')}</code>`
    },
  }
}

/** Without empty lines at both ends, as Pygments does; `\n` only. */
function withoutEdges(code: string): string {
  const text = code.replaceAll('\r\n', '\n')
  let start = 0
  let end = text.length
  while (text[start] === '\n') start++
  while (end > start && text[end - 1] === '\n') end--
  return text.slice(start, end)
}
