import type { Token } from '@callboard/model'
import type { Contributions, Contributor, Plugin } from '../plugin/define-plugin.ts'
import { dependsSentence } from './start-order.ts'

/** What plugins provide to each other, while they are set up. */
export interface Wiring {
  /** The members of `setup`'s context that come from `use` and `provide`. @throws Error when a service is not there. */
  contextOf(plugin: Plugin): Record<string, unknown>
  /** Takes what `setup` returned. @throws Error that names a promised service that is missing. */
  accept(plugin: Plugin, result: unknown): void
  /** No more contributions from this plugin. */
  seal(pluginId: string): void
  /** Takes back what a plugin has added before it failed. */
  withdraw(pluginId: string): void
  /** What was added to a point, and by whom. */
  contributions(tokenId: string): readonly Contribution[]
}

/** One thing that was added to an extension point. */
export interface Contribution {
  pluginId: string
  item: unknown
}

/** @param providerOf - The plugin that provides a token, for messages. */
export function createWiring(providerOf: (tokenId: string) => string | undefined): Wiring {
  const services = new Map<string, unknown>()
  const points = new Map<string, Contribution[]>()
  const sealed = new Set<string>()

  const pointOf = (tokenId: string) => {
    const known = points.get(tokenId) ?? []
    points.set(tokenId, known)
    return known
  }
  const used = (plugin: Plugin, token: Token): unknown => {
    if (token.kind === 'service') {
      if (!services.has(token.id) && !token.mayBeMissing)
        throw new Error(dependsSentence(plugin.id, token.id, providerOf(token.id) ?? '?'))
      return services.get(token.id)
    }
    const contributor: Contributor<unknown> = {
      add(item) {
        if (sealed.has(plugin.id))
          throw new Error(`The plugin ${plugin.id} adds to ${token.id} after its setup, when nobody looks any more.`)
        pointOf(token.id).push({ pluginId: plugin.id, item })
      },
    }
    return contributor
  }

  return {
    contextOf(plugin) {
      const members: Record<string, unknown> = {}
      for (const [name, token] of Object.entries(plugin.use ?? {})) members[name] = used(plugin, token)
      for (const [name, token] of Object.entries(plugin.provide ?? {})) {
        if (token.kind !== 'extension-point') continue
        const all: Contributions<unknown> = { all: () => pointOf(token.id).map(({ item }) => item) }
        members[name] = all
      }
      return members
    },
    accept(plugin, result) {
      const complete = Object.entries(plugin.provide ?? {}).flatMap(([name, token]) => {
        if (token.kind !== 'service') return []
        const provided = (result as Record<string, unknown> | undefined)?.[name]
        if (provided === undefined)
          throw new Error(`The setup of the plugin ${plugin.id} did not return the service "${name}" (${token.id}).`)
        return [[token.id, provided] as const]
      })
      for (const [tokenId, provided] of complete) services.set(tokenId, provided)
    },
    withdraw(pluginId) {
      for (const [tokenId, items] of points) {
        const others = items.filter((item) => item.pluginId !== pluginId)
        points.set(tokenId, others)
      }
    },
    seal: (pluginId) => void sealed.add(pluginId),
    contributions: pointOf,
  }
}
