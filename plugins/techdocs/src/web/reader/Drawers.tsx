import { Button, IconButton, useText } from '@callboard/web'
import { type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** What {@link Drawers} hold. */
export interface DrawersProps {
  navigation: ReactNode
  /** Undefined: the page has no contents worth a list. */
  contents: ReactNode | undefined
}

/** Where there is no room for columns, the lists open over the page. */
export function Drawers({ navigation, contents }: DrawersProps) {
  const t = useText()
  const [open, setOpen] = useState<'none' | 'navigation' | 'contents'>('none')
  const close = () => setOpen('none')
  return (
    <div className="td-drawers">
      <span className="td-drawer-pages">
        <Button icon="list" onPress={() => setOpen('navigation')}>
          {t('drawer.pages', 'Pages')}
        </Button>
      </span>
      {contents && (
        <Button icon="down" look="quiet" onPress={() => setOpen('contents')}>
          {t('contents', 'On this page')}
        </Button>
      )}
      {open !== 'none' && (
        <Drawer
          title={open === 'navigation' ? t('drawer.pages', 'Pages') : t('contents', 'On this page')}
          side={open === 'navigation' ? 'start' : 'end'}
          onClose={close}
        >
          {open === 'navigation' ? navigation : contents}
        </Drawer>
      )}
    </div>
  )
}

interface DrawerProps {
  title: string
  side: 'start' | 'end'
  onClose: () => void
  children: ReactNode
}

function Drawer({ title, side, onClose, children }: DrawerProps) {
  const t = useText()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  const closeOutside = ({ target }: MouseEvent) => {
    // A press on the dialog itself is one beside what it shows; a link has led on.
    if (target === dialog.current || (target instanceof Element && target.closest('a[href]'))) onClose()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, and links take Enter
    <dialog
      ref={dialog}
      className="td-drawer"
      data-side={side}
      aria-labelledby={id}
      onClick={closeOutside}
      onClose={onClose}
    >
      <div>
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t('close', 'Close')} onPress={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
