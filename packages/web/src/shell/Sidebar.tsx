import type { ComponentType } from 'react'
import { Link, NavLink, useLocation } from 'react-router'
import type { Placed } from '../plugin/arrange-extensions.ts'
import { ExtensionBoundary } from '../plugin/ExtensionBoundary.tsx'
import type { SidebarItem } from '../plugin/extensions.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { Icon } from '../ui/icons.tsx'
import { safeHref } from '../ui/SafeLink.tsx'
import { groupSidebar, type SidebarGroup } from './group-sidebar.ts'
import { useExtensions, usePortal } from './portal.tsx'
import { usePreference } from './preferences.ts'

/** Brand and navigation; on phones the navigation is a bar at the bottom. */
export function Sidebar() {
  const t = useShellText()
  const [kept, choose] = usePreference('sidebar')
  const isCollapsed = kept === 'collapsed'
  return (
    <div className="cb-side" data-collapsed={isCollapsed}>
      <Brand />
      <Navigation />
      <button
        type="button"
        className="cb-collapse"
        aria-expanded={!isCollapsed}
        title={isCollapsed ? t('sidebar.expand', 'Expand the sidebar') : undefined}
        onClick={() => choose(isCollapsed ? 'open' : 'collapsed')}
      >
        <Icon name="sidebar" />
        <span>{isCollapsed ? t('sidebar.expand', 'Expand the sidebar') : t('sidebar.collapse', 'Collapse')}</span>
      </button>
    </div>
  )
}

function Brand() {
  const { config } = usePortal()
  const title = config.text('app.title') ?? 'Callboard'
  const logo = config.text('app.branding.logo')
  return (
    <Link to="/" className="cb-brand" title={title}>
      {logo ? <img src={logo} alt="" /> : <span className="cb-brand-mark" aria-hidden="true" />}
      <span>{title}</span>
    </Link>
  )
}

function Navigation() {
  const t = useShellText()
  const groups = groupSidebar(useExtensions('nav-item'), usePortal().config.get('app.sidebar'))
  return (
    <nav className="cb-nav" aria-label={t('navigation', 'Portal')}>
      {groups.map((group) => (
        <Group key={group.items[0]?.key} group={group} />
      ))}
    </nav>
  )
}

function Group({ group: { title, items } }: { group: SidebarGroup }) {
  return (
    <div className="cb-nav-group">
      {title !== undefined && <p aria-hidden="true">{title}</p>}
      <ul aria-label={title}>
        {items.map((item) => (
          <li key={item.key}>
            <NavigationLink item={item} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function NavigationLink({ item }: { item: Placed<SidebarItem> }) {
  const { pathname } = useLocation()
  const { to, icon, badge } = item.extension
  const name = useTitleOf()(item)
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
  // Another link leads closer to the page that is open: only that one is marked.
  const isCloser = useExtensions('nav-item').some(
    ({ extension: other }) => other.to.startsWith(`${to}/`) && `${pathname}/`.startsWith(`${other.to}/`),
  )
  if (to.startsWith('/')) {
    return (
      // `/` is the beginning of every path.
      <NavLink to={to} end={to === '/' || isCloser} title={name}>
        {content}
      </NavLink>
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
