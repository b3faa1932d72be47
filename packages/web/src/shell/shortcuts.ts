import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import type { Placed } from '../plugin/arrange-extensions.ts'
import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import type { SidebarItem } from '../plugin/extensions.ts'
import { readPreference, usePreference } from './preferences.ts'
import { useNavItems } from './use-nav-items.ts'

/** The shortcuts of the shell, as they are switched off in the settings. */
export const shortcutIds = ['palette', 'filter', 'go', 'sheet'] as const
/** One of {@link shortcutIds}. */
export type ShortcutId = (typeof shortcutIds)[number]

/** Letters to type after `g`, and where they lead: the first letter of a title that is still free. */
export function goLetters(items: readonly Placed<SidebarItem>[]): Map<string, string> {
  const letters = new Map<string, string>([['s', '/settings']])
  for (const { extension } of items.filter(({ extension }) => extension.to.startsWith('/'))) {
    // By the English title, so that fingers keep their way when the language changes.
    const letter = [...extension.title.toLowerCase()].find((one) => /[a-z]/.test(one) && !letters.has(one))
    if (letter !== undefined) letters.set(letter, extension.to)
  }
  return letters
}

/** What shortcuts may open. */
export interface ShortcutTargets {
  openPalette(): void
  openSheet(): void
}

/** `g` waits this long for its letter. */
const goPatienceMs = 1_500

/** Listens to the shell's shortcuts. Call once. */
export function useShortcuts({ openPalette, openSheet }: ShortcutTargets): void {
  const navigate = useNavigate()
  const items = useRef<readonly Placed<SidebarItem>[]>([])
  items.current = useNavItems()

  useEffect(() => {
    let goUntil = 0
    const go = (event: KeyboardEvent) => {
      goUntil = 0
      const to = goLetters(items.current).get(event.key.toLowerCase())
      if (to === undefined) return
      event.preventDefault()
      void navigate(to)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return
      if (event.metaKey || event.ctrlKey) {
        if (event.key.toLowerCase() !== 'k' || event.shiftKey || !isOn('palette')) return
        event.preventDefault()
        return openPalette()
      }
      // Letters belong to whoever is typing, and to the layer on top.
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return
      if (event.timeStamp < goUntil) return go(event)
      if (event.key === 'g' && isOn('go')) goUntil = event.timeStamp + goPatienceMs
      if (event.key === '?' && isOn('sheet')) openSheet()
      if (event.key === '/' && isOn('filter')) {
        event.preventDefault()
        const filter = document.querySelector<HTMLElement>('main input[type="search"]')
        if (filter) filter.focus()
        else openPalette()
      }
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [navigate, openPalette, openSheet])
}

/** Whether a shortcut is on: one of the shell by its id, another by its extension's key. */
export const isOn = (id: string): boolean => readPreference(`shortcuts.${id}`) !== 'off'

/** Whether the person wants a shortcut that the plugin declares with `shortcut`. */
export function useShortcutOn(id: string): boolean {
  const [chosen] = usePreference(`shortcuts.shortcut:${useExtensionPlace()?.pluginId}/${id}`)
  return chosen !== 'off'
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

/** How the palette's shortcut is written on this machine. */
export const paletteKeys = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '') ? '⌘K' : 'Ctrl K'
