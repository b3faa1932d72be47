import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Icon, type IconName } from './icons.tsx'
import { placePanel } from './place-panel.ts'

/** What a {@link Popup} shows. */
export interface PopupProps {
  label: ReactNode
  icon?: IconName | undefined
  /** Marks the button: something is chosen inside. */
  isChosen?: boolean
  /** The edge of the button that the panel begins at, where there is room. Default `end`, the right one. */
  align?: 'start' | 'end'
  /** What opens: asked for only then. `close` gives the focus back to the button. */
  children: (close: () => void) => ReactNode
}

/** A button that opens a small panel. Escape, leaving it and a press elsewhere close it. */
export function Popup({ label, icon, isChosen = false, align = 'end', children }: PopupProps) {
  return (
    <Opening
      align={align}
      className="cb-button cb-button-plain"
      isChosen={isChosen}
      content={
        <>
          {icon && <Icon name={icon} />}
          {label}
          <Icon name="down" />
        </>
      }
    >
      {children}
    </Opening>
  )
}

/** What an {@link IconPopup} shows. */
export interface IconPopupProps {
  icon: IconName
  /** The button's name, for everybody who cannot see the icon; also its tooltip. */
  label: string
  children: PopupProps['children']
}

/** A {@link Popup} whose button shows only an icon. */
export const IconPopup = ({ icon, label, children }: IconPopupProps) => (
  <Opening align="end" className="cb-icon-button" name={label} content={<Icon name={icon} />}>
    {children}
  </Opening>
)

interface OpeningProps {
  align: 'start' | 'end'
  className: string
  content: ReactNode
  name?: string
  isChosen?: boolean
  children: PopupProps['children']
}

function Opening({ align, className, content, name, isChosen = false, children }: OpeningProps) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const panelId = useId()

  useEffect(() => {
    if (!isOpen) return undefined
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    const stopPlacing = keepPlaced(button.current, panel.current, align)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      stopPlacing()
    }
  }, [isOpen, align])

  function close() {
    setOpen(false)
    button.current?.focus()
  }

  function closeByKey(event: KeyboardEvent) {
    // A question that something in the panel asks closes first.
    const isInDialog = event.target instanceof Element && event.target.closest('dialog') !== null
    if (event.key !== 'Escape' || !isOpen || isInDialog) return
    event.stopPropagation()
    close()
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
        className={className}
        aria-label={name}
        title={name}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        data-chosen={isChosen}
        onClick={() => setOpen(!isOpen)}
      >
        {content}
      </button>
      {isOpen && (
        <div id={panelId} ref={panel} className="cb-popup-panel">
          {children(close)}
        </div>
      )}
    </div>
  )
}

/** Places the panel, and again whenever its content or the window changes its size. */
function keepPlaced(button: HTMLElement | null, panel: HTMLElement | null, align: 'start' | 'end') {
  // A test's DOM has no sizes.
  if (!button || !panel || !('ResizeObserver' in globalThis)) return () => {}
  const place = () => {
    const { clientWidth: width, clientHeight: height } = document.documentElement
    const frame = panel.offsetHeight - panel.clientHeight
    const { left, side, maxHeight } = placePanel({
      button: button.getBoundingClientRect(),
      panel: { width: panel.offsetWidth, height: panel.scrollHeight + frame },
      window: { width, height },
      align,
    })
    panel.style.left = `${left}px`
    panel.style.maxHeight = `${maxHeight}px`
    panel.dataset.side = side
  }
  place()
  const observer = new ResizeObserver(place)
  observer.observe(panel)
  observer.observe(document.documentElement)
  return () => observer.disconnect()
}
