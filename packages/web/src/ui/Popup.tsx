import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** What a {@link Popup} shows. */
export interface PopupProps {
  icon: IconName
  /** The button's name. */
  label: string
  /** `icon`: the label is only for those who cannot see, and a tooltip. */
  look?: 'text' | 'icon'
  /** What opens below the button. */
  children: (close: () => void) => ReactNode
}

/** A button that opens a small panel. Escape, leaving it and a press elsewhere close it. */
export function Popup({ icon, label, look = 'text', children }: PopupProps) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panelId = useId()

  useEffect(() => {
    if (!isOpen) return undefined
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    return () => document.removeEventListener('pointerdown', closeOutside)
  }, [isOpen])

  function closeByKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    setOpen(false)
    button.current?.focus()
  }

  function closeWhenLeft(event: FocusEvent) {
    // A pointer on nothing focusable also blurs, with no new target: the listener above decides about those.
    if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches what its controls do
    <div className="cb-popup" ref={root} onKeyDown={closeByKey} onBlur={closeWhenLeft}>
      <button
        ref={button}
        type="button"
        className={look === 'icon' ? 'cb-icon-button' : 'cb-button cb-button-plain'}
        aria-label={look === 'icon' ? label : undefined}
        title={look === 'icon' ? label : undefined}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {look === 'text' && label}
      </button>
      {isOpen && (
        <div id={panelId} className="cb-popup-panel">
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  )
}
