import { definePlugin, findMismatches, type Plugin } from '@callboard/kernel'
import { type Action, type AutocompleteProvider, actions, autocompletes } from '@callboard/plugin-scaffolder'

/** A scaffolder that keeps what plugins add to it, for tests of actions. */
export interface RecordingScaffolder {
  plugin: Plugin
  /** Once the portal has started. */
  action(id: string): Action
  actionIds(): string[]
  /** What the actions lack: a description of an input, a closed schema, an example that fits. */
  shortcomings(): string[]
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
    shortcomings: () => added.actions.flatMap(shortcomingsOf),
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

function shortcomingsOf({ id, description, input, examples = [] }: Action): string[] {
  // Actions declare an object.
  const { additionalProperties, properties = {} } = input as {
    additionalProperties?: boolean
    properties?: Record<string, { description?: string }>
  }
  const bare = Object.keys(properties).filter((name) => !properties[name]?.description)
  const unfit = examples.filter((example) => findMismatches(input, example.input).length > 0)
  return [
    ...(description.endsWith('.') ? [] : [`${id} is not described by a sentence`]),
    ...(additionalProperties === false ? [] : [`${id} takes any input`]),
    ...bare.map((name) => `${id} does not describe ${name}`),
    ...(examples.length > 0 ? [] : [`${id} has no example`]),
    ...unfit.map((example) => `${id} has an example that does not fit: ${example.description}`),
  ]
}
