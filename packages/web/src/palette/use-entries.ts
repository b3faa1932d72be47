import { parseEntityRef } from '@callboard/model'
import { useNavigate } from 'react-router'
import { useRecentEntities } from '../data/recent-entities.ts'
import { useNavItems } from '../shell/use-nav-items.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { shortRef, useEntityPath } from '../ui/EntityLink.tsx'
import { type IconName, iconOfKind } from '../ui/icons.tsx'
import { matchesTitle, parsePaletteQuery } from './palette-query.ts'
import { useCommands } from './use-commands.ts'
import { useFound } from './use-found.ts'

/** A line of the palette. */
export interface PaletteEntry {
  key: string
  title: string
  detail?: string | undefined
  icon: IconName
  run: () => void
  /** Called when it is highlighted. */
  prepare?: () => void
}

/** Lines under one heading. */
export interface PaletteGroup {
  key: string
  title: string
  entries: readonly PaletteEntry[]
}

/** What an entity that was opened lately is shown as before anything is typed. */
const shownRecent = 6

/** Everything that answers what was typed, in groups; those without a line are left out. */
export function usePaletteGroups(typed: string, onShortcuts: () => void) {
  const t = useShellText()
  const query = parsePaletteQuery(typed)
  const navigate = useNavigate()
  const { found, state } = useFound(query)
  const recent = useRecent()
  const pages = usePages()
  const commands = useCommands(onShortcuts)
  const matching = (entries: readonly PaletteEntry[]) => entries.filter(({ title }) => matchesTitle(title, query.text))

  const groups: PaletteGroup[] = []
  if (query.scope === 'any') {
    if (query.text === '') groups.push({ key: 'recent', title: t('palette.recent', 'Recent'), entries: recent })
    groups.push({ key: 'pages', title: t('palette.pages', 'Pages'), entries: matching(pages) })
  }
  for (const { key, title, items, prepare } of found) {
    const entries = items.map(
      (item): PaletteEntry => ({
        key: `${key}:${item.id}`,
        title: item.title,
        detail: item.detail,
        icon: item.icon ?? 'next',
        run: () => void navigate(item.to),
        prepare: () => prepare(item),
      }),
    )
    groups.push({ key, title, entries })
  }
  if (query.scope === 'actions' || (query.scope === 'any' && query.text !== '')) {
    groups.push({ key: 'actions', title: t('palette.actions', 'Actions'), entries: matching(commands) })
  }
  return { groups: groups.filter(({ entries }) => entries.length > 0), state }
}

function useRecent(): PaletteEntry[] {
  const navigate = useNavigate()
  const pathOf = useEntityPath()
  return useRecentEntities()
    .slice(0, shownRecent)
    .flatMap((ref): PaletteEntry[] => {
      const to = pathOf(ref)
      if (to === undefined) return []
      const { kind = '' } = parseEntityRef(ref)
      return [
        {
          key: `recent:${ref}`,
          title: shortRef(ref),
          detail: kind,
          icon: iconOfKind(kind),
          run: () => void navigate(to),
        },
      ]
    })
}

function usePages(): PaletteEntry[] {
  const t = useShellText()
  const titleOf = useTitleOf()
  const navigate = useNavigate()
  const pages = useNavItems()
    .filter(({ extension }) => extension.to.startsWith('/'))
    .map((item): PaletteEntry => {
      const { to, icon } = item.extension
      return { key: item.key, title: titleOf(item), icon: icon ?? 'plugin', run: () => void navigate(to) }
    })
  return [
    ...pages,
    {
      key: 'settings',
      title: t('settings.title', 'Settings'),
      icon: 'settings',
      run: () => void navigate('/settings'),
    },
  ]
}
