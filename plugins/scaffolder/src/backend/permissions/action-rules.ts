import type { CoreServices, Credentials } from '@callboard/kernel'
import { type JsonObject, type TSchema, Type } from '@callboard/model'
import { type Action, actionResource, executeAction } from '../../model/index.ts'
import { holds, type LocalRule } from './holds.ts'

/** An action that is about to run. */
export interface ActionCall {
  action: Pick<Action, 'id' | 'caseInsensitiveInputs'>
  /** Rendered. */
  input: JsonObject
}

/** The rules about actions (spec/scaffolder.md 10). */
export const actionRules: readonly LocalRule<ActionCall>[] = [
  {
    name: 'HAS_ACTION_ID',
    description: 'It is this action.',
    resourceType: actionResource,
    paramsSchema: Type.Object({ actionId: Type.String() }, { additionalProperties: false }),
    apply: ({ action }, { actionId }) => action.id === actionId,
  },
  propertyRule('string', Type.String()),
  propertyRule('number', Type.Number()),
  propertyRule('boolean', Type.Boolean()),
]

/** Whether an action may be executed with its rendered input. */
export type ActionTest = (action: ActionCall['action'], input: JsonObject) => boolean

/** Asks once for a whole task; what comes back answers for every step and iteration (spec/scaffolder.md 4.1). */
export async function executableActions(
  permissions: CoreServices['permissions'],
  credentials: Credentials,
): Promise<ActionTest> {
  const decision = await permissions.decide(credentials, executeAction)
  if (decision.result !== 'CONDITIONAL') return () => decision.result === 'ALLOW'
  return (action, input) => holds(decision.conditions, { action, input }, actionRules)
}

function propertyRule(type: 'string' | 'number' | 'boolean', value: TSchema): LocalRule<ActionCall> {
  return {
    name: `HAS_${type.toUpperCase()}_PROPERTY`,
    description: `The input has the property as a ${type}, and this value if one is given.`,
    resourceType: actionResource,
    paramsSchema: Type.Object(
      { key: Type.String({ description: 'A path: `owner`, `settings.topics[0]`.' }), value: Type.Optional(value) },
      { additionalProperties: false },
    ),
    apply({ action, input }, { key, value: wanted }) {
      const found = valueAt(input, String(key))
      if (typeof found !== type) return false
      if (wanted === undefined) return true
      const ignoresCase = type === 'string' && action.caseInsensitiveInputs?.includes(String(key))
      return ignoresCase ? String(found).toLowerCase() === String(wanted).toLowerCase() : found === wanted
    },
    // A number may stand for any group or project, also for the one that a condition names by its path.
    isOpen({ action, input }, { key, value: wanted }) {
      if (type !== 'string' || wanted === undefined || !action.caseInsensitiveInputs?.includes(String(key)))
        return false
      return /^\d+$/.test(String(valueAt(input, String(key)))) && !/^\d+$/.test(String(wanted))
    },
  }
}

/** What stands at a path such as `settings.topics[0]`; a property that is called so as a whole comes first. */
function valueAt(input: JsonObject, path: string): unknown {
  if (Object.hasOwn(input, path)) return input[path]
  let found: unknown = input
  for (const name of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}
