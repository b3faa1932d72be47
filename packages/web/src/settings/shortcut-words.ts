import type { ShortcutId } from '../shell/shortcuts.ts'
import type { Text } from '../text/use-text.tsx'

/** What a shortcut does, in words. */
export function shortcutWords(id: ShortcutId, t: Text): string {
  switch (id) {
    case 'palette':
      return t('shortcuts.palette', 'Search everything')
    case 'filter':
      return t('shortcuts.filter', 'Go to the filter of the page')
    case 'go':
      return t('shortcuts.go', 'Go to a page, by its letter')
    case 'sheet':
      return t('shortcuts.sheet', 'Show these shortcuts')
  }
}
