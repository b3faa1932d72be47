import type { Plugin } from '../plugin/define-plugin.ts'

/** In which order plugins start, and which cannot. */
export interface StartPlan<P extends Pick<Plugin, 'id' | 'use' | 'provide'>> {
  /** Providers of services before their users; otherwise as given. */
  order: P[]
  /** By plugin id: why it cannot start, a whole sentence. */
  failed: Map<string, string>
}

/**
 * Orders plugins by the services they use and provide. Extension points put nobody first: everything is added while
 * plugins are set up, and complete when they start.
 *
 * @param builtIn - Ids of the tokens that the kernel itself provides.
 * @throws Error when two plugins have one id or provide one token; then nobody could tell which was meant.
 */
export function planStart<P extends Pick<Plugin, 'id' | 'use' | 'provide'>>(
  plugins: readonly P[],
  builtIn: ReadonlySet<string> = new Set(),
): StartPlan<P> {
  const byId = indexById(plugins)
  const providers = indexProviders(plugins)
  const failed = new Map<string, string>()
  const order: P[] = []
  const done = new Set<string>()

  const visit = (plugin: P, path: readonly Step[]): void => {
    if (done.has(plugin.id)) return
    const start = path.findIndex((step) => step.pluginId === plugin.id)
    if (start >= 0) {
      const circle = path.slice(start)
      for (const { pluginId } of circle) failed.set(pluginId, circleSentence(circle))
      return
    }
    for (const token of Object.values(plugin.use ?? {})) {
      if (builtIn.has(token.id)) continue
      const provider = providers.get(token.id)
      if (provider === undefined) {
        if (!token.mayBeMissing) failed.set(plugin.id, missingSentence(plugin.id, token))
      } else if (token.kind === 'service') {
        // Every id in `providers` is one of `plugins`.
        visit(byId.get(provider) as P, [...path, { pluginId: plugin.id, tokenId: token.id }])
        if (failed.has(provider) && !failed.has(plugin.id) && !token.mayBeMissing)
          failed.set(plugin.id, dependsSentence(plugin.id, token.id, provider))
      }
    }
    if (done.has(plugin.id)) return
    done.add(plugin.id)
    if (!failed.has(plugin.id)) order.push(plugin)
  }
  for (const plugin of plugins) visit(plugin, [])
  return { order, failed }
}

/** Why a plugin cannot start when the provider of a service it uses did not. */
export const dependsSentence = (pluginId: string, tokenId: string, provider: string) =>
  `The plugin ${pluginId} uses the service ${tokenId} of the plugin ${provider}, which did not start.`

interface Step {
  pluginId: string
  tokenId: string
}

const circleSentence = (circle: readonly Step[]) =>
  `These plugins wait for each other: ${circle.map(({ pluginId, tokenId }) => `${pluginId} uses ${tokenId}`).join(', ')}.`

const missingSentence = (pluginId: string, token: { kind: string; id: string }) =>
  `The plugin ${pluginId} uses the ${token.kind === 'service' ? 'service' : 'extension point'} ${token.id}, which no installed plugin provides.`

function indexById<P extends Pick<Plugin, 'id'>>(plugins: readonly P[]): Map<string, P> {
  const byId = new Map<string, P>()
  for (const plugin of plugins) {
    if (byId.has(plugin.id))
      throw new Error(`Two plugins have the id "${plugin.id}". Remove one of them from the config.`)
    byId.set(plugin.id, plugin)
  }
  return byId
}

function indexProviders(plugins: readonly Pick<Plugin, 'id' | 'provide'>[]): Map<string, string> {
  const providers = new Map<string, string>()
  for (const plugin of plugins) {
    for (const token of Object.values(plugin.provide ?? {})) {
      const other = providers.get(token.id)
      if (other !== undefined)
        throw new Error(
          `The plugins ${other} and ${plugin.id} both provide ${token.id}; only one of them can be installed.`,
        )
      providers.set(token.id, plugin.id)
    }
  }
  return providers
}
