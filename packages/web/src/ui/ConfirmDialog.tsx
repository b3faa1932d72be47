import { useEffect, useId, useRef } from 'react'
import { useShellText } from '../text/use-text.tsx'
import { Button } from './Button.tsx'

/** What a {@link ConfirmDialog} asks. */
export interface ConfirmDialogProps {
  /** A whole sentence that says what would happen. */
  question: string
  /** What the button that goes on says: the verb, not "OK". */
  confirmLabel: string
  onAnswer: (answer: 'yes' | 'no') => void
}

/** Asks before something happens. The browser keeps the focus inside and gives it back. */
export function ConfirmDialog({ question, confirmLabel, onAnswer }: ConfirmDialogProps) {
  const t = useShellText()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  function answer(given: 'yes' | 'no') {
    // Closed before it is unmounted: only then does the browser give the focus back.
    dialog.current?.close()
    onAnswer(given)
  }

  return (
    <dialog
      ref={dialog}
      className="cb-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        answer('no')
      }}
    >
      <p id={id}>{question}</p>
      <div className="cb-dialog-actions">
        <Button onPress={() => answer('no')}>{t('cancel', 'Cancel')}</Button>
        <Button look="primary" onPress={() => answer('yes')}>
          {confirmLabel}
        </Button>
      </div>
    </dialog>
  )
}
