import { Icon, type IconName } from '@callboard/web'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** What a {@link Dropdown} shows. */
export interface DropdownProps {
  label: ReactNode
  icon?: IconName | undefined
  /** Marks the button: something is chosen inside. */
  isChosen?: boolean
  /** What opens below. `close` gives the focus back to the button. */
  children: (panel: { id: string; close: () => void }) => ReactNode
}

/** A button that opens something below it, until the focus or a pointer goes elsewhere, or Escape is pressed. */
export function Dropdown({ label, icon, isChosen = false, children }: DropdownProps) {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const root = useRef<HTMLDivElement>(null)
  const panelId = useId()

  useEffect(() => {
    if (!isOpen) return undefined
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    return () => document.removeEventListener('pointerdown', closeOutside)
  }, [isOpen])

  function close() {
    setOpen(false)
    button.current?.focus()
  }

  function closeByKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    close()
  }

  function closeWhenLeft(event: FocusEvent) {
    // A pointer on nothing focusable also blurs, with no new target: the listener above decides about those.
    if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches what its controls do
    <div className="cat-filter" ref={root} onKeyDown={closeByKey} onBlur={closeWhenLeft}>
      <button
        ref={button}
        type="button"
        className="cb-button cat-filter-button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        data-chosen={isChosen}
        onClick={() => setOpen(!isOpen)}
      >
        {icon && <Icon name={icon} />}
        {label}
        <Icon name="down" />
      </button>
      {isOpen && children({ id: panelId, close })}
    </div>
  )
}
