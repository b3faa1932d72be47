import { CallboardError } from '@callboard/model'
import { useEffect, useRef, useState } from 'react'
import { webErrors } from '../data/wire-error.ts'
import { leaveForSignIn } from '../session/redirect.ts'
import type { SignedIn } from '../session/sign-in-reply.ts'
import type { SignInOption } from '../session/sign-in-server.ts'
import { usePortal } from '../shell/portal.tsx'
import { type Text, useShellText } from '../text/use-text.tsx'
import { type PopupOutcome, signInByPopup } from './popup.ts'

/** How far an attempt to sign in got. */
export type Attempt =
  | { state: 'none' }
  | { state: 'under-way'; title: string /** In a window of the provider. */; isElsewhere: boolean }
  | {
      state: 'failed'
      message: string
      hint?: string | undefined /** The provider's page may take this tab's place. */
      canLeave?: boolean
    }

/** Signs a person in by whichever way they choose. */
export function useSignIn(place: 'page' | 'over-page', error: Error | undefined) {
  const t = useShellText()
  const { session, signIn, config } = usePortal()
  const [attempt, setAttempt] = useState<Attempt>(error ? { state: 'failed', ...explain(error, t) } : { state: 'none' })
  const popup = useRef(new AbortController())
  const chosen = useRef<SignInOption>(undefined)
  // Left behind, the window would sign in nobody.
  useEffect(() => () => popup.current.abort(), [])

  const query = (flow: 'popup' | 'redirect') => ({ scope: '', origin: location.origin, flow })
  const leave = () => {
    const id = chosen.current?.id
    if (id === undefined) return
    leaveForSignIn(window, id, (redirectUrl) => signIn.startUrl(id, { ...query('redirect'), redirectUrl }))
  }

  async function arrive(option: SignInOption, signingIn: Promise<SignedIn>): Promise<boolean> {
    setAttempt({ state: 'under-way', title: option.title, isElsewhere: false })
    try {
      session.arrive(option.id, await signingIn)
      return true
    } catch (failure) {
      setAttempt({ state: 'failed', ...explain(failure, t, option) })
      return false
    }
  }

  async function openPopup(option: SignInOption) {
    setAttempt({ state: 'under-way', title: option.title, isElsewhere: true })
    popup.current = new AbortController()
    const { signal } = popup.current
    const outcome = await signInByPopup({ url: signIn.startUrl(option.id, query('popup')), opener: window, signal })
    if (outcome.state === 'signed-in') return session.arrive(option.id, outcome.signedIn)
    if (outcome.state === 'blocked' && place === 'page') return leave()
    // Whoever cancels knows why.
    if (signal.aborted) return setAttempt({ state: 'none' })
    setAttempt({ state: 'failed', ...explainPopup(outcome, { option, t, home: config.text('app.baseUrl') }) })
  }

  return {
    attempt,
    async begin(option: SignInOption): Promise<void> {
      if (attempt.state === 'under-way') return
      chosen.current = option
      if (option.type !== 'redirect') await arrive(option, signIn.refresh(option.id))
      else if (place === 'page' && config.get('enableExperimentalRedirectFlow') === true) leave()
      else await openPopup(option)
    },
    login: (option: SignInOption, given: { username: string; password: string }) =>
      arrive(option, signIn.login(option.id, given)),
    cancel: () => popup.current.abort(),
    leave,
  }
}

type Explanation = Omit<Extract<Attempt, { state: 'failed' }>, 'state'>

interface PopupContext {
  option: SignInOption
  t: Text
  /** `app.baseUrl` */
  home: string | undefined
}

function explainPopup(
  outcome: Exclude<PopupOutcome, { state: 'signed-in' }>,
  { option, t, home }: PopupContext,
): Explanation {
  const { title } = option
  if (outcome.state === 'failed') return explain(outcome.error, t, option)
  if (outcome.state === 'elsewhere') return explainElsewhere(outcome.origin, t)
  if (outcome.state === 'blocked') {
    return {
      message: t('sign-in.blocked', 'Your browser did not open the window of {title}.', { title }),
      hint: t(
        'sign-in.blocked.hint',
        'Allow windows for this page and try again. You may also go on in this tab; what you have typed here is lost then.',
      ),
      canLeave: true,
    }
  }
  const homeOrigin = URL.parse(home ?? '')?.origin
  if (homeOrigin !== undefined && homeOrigin !== location.origin) return explainElsewhere(homeOrigin, t)
  return {
    message: t('sign-in.closed', 'The window of {title} was closed before you were signed in.', { title }),
    hint: t('sign-in.again', 'Try again when you are ready.'),
  }
}

const explainElsewhere = (origin: string, t: Text): Explanation => ({
  message: t('sign-in.elsewhere', 'This portal is set up for the address {origin}, and you have opened it as {here}.', {
    origin,
    here: location.origin,
  }),
  hint: t('sign-in.elsewhere.hint', 'Open it there to sign in, or have app.baseUrl and backend.baseUrl corrected.'),
})

function explain(failure: unknown, t: Text, option?: SignInOption): Explanation {
  const hint = t('sign-in.failed.hint', 'Try again. If it stays like this, show this to whoever runs the portal.')
  if (failure instanceof TypeError || webErrors.serverUnreachable.is(failure)) {
    return {
      message: t('sign-in.unreachable', 'The server of this portal did not answer.'),
      hint: t('sign-in.unreachable.hint', 'Check your connection and try again.'),
    }
  }
  if (webErrors.logoutFailed.is(failure)) {
    return {
      message: t('sign-in.logout-failed', 'You are signed out in this browser, but the server could not be told.'),
      hint: t('sign-in.logout-failed.hint', 'Sign in and out again, or close the browser.'),
    }
  }
  if (webErrors.noIdentity.is(failure)) {
    return {
      message: t('sign-in.no-identity', 'This provider does not say who you are, so you cannot sign in with it.'),
      hint: t(
        'sign-in.no-identity.hint',
        'Choose another one. Whoever runs the portal can give it a sign-in resolver.',
      ),
    }
  }
  const isCallboards = failure instanceof CallboardError
  if (isCallboards && failure.name === 'AuthenticationError' && option?.type === 'form') {
    return {
      message: t('sign-in.wrong', 'There is nobody with this name and this password.'),
      hint: t('sign-in.wrong.hint', 'Check both, and type the password again.'),
    }
  }
  const reason = failure instanceof Error && failure.message !== '' ? failure.message : String(failure)
  return {
    message: option
      ? t('sign-in.failed', '{title} did not sign you in: {reason}', { title: option.title, reason })
      : reason,
    hint: (isCallboards ? failure.hint : undefined) ?? hint,
  }
}
