import { type Action, errors } from '../../model/index.ts'

/** The actions of a portal. */
export interface ActionRegistry {
  all(): readonly Action[]
  find(id: string): Action | undefined
  /** @throws `scaffolder/action-twice` */
  refuseDuplicates(): void
}

/** @param all - Complete once every plugin is set up. */
export function actionRegistry(all: () => readonly Action[]): ActionRegistry {
  let known: Map<string, Action> | undefined
  return {
    all,
    find(id) {
      known ??= new Map(all().map((action) => [action.id, action]))
      return known.get(id)
    },
    refuseDuplicates() {
      const seen = new Set<string>()
      for (const { id } of all()) {
        if (seen.has(id)) throw errors.actionTwice({ id })
        seen.add(id)
      }
    },
  }
}
