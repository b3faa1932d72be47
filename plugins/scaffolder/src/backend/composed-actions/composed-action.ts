import type { JsonObject, Static } from '@callboard/model'
import { Type } from '@callboard/model'
import type { Action, TaskStep } from '../../model/index.ts'

const text = (description: string) => Type.String({ minLength: 1, description })
const AnyObject = (description: string) => Type.Object({}, { additionalProperties: true, description })

/** One entry of `scaffolder.actions` (docs/templates/actions-without-code.md). */
export const ComposedActionConfig = Type.Object({
  id: text('The name in templates: `northlight:publish`.'),
  description: text('One or two sentences for the list of actions; Markdown.'),
  input: AnyObject('JSON Schema of its input, an object. Unknown inputs are refused unless it allows them.'),
  steps: Type.Array(AnyObject('A step, as in a template. `parameters` is the input of this action.'), {
    minItems: 1,
    description: 'What it does, one after another.',
  }),
  output: Type.Optional(AnyObject('What it gives: names, and expressions over `parameters` and `steps`.')),
})

/** An action that is made of other actions. */
export type ComposedAction = Omit<Action, 'run'> & {
  /** With ids and names filled in. */
  steps: TaskStep[]
  /** Expressions. */
  gives: JsonObject
}

/** Whatever a step can name. */
export type AnyAction = Action | ComposedAction

/** Whether an action has no code of its own. */
export const isComposed = (action: AnyAction): action is ComposedAction => 'steps' in action

/** Makes the actions of `scaffolder.actions`. What they are made of is checked by {@link findCompositionProblems}. */
export function composeActions(entries: readonly Static<typeof ComposedActionConfig>[]): ComposedAction[] {
  return entries.map(({ id, description, input, output, steps }) => ({
    id,
    description,
    // JSON Schema as somebody wrote it; unknown keys are refused as those of every other action.
    input: { type: 'object', additionalProperties: false, ...input },
    output: {
      type: 'object',
      properties: Object.fromEntries(Object.keys(output ?? {}).map((name) => [name, {}])),
    },
    steps: steps.map((step, index) => withNames(step as JsonObject, index)),
    gives: (output ?? {}) as JsonObject,
    // Each of its steps decides for itself.
    supportsDryRun: true,
  }))
}

function withNames(step: JsonObject, index: number): TaskStep {
  const action = typeof step.action === 'string' ? step.action : ''
  const id = typeof step.id === 'string' ? step.id : `step-${index + 1}`
  return { ...step, action, id, name: typeof step.name === 'string' ? step.name : action }
}

/**
 * What is wrong with composed actions, each with its key in the config.
 *
 * @param known - The ids of all actions that plugins have added.
 */
export function findCompositionProblems(composed: readonly ComposedAction[], known: ReadonlySet<string>): string[] {
  const byId = new Map(composed.map((action) => [action.id, action]))
  const problems: string[] = []
  for (const [index, action] of composed.entries()) {
    const key = `scaffolder.actions[${index}]`
    if (known.has(action.id)) problems.push(`${key}.id: a plugin has an action "${action.id}" already.`)
    if (byId.get(action.id) !== action) problems.push(`${key}.id: another entry is called "${action.id}", too.`)
    const ids = new Set<string>()
    for (const [at, step] of action.steps.entries()) {
      const stepKey = `${key}.steps[${at}]`
      if (step.action === '') problems.push(`${stepKey}.action: is required.`)
      else if (!known.has(step.action) && !byId.has(step.action))
        problems.push(`${stepKey}.action: no plugin has an action "${step.action}".`)
      if (ids.has(step.id)) problems.push(`${stepKey}.id: another step is called "${step.id}", too.`)
      ids.add(step.id)
    }
    const cycle = findCycle(action, byId)
    if (cycle) problems.push(`${key}.steps: the action runs itself: ${cycle.join(' → ')}.`)
  }
  return problems
}

/** A way from the action back to itself. */
function findCycle(start: ComposedAction, byId: ReadonlyMap<string, ComposedAction>): string[] | undefined {
  const seen = new Set<string>()
  const walk = (action: ComposedAction, path: readonly string[]): string[] | undefined => {
    for (const { action: id } of action.steps) {
      if (id === start.id) return [...path, id]
      const next = byId.get(id)
      if (!next || seen.has(id)) continue
      seen.add(id)
      const found = walk(next, [...path, id])
      if (found) return found
    }
    return undefined
  }
  return walk(start, [start.id])
}
