import { parentPort } from 'node:worker_threads'
import { createHighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { bundledLanguages } from 'shiki/langs'
import { escapeText } from '../escape-html.ts'
import { classOfColour, classTheme } from './token-classes.ts'

/** Code to colour. */
export interface ColourRequest {
  code: string
  /** A key of Shiki's `bundledLanguages`. */
  grammar: string
}

/** Its lines in HTML, without line breaks. */
export type ColouredLines = string[]

// Lines beyond this are data, and the square of their length is what many grammars take.
const maxLineLength = 1_000

// JavaScript's regular expressions, not the WebAssembly of Oniguruma. Measured with seven languages: 64 against 112 MiB and 110
// against 160 ms to start, as fast once a grammar is warm, slower with its first block (60 against 36 ms). What decides: Oniguruma
// hangs on hostile lines of more grammars, Markdown and C# among them.
const shiki = await createHighlighterCore({
  engine: createJavaScriptRegexEngine({ forgiving: true }),
  themes: [classTheme],
})

parentPort?.on('message', async ({ code, grammar }: ColourRequest) => {
  const load = bundledLanguages[grammar as keyof typeof bundledLanguages]
  if (!shiki.getLoadedLanguages().includes(grammar)) await shiki.loadLanguage(load)
  const lines = shiki.codeToTokensBase(code, {
    lang: grammar,
    theme: classTheme.name,
    tokenizeMaxLineLength: maxLineLength,
    // Whoever asked ends this thread when it takes too long: a limit between tokens does not stop one slow expression.
    tokenizeTimeLimit: 0,
  })
  parentPort?.postMessage(
    lines.map((tokens) =>
      tokens
        .map(({ content, color }) => {
          const className = content.trim() === '' ? undefined : classOfColour(color)
          return className ? `<span class="${className}">${escapeText(content)}</span>` : escapeText(content)
        })
        .join(''),
    ) satisfies ColouredLines,
  )
})

parentPort?.postMessage('ready')
