import { useIdentity } from '../data/use-identity.ts'
import { Boundary, ExtensionBoundary } from '../plugin/ExtensionBoundary.tsx'
import { DensityChoice, LanguageChoice, ThemeChoice } from '../shell/Appearance.tsx'
import { useExtensions } from '../shell/portal.tsx'
import { usePreference } from '../shell/preferences.ts'
import { shortcutIds } from '../shell/shortcuts.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { Card } from '../ui/Card.tsx'
import { EntityLink } from '../ui/EntityLink.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Loading } from '../ui/Loading.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { Connections } from './Connections.tsx'
import { shortcutWords } from './shortcut-words.ts'

/** What a person may choose for themselves, and who the portal takes them for. */
export function SettingsPage() {
  const t = useShellText()
  const titleOf = useTitleOf()
  const ofPlugins = useExtensions('shortcut')
  const sections = useExtensions('settings-section')
  return (
    <div className="cb-page cb-settings">
      <PageHeading title={t('settings.title', 'Settings')}>
        <p className="cb-muted">
          {t('settings.kept', 'Look and shortcuts are kept in this browser, and changed at once.')}
        </p>
      </PageHeading>
      <Card title={t('settings.look', 'Language and look')}>
        <LanguageChoice />
        <ThemeChoice />
        <DensityChoice />
      </Card>
      <Card title={t('shortcuts.title', 'Keyboard shortcuts')}>
        {shortcutIds.map((id) => (
          <ShortcutSwitch key={id} id={id} title={shortcutWords(id, t)} />
        ))}
        {ofPlugins.map((shortcut) => (
          <ShortcutSwitch key={shortcut.key} id={shortcut.key} title={titleOf(shortcut)} />
        ))}
      </Card>
      <Card title={t('settings.identity', 'Who you are')}>
        <Boundary title={t('settings.identity', 'Who you are')} loading={<Loading />}>
          <IdentityFacts />
        </Boundary>
      </Card>
      <Connections />
      {sections.map((section) => (
        <Card key={section.key} title={titleOf(section)}>
          <ExtensionBoundary
            pluginId={section.pluginId}
            extensionKey={section.key}
            title={titleOf(section)}
            loading={<Loading />}
          >
            <section.extension.component />
          </ExtensionBoundary>
        </Card>
      ))}
    </div>
  )
}

function ShortcutSwitch({ id, title }: { id: string; title: string }) {
  const [chosen, choose] = usePreference(`shortcuts.${id}`)
  return (
    <label className="cb-switch">
      <input
        type="checkbox"
        checked={chosen !== 'off'}
        onChange={(event) => choose(event.target.checked ? 'on' : 'off')}
      />
      {title}
    </label>
  )
}

function IdentityFacts() {
  const t = useShellText()
  const { userEntityRef, ownershipEntityRefs, displayName, email } = useIdentity()
  return (
    <Facts
      facts={[
        [t('settings.name', 'Name'), displayName],
        [t('settings.email', 'Email'), email],
        [t('settings.user', 'Signed in as'), <EntityLink key="user" entityRef={userEntityRef} />],
        [
          t('settings.ownership', 'Counts as yours'),
          <ul key="owned" className="cb-owned">
            {ownershipEntityRefs.map((ref) => (
              <li key={ref}>
                <EntityLink entityRef={ref} />
              </li>
            ))}
          </ul>,
        ],
      ]}
    />
  )
}
