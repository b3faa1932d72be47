import { useLayoutEffect, useRef } from 'react'
import type { SessionState } from '../session/session.ts'
import { usePortal } from '../shell/portal.tsx'
import { useShellText } from '../text/use-text.tsx'
import { SignInChoices } from './SignInChoices.tsx'

type SignedOut = Extract<SessionState, { state: 'signed-out' }>

/** Why the page is there. */
export type SignInPageProps = Pick<SignedOut, 'reason' | 'error'>

/** Stands in place of every page while nobody is signed in; the address stays, and leads on afterwards. */
export function SignInPage({ reason, error }: SignInPageProps) {
  const t = useShellText()
  const { config } = usePortal()
  const heading = useRef<HTMLHeadingElement>(null)
  const portal = config.text('app.title') ?? 'Callboard'
  const logo = config.text('app.branding.logo')
  useLayoutEffect(() => {
    // What had the focus is gone; somebody who has just come in starts at the top, as on any page.
    if (reason !== 'new') heading.current?.focus()
  }, [reason])

  return (
    <main className="cb-sign-in">
      <title>{`${t('sign-in.title', 'Sign in')} · ${portal}`}</title>
      <div className="cb-sign-in-column">
        <p className="cb-sign-in-brand">
          {logo ? <img src={logo} alt="" /> : <span className="cb-brand-mark" aria-hidden="true" />}
          {portal}
        </p>
        <h1 ref={heading} tabIndex={-1}>
          {reason === 'left' || reason === 'idle'
            ? t('sign-in.signed-out', 'You are signed out')
            : t('sign-in.title', 'Sign in')}
        </h1>
        {reason === 'idle' && (
          <p className="cb-muted">
            {t('sign-in.idle', 'You had not done anything for a while. Sign in again to go on where you were.')}
          </p>
        )}
        <SignInChoices place="page" error={error} />
      </div>
    </main>
  )
}
