import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { definePlugin, type HostedPlugin, type LoadedConfig, type Plugin, type UnloadedPlugin } from '@callboard/kernel'
import { bundledPlugins } from './bundled-plugins.ts'
import { findPluginPackage, type PluginPackage } from './package-entry.ts'

/** The plugins of a portal. */
export interface ResolvedPlugins {
  plugins: HostedPlugin[]
  /** Named by the config, and yet not to be had. */
  unloaded: UnloadedPlugin[]
}

/**
 * Imports the bundled plugins and those of the config key `plugins`, all at once. One that cannot be imported is told, and does not stop the others.
 */
export async function resolvePlugins(config: LoadedConfig): Promise<ResolvedPlugins> {
  const wanted = wantedPlugins(config)
  const results = await Promise.all(
    wanted.map(async ({ specifier, from }): Promise<HostedPlugin | UnloadedPlugin> => {
      try {
        const found = await findPluginPackage(specifier, from)
        return { plugin: await importPlugin(found), packageDir: found.dir }
      } catch (error) {
        return { id: specifier, reason: reasonOf(error) }
      }
    }),
  )
  return {
    plugins: results.filter((result) => 'plugin' in result),
    unloaded: results.filter((result) => 'reason' in result),
  }
}

interface WantedPlugin {
  specifier: string
  /** The folder from which it is looked up. */
  from: string
}

/** Bundled ones first, without those that the config switches off; a later entry for the same package wins. */
function wantedPlugins(config: LoadedConfig): WantedPlugin[] {
  const here = dirname(fileURLToPath(import.meta.url))
  const wanted = new Map<string, WantedPlugin>(
    bundledPlugins.map((specifier) => [specifier, { specifier, from: here }]),
  )
  const listed = config.get('plugins')
  for (const entry of Array.isArray(listed) ? listed : []) {
    const specifier = typeof entry === 'string' ? entry : (entry as { package?: unknown } | null)?.package
    // Anything else is refused by the check of the config, with file and line.
    if (typeof specifier !== 'string') continue
    const isOff = typeof entry === 'object' && ['false', 'no', 'off', '0'].includes(String(entry.enabled).toLowerCase())
    if (isOff) wanted.delete(specifier)
    else if (!wanted.has(specifier)) wanted.set(specifier, { specifier, from: config.cwd })
  }
  return [...wanted.values()]
}

async function importPlugin(found: PluginPackage): Promise<Plugin> {
  const file = found.entry('./backend')
  if (file === undefined) {
    if (found.entry('./web') !== undefined) return webOnly(found)
    throw new Error(`The package ${found.name} exports neither "./backend" nor "./web", so it is no plugin.`)
  }
  const module: { default?: unknown } = await import(pathToFileURL(file).href)
  if (!isPlugin(module.default)) {
    throw new Error(`The default export of ${found.name}/backend is no plugin. It must be the result of definePlugin.`)
  }
  return module.default
}

/** A plugin of pages alone: its backend has nothing to do. `@acme/plugin-map` has the id `map`. */
function webOnly({ name, description }: PluginPackage): Plugin {
  const id = (name.split('/').at(-1) ?? name).replace(/^(callboard-)?plugin-/, '')
  return definePlugin({ id, ...(description === undefined ? {} : { description }), setup() {} })
}

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Plugin>).id === 'string' &&
  typeof (value as Partial<Plugin>).setup === 'function'

/** Errors of the module loader are long; what people need is the first line. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
