import type { JsonValue } from '@callboard/model'
import type { PreparedTemplateContext, TemplateRenderer } from 'nunjitsu'
import { errors } from '../../model/errors.ts'
import { isTruthy } from '../run/is-truthy.ts'
import { OutOfTime, withinTime } from './bounded-time.ts'
import type { ExpressionScope, Expressions, Rendered, RenderProblem } from './expressions.ts'
import { defaultTimeoutMs, rendererFactory, type TemplatingOptions } from './renderers.ts'
import { fromTemplateValue, toTemplateValue } from './template-values.ts'

/** Deeper than the form, the catalog and YAML files allow. */
const maxDepth = 512

/**
 * Makes the engine of the expressions of templates (spec/scaffolder.md 3).
 *
 * @throws Error when extensions cannot be used: see {@link rendererFactory}.
 */
export function createExpressions(options: TemplatingOptions): Expressions {
  const { timeoutMs = defaultTimeoutMs } = options
  const create = rendererFactory(options)
  const values = create({})
  // Rendering is synchronous, so one question is asked at a time.
  let asked = false
  let hasFailed = false
  const conditions = create(
    {},
    {
      always: () => {
        asked = true
        return true
      },
      failure: () => {
        asked = true
        return hasFailed
      },
    },
  )

  const renderWith = (renderer: TemplateRenderer, value: JsonValue, scope: ExpressionScope): Rendered => {
    // Most values hold no expression at all, and a scope with a whole user in it is not copied for nothing.
    if (!hasExpression(value)) return { value, problems: [] }
    const problems: RenderProblem[] = []
    try {
      return withinTime(timeoutMs, () => {
        // Absent parts of the scope are undefined to expressions.
        const context = renderer.prepareContext(toTemplateValue(scope) as Record<string, never>)
        const rendered = renderTree({ renderer, context, problems }, value, { path: '', depth: 0 })
        return { value: rendered, problems }
      })
    } catch (error) {
      // To leave the text as it is would let a slow condition hold, and who fills in a form can make one slow.
      if (error instanceof OutOfTime) throw errors.expressionsTooSlow({ timeoutMs }, { cause: error })
      throw error
    }
  }

  return {
    render: (value, scope) => renderWith(values, value, scope),
    holds(condition, scope, run) {
      if (condition === undefined || typeof condition === 'boolean') {
        return { holds: condition !== false, asked: false, problems: [] }
      }
      asked = false
      hasFailed = run?.hasFailed ?? false
      const { value, problems } = renderWith(run ? conditions : values, condition, scope)
      return { holds: isTruthy(value), asked, problems }
    },
  }
}

interface Rendering {
  renderer: TemplateRenderer
  context: PreparedTemplateContext
  problems: RenderProblem[]
}

function renderTree(to: Rendering, value: JsonValue, at: { path: string; depth: number }): JsonValue | undefined {
  if (typeof value === 'string') return renderText(to, value, at.path)
  if (typeof value !== 'object' || value === null) return value
  if (at.depth >= maxDepth) {
    to.problems.push(problemOf(at.path, value, `It lies deeper than ${maxDepth} levels.`))
    return value
  }
  const below = (key: string | number) => ({ path: at.path ? `${at.path}.${key}` : `${key}`, depth: at.depth + 1 })
  // A list keeps its positions; in JSON there are no holes.
  if (Array.isArray(value)) return value.map((item, index) => renderTree(to, item, below(index)) ?? null)
  const entries = Object.entries(value).flatMap(([key, member]) => {
    const rendered = member === undefined ? undefined : renderTree(to, member, below(key))
    return rendered === undefined ? [] : [[key, rendered] as const]
  })
  return Object.fromEntries(entries)
}

function renderText({ renderer, context, problems }: Rendering, source: string, path: string): JsonValue | undefined {
  if (!delimiters.test(source)) return source
  try {
    return fromTemplateValue(renderer.renderValue(source, context))
  } catch (error) {
    // Whatever it is: the text stays as it is (spec/scaffolder.md 3.2, rule 6).
    problems.push(problemOf(path, source, error instanceof Error ? error.message : String(error)))
    return source
  }
}

// A closing delimiter alone is an error to the engine, after which the text stays as it is: as here.
const delimiters = /\$\{\{|\{%|\{#/

function hasExpression(value: JsonValue, depth = 0): boolean {
  if (typeof value === 'string') return delimiters.test(value)
  if (typeof value !== 'object' || value === null) return false
  // What lies too deep is reported by the rendering.
  if (depth >= maxDepth) return true
  return Object.values(value).some((member) => member !== undefined && hasExpression(member, depth + 1))
}

const problemOf = (path: string, source: JsonValue, message: string): RenderProblem => ({
  path,
  source: typeof source === 'string' ? source : '',
  message,
})
