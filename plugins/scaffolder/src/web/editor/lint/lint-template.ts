import type { JsonObject, JsonValue } from '@callboard/model'
import type { ListedAction } from '../../../model/routes.ts'
import { type TemplateEntity, type TemplateStep, templateApiVersion } from '../../../model/template.ts'
import { lintExpressions } from './lint-expressions.ts'
import type { LineOf } from './read-template.ts'

/** Something in a template that will not do what its author wants. */
export interface TemplateProblem {
  /** From 1. */
  line: number
  kind:
    | 'api-version'
    | 'no-steps'
    | 'no-type'
    | 'no-action'
    | 'unknown-action'
    | 'same-id'
    | 'unknown-input'
    | 'missing-input'
    | 'unclosed'
    | 'unknown-filter'
    | 'dashed-name'
    | 'unknown-step'
    | 'unknown-parameter'
  /** What it is about: the name that nobody knows. */
  name: string
  /** Where: the step, the action. */
  of?: string | undefined
}

/** What is installed in the portal. */
export interface Installed {
  actions: readonly ListedAction[]
  /** Names of the filters that the portal adds to the language's own. */
  filters: readonly string[]
}

/** Finds what a run of the template would stumble over, or silently do otherwise than meant. */
export function lintTemplate(template: TemplateEntity, lineOf: LineOf, installed: Installed): TemplateProblem[] {
  const problems: TemplateProblem[] = []
  const spec = object(template.spec) ?? {}
  if (template.apiVersion !== templateApiVersion) {
    problems.push({ line: lineOf(['apiVersion']), kind: 'api-version', name: templateApiVersion })
  }
  if (typeof spec.type !== 'string' || spec.type === '') {
    problems.push({ line: lineOf(['spec']), kind: 'no-type', name: 'type' })
  }
  const steps = Array.isArray(spec.steps) ? spec.steps : []
  if (steps.length === 0) problems.push({ line: lineOf(['spec', 'steps']), kind: 'no-steps', name: 'steps' })
  const seen = new Set<string>()
  for (const [place, value] of steps.entries()) {
    const step = object(value) ?? {}
    const at = ['spec', 'steps', place] as const
    if (typeof step.id === 'string') {
      if (seen.has(step.id)) problems.push({ line: lineOf([...at, 'id']), kind: 'same-id', name: step.id })
      seen.add(step.id)
    }
    problems.push(...lintStep(step, at, lineOf, installed))
  }
  const context = { filters: installed.filters, parameters: parameterNames(spec.parameters) }
  for (const [place, value] of steps.entries()) {
    const before = steps.slice(0, place).flatMap((step, index) => idOf(step, index))
    problems.push(...lintExpressions(value, ['spec', 'steps', place], lineOf, { ...context, steps: before }))
  }
  const ids = steps.flatMap((step, index) => idOf(step, index))
  problems.push(...lintExpressions(spec.output, ['spec', 'output'], lineOf, { ...context, steps: ids }))
  return problems.toSorted((a, b) => a.line - b.line)
}

function lintStep(
  step: JsonObject,
  at: readonly (string | number)[],
  lineOf: LineOf,
  { actions }: Installed,
): TemplateProblem[] {
  const of = typeof step.name === 'string' ? step.name : undefined
  const { action: id } = step as Partial<TemplateStep>
  if (typeof id !== 'string' || id === '') return [{ line: lineOf(at), kind: 'no-action', name: 'action', of }]
  const action = actions.find((action) => action.id === id)
  if (!action) return [{ line: lineOf([...at, 'action']), kind: 'unknown-action', name: id, of }]
  const schema = action.schema?.input
  const properties = object(schema?.properties)
  if (!schema || !properties) return []
  const input = object(step.input) ?? {}
  // What is open takes more than it names; alternatives are left to the run.
  const isClosed = schema.additionalProperties === false
  const unknown = Object.keys(input).filter((name) => isClosed && !Object.hasOwn(properties, name))
  const required = Array.isArray(schema.required) ? schema.required : []
  const missing = required.filter((name) => typeof name === 'string' && !Object.hasOwn(input, name))
  return [
    ...unknown.map((name) => ({ line: lineOf([...at, 'input', name]), kind: 'unknown-input' as const, name, of: id })),
    ...missing.map((name) => ({
      line: lineOf([...at, 'input']),
      kind: 'missing-input' as const,
      name: String(name),
      of: id,
    })),
  ]
}

/** The id of a step: without one, its place makes it (spec/scaffolder.md 1.3). */
function idOf(step: JsonValue | undefined, place: number): string[] {
  const id = object(step)?.id
  return [typeof id === 'string' ? id : `step-${place + 1}`]
}

/** Every property that a form may answer, however deep its condition. */
function parameterNames(pages: JsonValue | undefined, names = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(pages)) for (const page of pages) parameterNames(page, names)
  else {
    for (const [key, part] of Object.entries(object(pages) ?? {})) {
      if (key === 'properties') for (const name of Object.keys(object(part) ?? {})) names.add(name)
      if (typeof part === 'object') parameterNames(part, names)
    }
  }
  return names
}

const object = (value: JsonValue | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
