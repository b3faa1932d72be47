import {
  type ConfigDeclaration,
  configDeclarations,
  type LoadedConfig,
  loadConfig,
  type Terminal,
} from '@callboard/kernel'
import { type ResolvedPlugins, resolvePlugins } from './resolve-plugins.ts'

/** A portal before it starts: its configuration, its plugins, and what they declare about the configuration. */
export interface Portal extends ResolvedPlugins {
  config: LoadedConfig
  declarations: ConfigDeclaration[]
}

/** Reads the configuration and imports the plugins it names. */
export async function loadPortal(
  { cwd, env }: Terminal,
  { configFiles = [], watch = false }: { configFiles?: readonly string[] | undefined; watch?: boolean },
): Promise<Portal> {
  const config = await loadConfig({ cwd, env, configFiles, watch })
  const { plugins, unloaded } = await resolvePlugins(config)
  const declarations = configDeclarations(plugins.map(({ plugin }) => plugin))
  return { config, plugins, unloaded, declarations }
}
