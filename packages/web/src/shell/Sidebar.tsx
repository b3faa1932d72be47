import { Link } from 'react-router'
import { useShellText } from '../text/use-text.tsx'
import { Icon } from '../ui/icons.tsx'
import { Navigation } from './Navigation.tsx'
import { usePortal } from './portal.tsx'
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
