import type { JsonValue } from '@callboard/model'
import type { TemplateProblem } from './lint-template.ts'
import type { LineOf } from './read-template.ts'

/** What expressions at a place may name. */
interface Context {
  /** Ids of the steps that have run by then. */
  steps: readonly string[]
  parameters: ReadonlySet<string>
  /** Added by the portal. */
  filters: readonly string[]
}

/** The filters of the language itself (spec/scaffolder.md 3.3). */
const ownFilters = new Set(
  `abs batch capitalize center d default dictsort dump e escape first float forceescape groupby indent int join last
  length list lower nl2br random reject rejectattr replace reverse round safe select selectattr slice sort string
  striptags sum title trim truncate upper urlencode urlize wordcount`.split(/\s+/),
)

/** Finds what expressions name and nobody knows: the server leaves such an expression as it is written, or empty. */
export function lintExpressions(
  value: JsonValue | undefined,
  at: readonly (string | number)[],
  lineOf: LineOf,
  context: Context,
): TemplateProblem[] {
  if (typeof value === 'string') {
    return lintText(value, context).map((problem) => ({ line: lineOf(at), ...problem }))
  }
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value) ? value.map((part, place) => [place, part] as const) : Object.entries(value)
  return entries.flatMap(([key, part]) => lintExpressions(part, [...at, key], lineOf, context))
}

type Found = Omit<TemplateProblem, 'line'>

function lintText(text: string, context: Context): Found[] {
  const opened = text.split('${{').length - 1
  const expressions = [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, inside = '']) => inside)
  if (expressions.length < opened) return [{ kind: 'unclosed', name: text.trim() }]
  return expressions.flatMap((expression) => lintExpression(expression, context))
}

function lintExpression(expression: string, { steps, parameters, filters }: Context): Found[] {
  // Words in quotes are no names; where they stand after a bracket they are.
  const bare = expression.replace(/(?<!\[\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g, '""')
  const problems: Found[] = []
  for (const [, name = ''] of bare.matchAll(/\|\s*([A-Za-z_]\w*)/g)) {
    if (!ownFilters.has(name) && !filters.includes(name)) problems.push({ kind: 'unknown-filter', name })
  }
  // `steps.my-step.output` is a subtraction, and quietly no number.
  for (const [, before = '', name = ''] of bare.matchAll(/\b(steps|parameters)\.(\w+(?:-\w+)+)/g)) {
    if (before === 'parameters' ? parameters.has(name) : steps.includes(name)) {
      problems.push({ kind: 'dashed-name', name, of: before })
    }
  }
  for (const name of namesIn(bare, 'steps')) {
    if (!steps.includes(name) && !steps.some((id) => id.startsWith(`${name}-`)))
      problems.push({ kind: 'unknown-step', name })
  }
  for (const name of namesIn(bare, 'parameters')) {
    const isDashed = [...parameters].some((known) => known.startsWith(`${name}-`))
    if (!parameters.has(name) && !isDashed) problems.push({ kind: 'unknown-parameter', name })
  }
  return problems
}

/** What is read of `steps` or `parameters`: `steps.fetch`, `steps['fetch']`. */
const namesIn = (expression: string, of: string): string[] =>
  [...expression.matchAll(new RegExp(String.raw`(?<![\w.])${of}(?:\.(\w+)|\[\s*["']([^"']+)["']\s*\])`, 'g'))].map(
    ([, dotted, quoted]) => dotted ?? quoted ?? '',
  )
