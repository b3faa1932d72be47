import type { ComponentType } from 'react'
import { Link, useLocation } from 'react-router'
import type { Placed } from '../plugin/arrange-extensions.ts'
import { ExtensionBoundary } from '../plugin/ExtensionBoundary.tsx'
import type { SidebarItem } from '../plugin/extensions.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { Icon } from '../ui/icons.tsx'
import { Popup } from '../ui/Popup.tsx'
import { safeHref } from '../ui/SafeLink.tsx'
import { barOf, closestItem, groupSidebar, type SidebarGroup } from './group-sidebar.ts'
import { usePortal } from './portal.tsx'
import { useIsPhone } from './use-is-phone.ts'
import { useNavItems } from './use-nav-items.ts'

/** Links to the pages: in groups, or on a phone as a bar. */
export function Navigation() {
  const t = useShellText()
  const isPhone = useIsPhone()
  const groups = groupSidebar(useNavItems(), usePortal().config.get('app.sidebar')).map((group) =>
    group.name === 'administration' ? { ...group, title: t('navigation.administration', 'Administration') } : group,
  )
  return (
    <nav className="cb-nav" aria-label={t('navigation', 'Portal')}>
      {isPhone ? <Bar groups={groups} /> : <Groups groups={groups} />}
    </nav>
  )
}

interface GroupsProps {
  groups: readonly SidebarGroup[]
  onFollow?: () => void
}

const Groups = ({ groups, onFollow }: GroupsProps) =>
  groups.map(({ title, items }) => (
    <div key={items[0]?.key} className="cb-nav-group">
      {title !== undefined && <p aria-hidden="true">{title}</p>}
      <ul aria-label={title}>
        {items.map((item) => (
          <li key={item.key}>
            <NavigationLink item={item} onFollow={onFollow} />
          </li>
        ))}
      </ul>
    </div>
  ))

function Bar({ groups }: { groups: readonly SidebarGroup[] }) {
  const t = useShellText()
  const { items, more } = barOf(groups)
  const current = useCurrentItem()
  const isInMore = current !== undefined && !items.includes(current)
  return (
    <ul className="cb-bar">
      {items.map((item) => (
        <li key={item.key}>
          <NavigationLink item={item} />
        </li>
      ))}
      {more.length > 0 && (
        <li>
          <Popup icon="more" label={<span>{t('navigation.more', 'More')}</span>} isChosen={isInMore}>
            {(close) => <Groups groups={more} onFollow={close} />}
          </Popup>
        </li>
      )}
    </ul>
  )
}

/** The link that leads closest to the page that is open: only that one is marked. */
function useCurrentItem(): Placed<SidebarItem> | undefined {
  const { pathname } = useLocation()
  return closestItem(useNavItems(), pathname)
}

interface NavigationLinkProps {
  item: Placed<SidebarItem>
  onFollow?: (() => void) | undefined
}

function NavigationLink({ item, onFollow }: NavigationLinkProps) {
  const { to, icon, badge } = item.extension
  const name = useTitleOf()(item)
  const isCurrent = useCurrentItem() === item
  const content = (
    <>
      <Icon name={icon ?? 'plugin'} />
      <span>{name}</span>
      {badge && (
        <span className="cb-nav-badge">
          <Badge item={item} component={badge} />
        </span>
      )}
    </>
  )
  if (to.startsWith('/')) {
    return (
      <Link to={to} title={name} aria-current={isCurrent ? 'page' : undefined} onClick={onFollow}>
        {content}
      </Link>
    )
  }
  return (
    <a href={safeHref(to)} target="_blank" rel="noreferrer" title={name}>
      {content}
    </a>
  )
}

function Badge({ item, component: Content }: { item: Placed<SidebarItem>; component: ComponentType }) {
  return (
    <ExtensionBoundary
      pluginId={item.pluginId}
      extensionKey={item.key}
      title={item.extension.title}
      loading={null}
      failed={null}
    >
      <Content />
    </ExtensionBoundary>
  )
}
