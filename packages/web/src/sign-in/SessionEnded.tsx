import { useShellText } from '../text/use-text.tsx'
import { Modal } from '../ui/Modal.tsx'
import { SignInChoices } from './SignInChoices.tsx'

/** Stands over the page when the session is over: the page keeps what was typed, and goes on after signing in. */
export function SessionEnded({ error }: { error: Error | undefined }) {
  const t = useShellText()
  return (
    <Modal title={t('session-ended.title', 'Your session has ended')}>
      <p className="cb-muted">
        {t('session-ended.why', 'Sign in again to go on. The page behind is as you left it, with what you have typed.')}
      </p>
      <SignInChoices place="over-page" error={error} />
    </Modal>
  )
}
