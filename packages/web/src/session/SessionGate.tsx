import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo } from 'react'
import { usePortal } from '../shell/portal.tsx'
import { Arriving } from './Arriving.tsx'
import { idleLimits } from './idleness.ts'
import { signInOptionsKey, useSessionState } from './use-session.ts'

// Whoever is signed in already, as nearly everybody is, loads none of these.
const loadSignInPage = () => import('../sign-in/SignInPage.tsx').then((module) => module.SignInPage)
const loadSessionEnded = () => import('../sign-in/SessionEnded.tsx').then((module) => module.SessionEnded)
const loadIdleWatch = () => import('../sign-in/IdleWatch.tsx').then((module) => module.IdleWatch)

/** Shows the portal to whoever is signed in, or about to be, and the sign-in page to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
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
  if (hasLeft) return <Arriving load={loadSignInPage} props={{ reason: session.reason, error: session.error }} />
  return (
    <>
      {children}
      {session.state === 'signed-out' && <Arriving load={loadSessionEnded} props={{ error: session.error }} />}
      {session.state === 'signed-in' && limits && session.providerId !== 'guest' && (
        <Arriving load={loadIdleWatch} props={{ limits }} />
      )}
    </>
  )
}
