import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import { usePortal } from '../shell/portal.tsx'
import type { BrowserConfig } from './browser-config.ts'

/**
 * The plugin's own block of the configuration, as far as its schema marks values `inBrowser`.
 *
 * @typeParam C - What the plugin's config schema promises; the server has checked it. Values that are not marked are missing.
 */
export function useConfig<C extends object>(): Partial<C> {
  const { config } = usePortal()
  const pluginId = useExtensionPlace()?.pluginId
  const block = pluginId === undefined ? undefined : config.get(pluginId)
  // The server has checked the block against the schema that C is the type of.
  return (typeof block === 'object' && block !== null ? block : {}) as Partial<C>
}

/** The configuration of the whole portal, as far as its schemas mark values `inBrowser`: for keys such as `app.home`. */
export const useAppConfig = (): BrowserConfig => usePortal().config
