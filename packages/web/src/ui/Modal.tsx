import { type ReactNode, useEffect, useId, useRef } from 'react'

/** What a {@link Modal} shows. */
export interface ModalProps {
  title: string
  /** Escape asks to close. Without it only what is inside can end the dialog. */
  onClose?: () => void
  children: ReactNode
}

/** A dialog over the page, for as long as it is rendered. The browser keeps the focus inside and gives it back. */
export function Modal({ title, onClose, children }: ModalProps) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="cb-dialog cb-modal"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}
