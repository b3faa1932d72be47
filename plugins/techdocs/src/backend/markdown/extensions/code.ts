import type { Token } from 'markdown-it'
import type { Diagram, Diagrams } from '../../diagrams/diagrams.ts'
import type { CodeOptions, Highlighter } from '../../highlight/highlighter.ts'
import type { Extension, Settings, Workshop } from '../extension.ts'
import { type Env, report } from '../page-state.ts'
import { type CustomFence, customHtml, readCustomFences } from './custom-fences.ts'
import { type FenceHeader, readFenceHeader } from './fence-header.ts'

/** Coloured blocks, diagrams in fences, and code in a line with its language: `pymdownx.highlight` and its relatives. */
export function codeBlocks(workshop: Workshop): void {
  const { md, diagrams, highlighter } = workshop
  const highlight = { ...workshop.settingsOf('codehilite'), ...workshop.settingsOf('pymdownx.highlight') }
  const plantuml = workshop.settingsOf('plantuml_markdown')
  const fences = readCustomFences(workshop.settingsOf('pymdownx.superfences'))
  workshop.later.push((tokens, env) => {
    const work: Promise<void>[] = []
    for (const token of tokens) {
      const made = blockHtml(token, { diagrams, highlighter, highlight, plantuml, fences, env, md })
      if (!made) continue
      const put = made.then((html) => {
        token.meta = { ...token.meta, html }
      })
      work.push(put)
    }
    return work
  })
  for (const rule of ['fence', 'code_block', 'diagram']) {
    md.renderer.rules[rule] = (tokens, at) => `${String(tokens[at]?.meta?.html ?? '')}\n`
  }
  if (workshop.settingsOf('pymdownx.inlinehilite')) colourInline(workshop)
}

interface Making {
  md: Workshop['md']
  diagrams: Diagrams
  highlighter: Highlighter
  highlight: Settings
  plantuml: Settings | undefined
  fences: ReadonlyMap<string, CustomFence>
  env: Env
}

function blockHtml(token: Token, making: Making): Promise<string> | undefined {
  if (token.type === 'diagram') return draw(token.meta?.diagram as Diagram, token, making)
  if (token.type === 'code_block') return block(trimEnd(token.content), making, {})
  if (token.type !== 'fence') return undefined
  const header = readFenceHeader(token.info)
  const code = trimEnd(token.content)
  const language = header.language ?? ''
  const fence = making.fences.get(language)
  if (fence) return Promise.resolve(customHtml(fence, making.md.utils.escapeHtml(code)))
  const diagram = diagramOf(header, code)
  if (diagram) return draw(diagram, token, making)
  return block(code, making, header)
}

async function draw(diagram: Diagram, token: Token, { diagrams, env, plantuml }: Making): Promise<string> {
  const format = plantuml?.format
  const options = { ...(typeof format === 'string' && { format }), ...diagram.options }
  const { html, problem, isTemporary } = await diagrams.draw({ ...diagram, options })
  if (problem) report(env, isTemporary ? 'diagram-unreachable' : 'diagram', token.map?.[0], problem)
  return html
}

function block(code: string, { highlighter, highlight }: Making, header: FenceHeader): Promise<string> {
  const { language, lines, ...said } = header
  const { first, step, special } = lines ?? { first: highlight.linenums === true ? 1 : 0 }
  const options: CodeOptions = {
    ...said,
    language,
    // `false` is for good; what says nothing leaves it to each block.
    ...(first > 0 && highlight.linenums !== false && { firstLine: first, lineStep: step, lineSpecial: special }),
  }
  return highlighter.block(code, options)
}

const umlLanguages = new Set(['plantuml', 'puml', 'c4plantuml', 'uml'])

function diagramOf(header: FenceHeader, source: string): Diagram | undefined {
  const { language = '', options, words } = header
  if (umlLanguages.has(language)) return { kind: 'plantuml', source, options: options ?? {} }
  const [engine, file = ''] = words ?? []
  if (language === 'graphviz' && engine) return graphviz(engine, file, source)
  const kroki = /^kroki-(\w+)$/.exec(language)?.[1]
  return kroki ? { kind: 'kroki', type: kroki, source, options: options ?? {} } : undefined
}

/** A drawing by Graphviz; the ending of its file says what it becomes. */
export function graphviz(type: string, file: string, source: string): Diagram {
  return { kind: 'graphviz', type, source, options: { format: file.endsWith('.png') ? 'png' : 'svg' } }
}

const inlineCode = /^(?:#!|:::)([\w#.+-]+)[ \t]+(.+)$/s

function colourInline({ md, highlighter, later }: Workshop): void {
  later.push((tokens) =>
    tokens
      .flatMap((token) => token.children ?? [])
      .filter((token) => token.type === 'code_inline')
      .map(async (token) => {
        const [, language, code] = inlineCode.exec(token.content) ?? []
        if (language && code) token.meta = { html: await highlighter.inline(code, language) }
      }),
  )
  const plain = md.renderer.rules.code_inline
  md.renderer.rules.code_inline = (tokens, at, ...rest) => {
    const html = tokens[at]?.meta?.html
    return html === undefined ? (plain?.(tokens, at, ...rest) ?? '') : String(html)
  }
}

const trimEnd = (code: string): string => code.replace(/\n$/, '')

/** `markdown_inline_graphviz`: `{% dot name.svg` … `%}`. */
export const inlineGraphviz: Extension = ({ md }) => {
  const opener = /^\{% *(dot|neato|fdp|sfdp|twopi|circo)[ ]+(\S+)[ ]*$/
  md.block.ruler.before(
    'fence',
    'graphviz',
    (state, startLine, endLine, silent) => {
      const text = (line: number) =>
        state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
      const [, engine, file] = opener.exec(text(startLine)) ?? []
      if (!engine || !file) return false
      let end = startLine + 1
      while (end < endLine && text(end).trim() !== '%}') end++
      if (end === endLine) return false
      if (silent) return true
      const token = state.push('diagram', '', 0)
      token.map = [startLine, end + 1]
      token.meta = { diagram: graphviz(engine, file, state.getLines(startLine + 1, end, state.blkIndent, false)) }
      state.line = end + 1
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote'] },
  )
}

/** `plantuml_markdown`: `::uml:: format="svg"` … `::end-uml::`; its fences are read with all others. */
export const plantuml: Extension = ({ md }) => {
  md.block.ruler.before(
    'fence',
    'plantuml',
    (state, startLine, endLine, silent) => {
      const text = (line: number) =>
        state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
      const first = text(startLine)
      if (!first.startsWith('::uml::')) return false
      let end = startLine + 1
      while (end < endLine && text(end).trim() !== '::end-uml::') end++
      if (end === endLine) return false
      if (silent) return true
      const token = state.push('diagram', '', 0)
      token.map = [startLine, end + 1]
      const source = state.getLines(startLine + 1, end, state.blkIndent, false)
      const { options = {} } = readFenceHeader(`uml ${first.slice('::uml::'.length)}`)
      token.meta = { diagram: { kind: 'plantuml', source, options } satisfies Diagram }
      state.line = end + 1
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote'] },
  )
}
