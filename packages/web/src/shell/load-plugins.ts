import { type DeclaredExtension, declaredPlugin } from '../plugin/declared-plugin.ts'
import type { WebPlugin } from '../plugin/extensions.ts'
import type { PluginFailure } from './portal.tsx'

/** One installed web part, as the server lists it in the page. */
export interface PluginEntry {
  id: string
  /** URL of its ES module. */
  module: string
  /** What the module declares, when nobody needs it yet. */
  extensions?: readonly DeclaredExtension[]
}

/** What {@link loadPlugins} got. */
export interface LoadedPlugins {
  /** In the order of the list. */
  plugins: readonly WebPlugin[]
  failures: readonly PluginFailure[]
}

/** Reads the list of web parts that the server put into the page. */
export function listedPlugins(page: Document): PluginEntry[] {
  const text = page.getElementById('callboard-plugins')?.textContent
  const list: unknown = text ? JSON.parse(text) : []
  return Array.isArray(list) ? list.filter(isEntry) : []
}

/**
 * Loads the web parts, all at once; those whose declaration is in the page only when somebody opens what they have. One that
 * fails does not hold up the others.
 *
 * @param load - How a module is loaded: `import()`.
 */
export async function loadPlugins(
  entries: readonly PluginEntry[],
  load: (url: string) => Promise<{ default?: unknown }>,
): Promise<LoadedPlugins> {
  const outcomes = await Promise.all(
    entries.map(async ({ id, module, extensions }): Promise<WebPlugin | PluginFailure> => {
      const loadModule = async () => pluginOf(id, await load(module))
      if (extensions) return declaredPlugin(id, extensions, loadModule)
      try {
        return await loadModule()
      } catch (cause) {
        console.error(`The web part of the plugin "${id}" could not be loaded.`, cause)
        return { id, reason: cause instanceof Error ? cause.message : String(cause) }
      }
    }),
  )
  return {
    plugins: outcomes.filter((outcome) => 'extensions' in outcome),
    failures: outcomes.filter((outcome) => 'reason' in outcome),
  }
}

function pluginOf(id: string, { default: plugin }: { default?: unknown }): WebPlugin {
  if (isWebPlugin(plugin, id)) return plugin
  throw new Error('its module has no defineWebPlugin with this id as its default export.')
}

const isEntry = (value: unknown): value is PluginEntry =>
  typeof value === 'object' && value !== null && 'id' in value && 'module' in value

const isWebPlugin = (value: unknown, id: string): value is WebPlugin =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  value.id === id &&
  'extensions' in value &&
  Array.isArray(value.extensions)
