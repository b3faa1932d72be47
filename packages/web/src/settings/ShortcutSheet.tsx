import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Link } from 'react-router'
import { useExtensions } from '../shell/portal.tsx'
import { goLetters, isOn, paletteKeys, type ShortcutId, shortcutIds } from '../shell/shortcuts.ts'
import { useNavItems } from '../shell/use-nav-items.ts'
import { useShellText } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import { IconButton } from '../ui/Button.tsx'
import { shortcutWords } from './shortcut-words.ts'

const keysOf: Record<ShortcutId, string> = { palette: paletteKeys, filter: '/', go: 'g', sheet: '?' }

/** All shortcuts of the shell, and where each letter after `g` leads. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useShellText()
  const id = useId()
  const titleOf = useTitleOf()
  const items = useNavItems()
  const ofPlugins = useExtensions('shortcut').filter(({ key }) => isOn(key))
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  function close() {
    // Closed before it is unmounted: only then does the browser give the focus back.
    dialog.current?.close()
    onClose()
  }

  const pages = [...goLetters(items)].map(([letter, to]) => {
    const item = items.find(({ extension }) => extension.to === to)
    return { letter, title: item ? titleOf(item) : t('settings.title', 'Settings') }
  })
  return (
    <dialog
      ref={dialog}
      className="cb-dialog cb-sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
    >
      <header className="cb-sheet-head">
        <h2 id={id}>{t('shortcuts.title', 'Keyboard shortcuts')}</h2>
        <IconButton icon="close" label={t('palette.close', 'Close')} onPress={close} />
      </header>
      <dl className="cb-keys">
        {shortcutIds.filter(isOn).map((shortcut) => (
          <Keys key={shortcut} what={shortcutWords(shortcut, t)}>
            <kbd>{keysOf[shortcut]}</kbd>
          </Keys>
        ))}
        {isOn('go') &&
          pages.map(({ letter, title }) => (
            <Keys key={letter} what={title}>
              <kbd>{keysOf.go}</kbd> <kbd>{letter}</kbd>
            </Keys>
          ))}
        {ofPlugins.map((shortcut) => (
          <Keys key={shortcut.key} what={titleOf(shortcut)}>
            {shortcut.extension.keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </Keys>
        ))}
        <Keys what={t('shortcuts.escape', 'Close what is on top')}>
          <kbd>{t('key.escape', 'Esc')}</kbd>
        </Keys>
      </dl>
      <p>
        <Link className="cb-link" to="/settings" onClick={close}>
          {t('shortcuts.switch', 'Switch shortcuts off or on')}
        </Link>
      </p>
    </dialog>
  )
}

function Keys({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  )
}
