import type { StateBlock, StateInline, Token } from 'markdown-it'
import { lineText, mayOpen } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { findAhead } from '../inline.ts'
import { report } from '../page-state.ts'

/**
 * `pymdownx.arithmatex`: `$x$`, `\(x\)`, and blocks between `$$`, `\[` and `\]`, or `\begin` and `\end`. The reader runs no
 * scripts of the site, so the formula becomes MathML here, inside of the usual wrapping. A site that sets its own wrapping
 * (`tex_inline_wrap`, `tex_block_wrap`) wants the text of the formula for a tool of its own, and gets it.
 */
export const math: Extension = ({ md, later }, settings) => {
  const isRaw = settings.tex_inline_wrap !== undefined || settings.tex_block_wrap !== undefined
  md.inline.ruler.before('escape', 'math', inlineMath)
  md.block.ruler.before('fence', 'math', blockMath, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
  for (const rule of ['math_inline', 'math_block'])
    md.renderer.rules[rule] = (tokens, at) => String(tokens[at]?.meta?.html ?? '')
  later.push((tokens, env) =>
    tokens
      .flatMap((token) => [token, ...(token.children ?? [])])
      .filter((token) => token.type === 'math_inline' || token.type === 'math_block')
      .map(async (token) => {
        const inner = isRaw ? wrapped(token, settings, md.utils.escapeHtml) : await mathMl(token)
        if (inner.problem) report(env, 'math', token.map?.[0], inner.problem)
        const tag = token.type === 'math_block' ? 'div' : 'span'
        token.meta = { html: `<${tag} class="arithmatex">${inner.html}</${tag}>${tag === 'div' ? '\n' : ''}` }
      }),
  )
}

function inlineMath(state: StateInline, silent: boolean): boolean {
  const isDollar = state.src[state.pos] === '$' && state.src[state.pos + 1] !== '$'
  if (!isDollar && !state.src.startsWith('\\(', state.pos)) return false
  const from = state.pos + (isDollar ? 1 : 2)
  const close = isDollar ? '$' : '\\)'
  const end = findAhead(state, close, from)
  const tex = end < 0 ? '' : state.src.slice(from, end)
  // "$5 and $6" are prices: no blank stands inside of the signs, and no digit behind them.
  if (!tex || (isDollar && (/^\s|\s$|\\$/.test(tex) || /\d/.test(state.src[end + 1] ?? '')))) return false
  if (!silent) state.push('math_inline', '', 0).content = tex
  state.pos = end + close.length
  return true
}

function blockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine)) return false
  const text = lineText(state, startLine)
  const environment = /^\\begin\{([a-z]+\*?)\}/.exec(text)?.[0]
  const open = environment ?? ['$$', '\\['].find((sign) => text.startsWith(sign))
  if (!open) return false
  const close = open === '$$' ? '$$' : open === '\\[' ? '\\]' : open.replace('begin', 'end')
  let to = startLine
  const ends = (line: number) =>
    (line === startLine ? text.slice(open.length) : lineText(state, line)).trimEnd().endsWith(close)
  while (to < endLine && !state.isEmpty(to) && !ends(to)) to++
  if (to === endLine || state.isEmpty(to)) return false
  if (silent) return true
  const token = state.push('math_block', '', 0)
  token.map = [startLine, to + 1]
  const whole = state.getLines(startLine, to + 1, state.blkIndent, false).trim()
  token.content = environment ? whole : whole.slice(open.length, -close.length)
  state.line = to + 1
  return true
}

async function mathMl(token: Token): Promise<{ html: string; problem?: string }> {
  const { default: temml } = await import('temml')
  const displayMode = token.type === 'math_block'
  try {
    // The formula itself stays inside for those who copy it, and for search.
    return {
      html: temml.renderToString(token.content, { displayMode, annotate: true, throwOnError: true, maxExpand: 1000 }),
    }
  } catch (cause) {
    const text = token.content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return { html: `<code>${text}</code>`, problem: `The formula cannot be read: ${String((cause as Error).message)}` }
  }
}

function wrapped(token: Token, settings: Readonly<Record<string, unknown>>, escapeHtml: (text: string) => string) {
  const isBlock = token.type === 'math_block'
  const set = isBlock ? settings.tex_block_wrap : settings.tex_inline_wrap
  const [open, close] = Array.isArray(set) ? set.map(String) : isBlock ? ['\\[', '\\]'] : ['\\(', '\\)']
  return { html: `${open}${escapeHtml(token.content)}${close}`, problem: undefined }
}
