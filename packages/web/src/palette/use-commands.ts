import { useNavigate } from 'react-router'
import { useOfferedActions } from '../actions/offered-actions.ts'
import { themeTitle } from '../shell/Appearance.tsx'
import { useExtensions } from '../shell/portal.tsx'
import { usePreference } from '../shell/preferences.ts'
import { useLanguageChoices } from '../text/use-speech.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { useThemeChoices } from '../theme/use-theme.ts'
import type { PaletteEntry } from './use-entries.ts'

/** What can be done from here: the page's actions, what can be made, and the person's own settings. */
export function useCommands(onShortcuts: () => void): PaletteEntry[] {
  const t = useShellText()
  const titleOf = useTitleOf()
  const navigate = useNavigate()
  const offered = useOfferedActions()
  const createItems = useExtensions('create-item')
  const themes = useThemeChoices()
  const languages = useLanguageChoices()
  const [, chooseTheme] = usePreference('theme')
  const [, chooseLanguage] = usePreference('language')
  const [sidebar, chooseSidebar] = usePreference('sidebar')
  return [
    ...offered.map(
      ({ id, label, icon, disabledReason, press }): PaletteEntry => ({
        key: `action:${id}`,
        title: label,
        detail: disabledReason,
        icon: icon ?? 'command',
        run: () => {
          if (disabledReason === undefined) press()
        },
      }),
    ),
    ...createItems.map(
      (item): PaletteEntry => ({
        key: item.key,
        title: titleOf(item),
        icon: item.extension.icon ?? 'create',
        run: () => void navigate(item.extension.to),
      }),
    ),
    ...themes.map(
      (theme): PaletteEntry => ({
        key: `theme:${theme.id}`,
        title: t('command.theme', 'Theme: {title}', { title: themeTitle(theme, t) }),
        icon: 'theme',
        run: () => chooseTheme(theme.id),
      }),
    ),
    ...languages.map(
      ({ tag, title }): PaletteEntry => ({
        key: `language:${tag}`,
        title: t('command.language', 'Language: {title}', { title }),
        icon: 'settings',
        run: () => chooseLanguage(tag),
      }),
    ),
    {
      key: 'sidebar',
      title:
        sidebar === 'collapsed'
          ? t('sidebar.expand', 'Expand the sidebar')
          : t('command.collapse', 'Collapse the sidebar'),
      icon: 'sidebar',
      run: () => chooseSidebar(sidebar === 'collapsed' ? 'open' : 'collapsed'),
    },
    { key: 'shortcuts', title: t('shortcuts.title', 'Keyboard shortcuts'), icon: 'keyboard', run: onShortcuts },
  ]
}
