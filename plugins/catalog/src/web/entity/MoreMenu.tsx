import { Icon } from '@callboard/web'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** What a {@link MoreMenu} holds. */
export interface MoreMenuProps {
  label: string
  /** Buttons and links, a list item each. Shown, and asked for, when the menu is opened. */
  children: (close: () => void) => ReactNode
}

/** A button that unfolds further ones. */
export function MoreMenu({ label, children }: MoreMenuProps) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()

  useEffect(() => {
    if (!isOpen) return undefined
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    return () => document.removeEventListener('pointerdown', closeOutside)
  }, [isOpen])

  function closeByKey(event: KeyboardEvent) {
    // A question that one of the buttons asks closes first.
    const isInDialog = event.target instanceof Element && event.target.closest('dialog') !== null
    if (event.key !== 'Escape' || !isOpen || isInDialog) return
    event.stopPropagation()
    setOpen(false)
    button.current?.focus()
  }

  function closeWhenLeft(event: FocusEvent) {
    if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches what its controls do
    <div className="cat-more" ref={root} onKeyDown={closeByKey} onBlur={closeWhenLeft}>
      <button
        ref={button}
        type="button"
        className="cb-button cb-button-plain"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
        <Icon name="down" />
      </button>
      {isOpen && (
        <ul id={id} className="cat-more-list">
          {children(() => setOpen(false))}
        </ul>
      )}
    </div>
  )
}
