import { parseEntityRef } from '@callboard/model'
import { useNavigate } from 'react-router'
import { useRecentEntities } from '../data/recent-entities.ts'
import { useExtensions } from '../shell/portal.tsx'
import { useNavItems } from '../shell/use-nav-items.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { shortRef, useEntityPath } from '../ui/EntityLink.tsx'
import { type IconName, iconOfKind } from '../ui/icons.tsx'
import type { TextPiece } from '../ui/Marked.tsx'
import { safeHref } from '../ui/SafeLink.tsx'
import { joinGroups } from './join-groups.ts'
import { markWords } from './mark-words.ts'
import { matchesTitle, parsePaletteQuery } from './palette-query.ts'
import { useCommands } from './use-commands.ts'
import { useFound } from './use-found.ts'

/** A line of the palette. */
export interface PaletteEntry {
  key: string
  title: string
  /** The title with what was typed marked. */
  pieces?: readonly TextPiece[]
  excerpt?: readonly TextPiece[] | undefined
  detail?: string | undefined
  icon: IconName
  /** Where it leads, as far as others may lead there, too. */
  to?: string | undefined
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
  const all = useAllResults()
  const matching = (entries: readonly PaletteEntry[]) =>
    entries
      .filter(({ title }) => matchesTitle(title, query.text))
      .map((entry) => ({ ...entry, pieces: markWords(entry.title, query.text) }))

  const groups: PaletteGroup[] = []
  if (query.scope === 'any') {
    if (query.text === '') groups.push({ key: 'recent', title: t('palette.recent', 'Recent'), entries: recent })
    groups.push({ key: 'pages', title: t('palette.pages', 'Pages'), entries: matching(pages) })
  }
  for (const { key, title, items, prepare } of found) {
    for (const item of items) {
      const entry: PaletteEntry = {
        key: `${key}:${item.id}`,
        title: item.title,
        pieces: item.pieces ?? markWords(item.title, query.text),
        excerpt: item.excerpt,
        detail: item.detail,
        icon: item.icon ?? 'next',
        to: item.to,
        run: () => open(item.to),
        prepare: () => prepare(item),
      }
      groups.push({ key: entry.key, title: item.heading ?? title, entries: [entry] })
    }
  }
  if (query.scope === 'any' && query.text !== '') groups.push(...all(query.text))
  if (query.scope === 'actions' || (query.scope === 'any' && query.text !== '')) {
    groups.push({ key: 'actions', title: t('palette.actions', 'Actions'), entries: matching(commands) })
  }
  return { groups: joinGroups(groups), state }

  function open(to: string) {
    if (to.startsWith('/')) return void navigate(to)
    const href = safeHref(to)
    if (href !== undefined) globalThis.open(href, '_blank', 'noreferrer')
  }
}

/** The key of the group that leads to pages with all results; nothing in it was found. */
export const allKey = 'all'

/** Where everything that answers a text is shown. It is there before any answer is. */
function useAllResults(): (text: string) => PaletteGroup[] {
  const t = useShellText()
  const titleOf = useTitleOf()
  const navigate = useNavigate()
  const sources = useExtensions('palette-source')
  return (text) =>
    sources.flatMap((source): PaletteGroup[] => {
      const { allResults } = source.extension
      if (allResults === undefined) return []
      const to = `${allResults}${encodeURIComponent(text)}`
      const title = t('palette.all', 'See all results for “{text}”', { text })
      const entry = { key: `${allKey}:${source.key}`, title, icon: 'search' as const, run: () => void navigate(to) }
      return [{ key: allKey, title: titleOf(source), entries: [entry] }]
    })
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
