import { escapeAttribute, escapeText } from '../escape-html.ts'
import type { CodeOptions } from './highlighter.ts'

/**
 * The elements around coloured lines, as `pymdownx.highlight` writes them: a table with the numbers beside the code, or the
 * code alone.
 *
 * @param lines - HTML of each line, without line breaks.
 * @param options.language - What the class says; `text` when nobody knows the language.
 * @see spec/techdocs.md 3
 */
export function frameCode(lines: readonly string[], options: CodeOptions & { language: string }): string {
  const { firstLine, title, id } = options
  const className = [`language-${options.language}`, ...(options.classes ?? []), 'highlight'].join(' ')
  const outer = `<div${id ? ` id="${escapeAttribute(id)}"` : ''} class="${escapeAttribute(className)}">`
  const pre = `<pre><span></span><code>${codeOf(lines, options.marked ?? [])}</code></pre>`
  const filename = title ? `<span class="filename">${escapeText(title)}</span>` : ''
  if (firstLine === undefined) return `${outer}${filename}${pre}</div>\n`
  const head = filename && `<tr><th colspan="2" class="filename">${filename}</th></tr>`
  const numbers = `<td class="linenos"><div class="linenodiv"><pre><span></span>${numbersOf(lines.length, { ...options, firstLine })}</pre></div></td>`
  return `${outer}<table class="highlighttable">${head}<tr>${numbers}<td class="code"><div>${pre}</div></td></tr></table></div>\n`
}

function codeOf(lines: readonly string[], marked: readonly number[]): string {
  const isMarked = new Set(marked)
  return lines
    .map((line, index) => (isMarked.has(index + 1) ? `<span class="hll">${line}\n</span>` : `${line}\n`))
    .join('')
}

function numbersOf(
  count: number,
  { firstLine, lineStep = 1, lineSpecial = 0 }: CodeOptions & { firstLine: number },
): string {
  const width = String(firstLine + count - 1).length
  return Array.from({ length: count }, (_, index) => {
    const number = firstLine + index
    const isShown = lineStep <= 1 || number % lineStep === 0
    const isSpecial = lineSpecial > 0 && number % lineSpecial === 0
    const text = (isShown ? String(number) : '').padStart(width)
    return `<span class="${isSpecial ? 'special' : 'normal'}">${text}</span>`
  }).join('\n')
}
