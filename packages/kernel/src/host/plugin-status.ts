import type { Plugin } from '../plugin/define-plugin.ts'

/** A plugin as the host gets it. */
export interface HostedPlugin {
  plugin: Plugin
  /** The folder of its package; `<packageDir>/dist/web/index.js` is its web part, if there. */
  packageDir?: string
  /** The folder of its built web part, where it is not in the package. */
  webDir?: string
}

/** A plugin that could not even be loaded. */
export interface UnloadedPlugin {
  /** Its id if known, else the package name or path of the config. */
  id: string
  reason: string
}

/** What became of a plugin. */
export type PluginState = { state: 'starting' } | { state: 'started' } | { state: 'failed'; reason: string }

/** A plugin in the list of what is installed. */
export type PluginStatus = { id: string; description?: string } & PluginState

/** The states of all plugins, in the order of the config. */
export interface PluginStates {
  set(id: string, state: PluginState): void
  get(id: string): PluginState | undefined
  list(): PluginStatus[]
}

/** Everybody starts as `starting`, except who could not be loaded. */
export function createPluginStates(
  plugins: readonly HostedPlugin[],
  unloaded: readonly UnloadedPlugin[],
): PluginStates {
  const states = new Map<string, PluginState>()
  const descriptions = new Map(plugins.map(({ plugin }) => [plugin.id, plugin.description]))
  for (const { plugin } of plugins) states.set(plugin.id, { state: 'starting' })
  for (const { id, reason } of unloaded) states.set(id, { state: 'failed', reason })
  return {
    set: (id, state) => void states.set(id, state),
    get: (id) => states.get(id),
    list: () =>
      [...states].map(([id, state]) => {
        const description = descriptions.get(id)
        return { id, ...(description !== undefined && { description }), ...state }
      }),
  }
}
