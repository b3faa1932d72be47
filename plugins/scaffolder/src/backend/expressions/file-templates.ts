import type { PreparedTemplateContext, TemplateRenderer } from 'nunjitsu'
import { errors } from '../../model/errors.ts'
import { OutOfTime, withinTime } from './bounded-time.ts'
import { defaultTimeoutMs, rendererFactory, type Syntax, type TemplatingOptions } from './renderers.ts'
import { toTemplateValue } from './template-values.ts'

/** A text to render, and what it is called in errors. */
export interface FileText {
  path: string
  source: string
}

/** Renders the files of skeletons and their names. Unlike the expressions of a template, they fail (spec/scaffolder.md 3.2, rule 6). */
export interface FileTemplates {
  /** @param values - What texts see as `values`; with `cookiecutterCompat` as `cookiecutter`. */
  open(syntax: Syntax, values: object): FileRenderer
}

/** Renders with one set of values. */
export interface FileRenderer {
  /** Whether a text holds anything to render. What does not is left alone, byte for byte. */
  isTemplate(source: string): boolean
  /**
   * Renders many texts; the time is limited for a hundred of them together.
   * @throws `scaffolder/file-not-rendered`
   */
  render(texts: readonly FileText[]): string[]
}

/** Each bound of time costs a little, and small texts are many. */
const textsAtATime = 100

/**
 * Makes them with the same filters and globals as expressions.
 *
 * @param options - Asked for when the first file is rendered: other plugins may still add theirs.
 */
export function createFileTemplates(options: () => TemplatingOptions): FileTemplates {
  let create: ReturnType<typeof rendererFactory> | undefined
  const renderers = new Map<string, TemplateRenderer>()
  const rendererOf = (syntax: Syntax): TemplateRenderer => {
    const { cookiecutterCompat = false, trimBlocks = false, lstripBlocks = false } = syntax
    const key = `${cookiecutterCompat} ${trimBlocks} ${lstripBlocks}`
    create ??= rendererFactory(options())
    const renderer = renderers.get(key) ?? create({ cookiecutterCompat, trimBlocks, lstripBlocks })
    renderers.set(key, renderer)
    return renderer
  }
  return {
    open(syntax, values) {
      const renderer = rendererOf(syntax)
      const name = syntax.cookiecutterCompat ? 'cookiecutter' : 'values'
      // An object stays one.
      const context = renderer.prepareContext({ [name]: toTemplateValue(values) ?? {} })
      const delimiters = syntax.cookiecutterCompat ? /\{[{%#]/ : /\$\{\{|\{[%#]/
      return {
        isTemplate: (source) => delimiters.test(source),
        render: (texts) =>
          renderAll({ renderer, context, timeoutMs: options().timeoutMs ?? defaultTimeoutMs }, texts, delimiters),
      }
    },
  }
}

function renderAll(
  to: { renderer: TemplateRenderer; context: PreparedTemplateContext; timeoutMs: number },
  texts: readonly FileText[],
  delimiters: RegExp,
): string[] {
  const rendered: string[] = []
  const renderBatch = (batch: readonly FileText[]) => {
    for (const { source } of batch) {
      rendered.push(delimiters.test(source) ? to.renderer.render(source, to.context) : source)
    }
  }
  try {
    for (let start = 0; start < texts.length; start += textsAtATime) {
      withinTime(to.timeoutMs, () => renderBatch(texts.slice(start, start + textsAtATime)))
    }
    return rendered
  } catch (cause) {
    const failed = texts[rendered.length]
    if (!failed) throw cause
    const isTooSlow = cause instanceof OutOfTime
    const message = cause instanceof Error ? cause.message : String(cause)
    throw errors.fileNotRendered(
      { path: failed.path, why: isTooSlow ? 'Rendering it took too long.' : message },
      { cause },
    )
  }
}
