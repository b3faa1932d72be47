import { type ComponentType, createElement } from 'react'
import type { Extension, WebPlugin } from './extensions.ts'
import { onDemand } from './on-demand.ts'

/** An extension as the page lists it: found out when the plugin was built (packages/web/build/read-declaration.mjs). */
export interface DeclaredExtension {
  /** All of it that is data. */
  readonly extension: Readonly<Record<string, unknown>>
  /** What only the module has: asked for when the extension is first shown, the language chosen, the form's part needed. */
  readonly later?: 'component' | 'load'
}

/**
 * A plugin of which only the declaration is here.
 *
 * @param loadModule - Brings the plugin as its module declares it. Called again for every extension that is opened.
 */
export function declaredPlugin(
  id: string,
  declared: readonly DeclaredExtension[],
  loadModule: () => Promise<WebPlugin>,
): WebPlugin {
  const extensions = declared.map(({ extension, later }) => {
    const whole = async () => sameIn(await loadModule(), extension)
    if (later === 'component') return { ...extension, component: onDemand(async () => componentOf(await whole())) }
    if (later === 'load') return { ...extension, load: async () => loadOf(await whole())() }
    return extension
  })
  // As the build has read it from the module, which TypeScript has checked.
  return { id, extensions: extensions as unknown as Extension[] }
}

const sameIn = (plugin: WebPlugin, { kind, id }: DeclaredExtension['extension']) => {
  const found = plugin.extensions.find((one) => one.kind === kind && one.id === id)
  if (found) return found
  throw new Error(`The module of the plugin "${plugin.id}" has no ${kind} "${id}". Build its web part again.`)
}

function componentOf(extension: Extension): ComponentType<object> {
  // Each kind gives its component what it wants; here everything is passed on.
  const Component = (extension as { component: ComponentType<object> }).component
  // Components on demand cannot stand directly within each other.
  return (props) => createElement(Component, props)
}

// Whoever calls knows the kind, and with it what is loaded.
const loadOf = (extension: Extension) => (extension as Extract<Extension, { load(): Promise<unknown> }>).load
