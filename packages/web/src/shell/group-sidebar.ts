import type { Placed } from '../plugin/arrange-extensions.ts'
import type { SidebarItem } from '../plugin/extensions.ts'

/** Items of the sidebar that stand together. */
export interface SidebarGroup {
  /** Undefined for those that no group of the config names. */
  title: string | undefined
  items: readonly Placed<SidebarItem>[]
}

/**
 * Puts the sidebar's items into the groups of `app.sidebar`. Touches nothing.
 *
 * @param entries - The config as written: `[{ title: 'Software', items: ['nav-item:catalog/list'] }]`.
 * @returns The groups in the config's order, then whatever they do not name. Groups without an item are left out.
 */
export function groupSidebar(items: readonly Placed<SidebarItem>[], entries: unknown): SidebarGroup[] {
  const left = new Map(items.map((item) => [item.key, item]))
  const groups = (Array.isArray(entries) ? entries : []).map((entry: unknown): SidebarGroup => {
    const { title, items: named } = parseGroup(entry)
    const found = named.flatMap((name) => {
      const key = name.includes(':') ? name : `nav-item:${name}`
      const item = left.get(key)
      left.delete(key)
      return item ?? []
    })
    return { title, items: found }
  })
  return [...groups, { title: undefined, items: [...left.values()] }].filter((group) => group.items.length > 0)
}

/** The server has checked the config; what is still odd is left out. */
function parseGroup(entry: unknown): { title: string | undefined; items: string[] } {
  if (typeof entry !== 'object' || entry === null) return { title: undefined, items: [] }
  const title: unknown = Reflect.get(entry, 'title')
  const items: unknown = Reflect.get(entry, 'items')
  return {
    title: typeof title === 'string' ? title : undefined,
    items: Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [],
  }
}
