import { escapeAttribute, escapeText } from '../escape-html.ts'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import type { Diagram } from './diagrams.ts'
import type { DrawingFormat } from './plan-drawing.ts'

/** A drawing as it came from its server. */
export interface Drawing {
  format: DrawingFormat
  content: Buffer
}

/** The drawing in HTML, as `plantuml_markdown` and `markdown_inline_graphviz` write it. */
export function showDrawing(drawing: Drawing, diagram: Diagram, sanitiser: Sanitiser): string {
  const { format, content } = drawing
  if (format === 'txt') return `<pre><code class="text">${escapeText(content.toString())}</code></pre>\n`
  const isInline = diagram.kind === 'graphviz' || diagram.options.format === 'svg_inline'
  if (format === 'svg' && isInline) return `<div>${sanitiser.clean(content.toString())}</div>\n`
  const type = format === 'svg' ? 'svg+xml' : 'png'
  const src = `data:image/${type};base64,${content.toString('base64')}`
  const attributes = Object.entries({ src, ...attributesOf(diagram) })
  return `<p><img${attributes.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join('')}></p>\n`
}

/** The source and why it is not drawn. */
export function showSource(diagram: Diagram, problem: string): string {
  const source = `<pre><code>${escapeText(diagram.source)}</code></pre>`
  return `<figure class="diagram-not-drawn">${source}<figcaption>This diagram is not drawn. ${escapeText(problem)}</figcaption></figure>\n`
}

/** Whether the content is what was asked for: a page that asks to sign in is no drawing. */
export function isDrawing({ format, content }: Drawing): boolean {
  if (format === 'png') return content.subarray(0, 4).equals(pngStart)
  return format === 'txt' || content.subarray(0, 2_000).includes('<svg')
}

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47])

function attributesOf({ kind, options }: Diagram): Record<string, string> {
  const { id, width, height } = options
  const style = [width && `max-width:${width}`, height && `max-height:${height}`].filter(Boolean).join(';')
  return {
    ...(style && { style, width: '100%' }),
    class: options.classes ?? (kind === 'plantuml' ? 'uml' : kind),
    alt: options.alt ?? (kind === 'plantuml' ? 'uml diagram' : `${kind} diagram`),
    title: options.title ?? '',
    ...(id && { id }),
  }
}
