import { CallboardError } from '@callboard/model'
import { type Text, useShellText } from '../text/use-text.tsx'
import { Button } from './Button.tsx'
import { Icon, type IconName } from './icons.tsx'

/** What an {@link ErrorState} shows. */
export interface ErrorStateProps {
  /** What people call the part that failed. */
  title: string
  error: unknown
  onRetry: () => void
}

/** Stands in for a part that failed: what happened, its code, what to do, and a retry. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  const t = useShellText()
  const { icon, headline, message, hint, code } = explain(error, title, t)
  return (
    <div className="cb-state cb-state-error" role="alert">
      <Icon name={icon} />
      <div>
        <p className="cb-state-headline">{headline}</p>
        <p>{message}</p>
        {hint && <p className="cb-muted">{hint}</p>}
        <p className="cb-state-actions">
          <Button onPress={onRetry}>{t('retry', 'Try again')}</Button>
          <code className="cb-code">{code}</code>
        </p>
      </div>
    </div>
  )
}

interface Explanation {
  icon: IconName
  headline: string
  message: string
  hint: string | undefined
  code: string
}

function explain(error: unknown, title: string, t: Text): Explanation {
  if (!(error instanceof CallboardError)) {
    return {
      icon: 'broken',
      headline: t('error.broken', '{title} has a fault and cannot be shown.', { title }),
      message: error instanceof Error ? error.message : String(error),
      hint: t('error.broken.hint', 'The rest of the page works. If it stays like this, tell whoever runs the portal.'),
      code: 'web/extension-failed',
    }
  }
  const { message, code } = error
  if (error.name === 'NotAllowedError') {
    return {
      icon: 'forbidden',
      headline: t('error.forbidden', '{title}: you may not see this.', { title }),
      message,
      hint: error.hint ?? t('error.forbidden.hint', 'Ask whoever runs the portal for access.'),
      code,
    }
  }
  if (error.name === 'AuthenticationError') {
    return {
      icon: 'forbidden',
      headline: t('error.signed-out', 'You are not signed in.'),
      message,
      hint: error.hint ?? t('error.signed-out.hint', 'Try again; if that does not help, reload the page to sign in.'),
      code,
    }
  }
  return {
    icon: 'broken',
    headline: t('error.unavailable', '{title} could not be loaded.', { title }),
    message,
    hint:
      error.hint ??
      t('error.unavailable.hint', 'If it stays like this, tell whoever runs the portal, with the code below.'),
    code,
  }
}
