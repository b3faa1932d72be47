import { useAllAllowed } from '../actions/use-allowed.ts'
import type { Placed } from '../plugin/arrange-extensions.ts'
import type { SidebarItem } from '../plugin/extensions.ts'
import { useExtensions } from './portal.tsx'

/** The links of the sidebar that this person gets, in their configured order. */
export function useNavItems(): Placed<SidebarItem>[] {
  const items = useExtensions('nav-item')
  const isAllowed = useAllAllowed(items.map(({ extension }) => extension.allow))
  return items.filter((_, place) => isAllowed[place])
}
