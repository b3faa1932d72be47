import type { Placed } from '../plugin/arrange-extensions.ts'
import type { SidebarGroupName, SidebarItem } from '../plugin/extensions.ts'

/** Items of the sidebar that stand together. */
export interface SidebarGroup {
  /** Undefined for those that no group of the config names. */
  title: string | undefined
  /** The group is the shell's own, which knows its title in every language. */
  name?: SidebarGroupName
  items: readonly Placed<SidebarItem>[]
}

/**
 * Puts the sidebar's items into the groups of `app.sidebar`. Touches nothing.
 *
 * @param entries - The config as written: `[{ title: 'Software', items: ['nav-item:catalog/list'] }]`.
 * @returns The groups in the config's order, then whatever they do not name, administration last. Groups without an item
 * are left out.
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
  const rest = [...left.values()]
  const ofAdministration = rest.filter(({ extension }) => extension.group === 'administration')
  const others: SidebarGroup = { title: undefined, items: rest.filter((item) => !ofAdministration.includes(item)) }
  const administration: SidebarGroup = { title: undefined, name: 'administration', items: ofAdministration }
  return [...groups, others, administration].filter((group) => group.items.length > 0)
}

/** As many entries as have room beside each other on the smallest phone. */
const barRoom = 5

/** What a bar of few places shows of the sidebar: all of it, or the first entries and the rest behind one more. */
export function barOf(groups: readonly SidebarGroup[]): {
  items: readonly Placed<SidebarItem>[]
  more: readonly SidebarGroup[]
} {
  const all = groups.flatMap(({ items }) => items)
  if (all.length <= barRoom) return { items: all, more: [] }
  const items = all.slice(0, barRoom - 1)
  const rest = groups.map((group) => ({ ...group, items: group.items.filter((item) => !items.includes(item)) }))
  return { items, more: rest.filter((group) => group.items.length > 0) }
}

/** The item that leads closest to the page at `pathname`; undefined when it is below none. */
export function closestItem(items: readonly Placed<SidebarItem>[], pathname: string): Placed<SidebarItem> | undefined {
  const path = `${pathname.toLowerCase()}/`
  // `/` is the beginning of every path.
  const leadsThere = ({ extension: { to } }: Placed<SidebarItem>) =>
    to === '/' ? pathname === '/' : path.startsWith(`${to.toLowerCase()}/`)
  return items.filter(leadsThere).toSorted((one, other) => other.extension.to.length - one.extension.to.length)[0]
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
