import { useAllAllowed } from '../actions/use-allowed.ts'
import type { Placed } from '../plugin/arrange-extensions.ts'
import type { SidebarItem } from '../plugin/extensions.ts'
import { useExtensions, usePortal } from './portal.tsx'

/**
 * The links of the sidebar that this person gets, in their configured order. Where no permissions are asked there are no
 * administrators, and what belongs to them is closed to everybody.
 */
export function useNavItems(): Placed<SidebarItem>[] {
  const items = useExtensions('nav-item')
  const isAllowed = useAllAllowed(items.map(({ extension }) => extension.allow))
  const hasAdministrators = usePortal().config.get('permission.enabled') === true
  return items.filter(
    ({ extension }, place) => isAllowed[place] && (hasAdministrators || extension.group !== 'administration'),
  )
}
