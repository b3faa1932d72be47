import { Link } from 'react-router'
import { useIdentityWhenKnown } from '../data/use-identity.ts'
import { ExtensionBoundary } from '../plugin/ExtensionBoundary.tsx'
import type { Identity } from '../session/sign-in-reply.ts'
import { useCanSignOut, useSessionState, useSignOut } from '../session/use-session.ts'
import { type Text, useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { EntityLink, shortRef } from '../ui/EntityLink.tsx'
import { Icon } from '../ui/icons.tsx'
import { IconPopup, Popup } from '../ui/Popup.tsx'
import { ThemeChoice } from './Appearance.tsx'
import { useExtensions } from './portal.tsx'
import { paletteKeys } from './shortcuts.ts'
import { useTrail } from './Trail.tsx'

/** What the {@link TopBar} opens. */
export interface TopBarProps {
  onSearch: () => void
  onShortcuts: () => void
}

/** Above every page: where it is, search, what can be made, and who is signed in. */
export function TopBar({ onSearch, onShortcuts }: TopBarProps) {
  const t = useShellText()
  const items = useExtensions('top-bar-item')
  return (
    <div className="cb-top">
      <Breadcrumb />
      <button type="button" className="cb-search" aria-keyshortcuts="Meta+K Control+K" onClick={onSearch}>
        <Icon name="search" />
        <span className="cb-search-label">{t('search', 'Search')}</span>
        <span className="cb-search-keys" aria-hidden="true">
          {paletteKeys}
        </span>
      </button>
      <CreateMenu />
      {items.map(({ key, pluginId, extension }) => (
        <ExtensionBoundary
          key={key}
          pluginId={pluginId}
          extensionKey={key}
          title={extension.title}
          loading={null}
          failed={null}
        >
          <extension.component />
        </ExtensionBoundary>
      ))}
      <ProfileMenu onShortcuts={onShortcuts} />
    </div>
  )
}

function Breadcrumb() {
  const t = useShellText()
  const shown = useTrail()
  return (
    <nav className="cb-trail" aria-label={t('trail', 'Where you are')}>
      <ol>
        {shown?.trail.map(({ title, to }) => (
          <li key={to}>
            <Link to={to}>{title}</Link>
          </li>
        ))}
        {shown && (
          <li>
            <span aria-current="page">{shown.title}</span>
          </li>
        )}
      </ol>
    </nav>
  )
}

function CreateMenu() {
  const t = useShellText()
  const items = useExtensions('create-item')
  if (items.length === 0) return null
  return (
    <Popup icon="create" label={t('create', 'Create')}>
      {(close) => (
        <ul className="cb-menu">
          {items.map((item) => (
            <li key={item.key}>
              <CreateLink item={item} onFollow={close} />
            </li>
          ))}
        </ul>
      )}
    </Popup>
  )
}

interface CreateLinkProps {
  item: ReturnType<typeof useExtensions<'create-item'>>[number]
  onFollow: () => void
}

function CreateLink({ item, onFollow }: CreateLinkProps) {
  const title = useTitleOf()(item)
  return (
    <Link to={item.extension.to} onClick={onFollow}>
      <Icon name={item.extension.icon ?? 'create'} />
      {title}
    </Link>
  )
}

function ProfileMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const t = useShellText()
  const identity = useIdentityWhenKnown()
  const name = identity && (identity.displayName ?? shortRef(identity.userEntityRef))
  return (
    <IconPopup icon="user" label={profileLabel(name, t)}>
      {(close) => (
        <div className="cb-profile">
          {identity && <ProfileIdentity identity={identity} />}
          <ThemeChoice />
          <ul className="cb-menu">
            <li>
              <Link to="/settings" onClick={close}>
                <Icon name="settings" />
                {t('settings.title', 'Settings')}
              </Link>
            </li>
            <li>
              <button
                type="button"
                onClick={() => {
                  close()
                  onShortcuts()
                }}
              >
                <Icon name="keyboard" />
                {t('shortcuts.title', 'Keyboard shortcuts')}
              </button>
            </li>
            <SignOutItem />
          </ul>
        </div>
      )}
    </IconPopup>
  )
}

/** Who is signed in, and the groups that count as theirs. */
function ProfileIdentity({ identity }: { identity: Identity }) {
  const t = useShellText()
  const { userEntityRef, ownershipEntityRefs, displayName, email } = identity
  const groups = ownershipEntityRefs.filter((ref) => ref !== userEntityRef)
  return (
    <div className="cb-profile-name">
      <p>
        {t('profile.signed-in', 'Signed in as')}
        <EntityLink entityRef={userEntityRef} title={displayName ?? shortRef(userEntityRef)} />
      </p>
      {email && <p className="cb-muted">{email}</p>}
      {groups.length > 0 && (
        <ul className="cb-profile-groups" aria-label={t('profile.groups', 'Your groups')}>
          {groups.slice(0, shownGroups).map((ref) => (
            <li key={ref}>
              <EntityLink entityRef={ref} />
            </li>
          ))}
          {groups.length > shownGroups && (
            <li>
              <Link className="cb-link" to="/settings">
                {t('profile.more-groups', '{count} more', { count: groups.length - shownGroups })}
              </Link>
            </li>
          )}
        </ul>
      )}
    </div>
  )
}

/** More would push what can be done out of sight. */
const shownGroups = 3

/** Signs out, where somebody could come in again as another person. */
function SignOutItem() {
  const t = useShellText()
  const canLeave = useCanSignOut()
  const signOut = useSignOut()
  const session = useSessionState()
  if (!canLeave) return null
  const isGuest = session.state === 'signed-in' && session.providerId === 'guest'
  return (
    <li>
      <button type="button" onClick={() => void signOut()}>
        <Icon name={isGuest ? 'signIn' : 'signOut'} />
        {isGuest ? t('sign-in.title', 'Sign in') : t('sign-out', 'Sign out')}
      </button>
    </li>
  )
}

const profileLabel = (name: string | undefined, t: Text) =>
  name === undefined ? t('profile', 'Profile') : t('profile.of', 'Profile: {name}', { name })
