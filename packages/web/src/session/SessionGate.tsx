import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo } from 'react'
import { Boundary } from '../plugin/ExtensionBoundary.tsx'
import { onDemand } from '../plugin/on-demand.ts'
import { usePortal } from '../shell/portal.tsx'
import { useShellText } from '../text/use-text.tsx'
import { idleLimits } from './idleness.ts'
import { signInOptionsKey, useSessionState } from './use-session.ts'

// Whoever is signed in already, as nearly everybody is, loads none of these.
const SignInPage = onDemand(() => import('../sign-in/SignInPage.tsx').then((module) => module.SignInPage))
const SessionEnded = onDemand(() => import('../sign-in/SessionEnded.tsx').then((module) => module.SessionEnded))
const IdleWatch = onDemand(() => import('../sign-in/IdleWatch.tsx').then((module) => module.IdleWatch))

/** Shows the portal to whoever is signed in, or about to be, and the sign-in page to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const t = useShellText()
  const session = useSessionState()
  const { config } = usePortal()
  const limits = useMemo(() => idleLimits(config), [config])
  const client = useQueryClient()
  const hasLeft = session.state === 'signed-out' && session.reason !== 'ended'
  useEffect(() => {
    if (!hasLeft) return
    // Nothing that one person has read may be shown to the next; how people sign in is nobody's own.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== signInOptionsKey })
    client.getMutationCache().clear()
  }, [hasLeft, client])

  if (session.state === 'asking') return null
  const title = t('sign-in.title', 'Sign in')
  if (hasLeft) {
    return (
      <Boundary title={title} loading={null}>
        <SignInPage reason={session.reason} error={session.error} />
      </Boundary>
    )
  }
  return (
    <>
      {children}
      {session.state === 'signed-out' && (
        <Boundary title={title} loading={null}>
          <SessionEnded error={session.error} />
        </Boundary>
      )}
      {session.state === 'signed-in' && limits && session.providerId !== 'guest' && (
        <Boundary title={title} loading={null}>
          <IdleWatch limits={limits} />
        </Boundary>
      )}
    </>
  )
}
