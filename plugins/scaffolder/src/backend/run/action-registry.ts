import { type Action, errors } from '../../model/index.ts'
import { type AnyAction, type ComposedAction, findCompositionProblems } from '../composed-actions/composed-action.ts'

/** The actions of a portal. */
export interface ActionRegistry {
  all(): readonly AnyAction[]
  find(id: string): AnyAction | undefined
  /** @throws `scaffolder/action-twice`; Error with all that is wrong in `scaffolder.actions`. */
  refuseProblems(): void
}

/**
 * @param added - Those of plugins; complete once every plugin is set up.
 * @param composed - Those of the config.
 */
export function actionRegistry(added: () => readonly Action[], composed: readonly ComposedAction[]): ActionRegistry {
  let known: Map<string, AnyAction> | undefined
  const all = () => [...added(), ...composed]
  return {
    all,
    find(id) {
      known ??= new Map(all().map((action) => [action.id, action]))
      return known.get(id)
    },
    refuseProblems() {
      const seen = new Set<string>()
      for (const { id } of added()) {
        if (seen.has(id)) throw errors.actionTwice({ id })
        seen.add(id)
      }
      const problems = findCompositionProblems(composed, seen)
      if (problems.length > 0)
        throw new Error(`The configuration cannot be used.\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    },
  }
}
