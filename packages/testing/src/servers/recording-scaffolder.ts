import { definePlugin, type Plugin } from '@callboard/kernel'
import { type Action, type AutocompleteProvider, actions, autocompletes } from '@callboard/plugin-scaffolder'

/** A scaffolder that keeps what plugins add to it, for tests of actions. */
export interface RecordingScaffolder {
  plugin: Plugin
  /** Once the portal has started. */
  action(id: string): Action
  actionIds(): string[]
  autocomplete(id: string): AutocompleteProvider
}

/** Makes a recording scaffolder; add its plugin to a portal. */
export function recordingScaffolder(): RecordingScaffolder {
  const added: { actions: Action[]; autocompletes: AutocompleteProvider[] } = { actions: [], autocompletes: [] }
  const get = <T extends { id: string }>(list: T[], id: string): T => {
    const found = list.find((one) => one.id === id)
    if (!found) throw new Error(`No plugin has added ${id}, only ${list.map((one) => one.id).join(', ')}.`)
    return found
  }
  return {
    action: (id) => get(added.actions, id),
    actionIds: () => added.actions.map(({ id }) => id),
    autocomplete: (id) => get(added.autocompletes, id),
    plugin: definePlugin({
      id: 'scaffolder',
      provide: { actions, autocompletes },
      setup({ actions, autocompletes, lifecycle }) {
        lifecycle.onStart(() => {
          added.actions.push(...actions.all())
          added.autocompletes.push(...autocompletes.all())
        })
      },
    }),
  }
}
