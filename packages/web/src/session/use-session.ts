import { useQuery } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { usePortal } from '../shell/portal.tsx'
import type { SessionState, SignOutReason } from './session.ts'

/** How it stands with the person's sign-in, now. */
export function useSessionState(): SessionState {
  const { session } = usePortal()
  return useSyncExternalStore(session.subscribe, session.state)
}

/** A way to sign the person out, in all tabs of this browser. */
export function useSignOut(): (reason?: SignOutReason) => Promise<void> {
  const { session } = usePortal()
  return useCallback((reason = 'left') => session.signOut(reason), [session])
}

/** Whether signing out leads anywhere: where everybody is let in, they would come straight back. */
export function useCanSignOut(): boolean {
  const ways = useSignInOptions().data?.filter(({ signsIn }) => signsIn) ?? []
  return ways.length > 1 || ways.some(({ type }) => type === 'form' || type === 'redirect')
}

/** What the ways to sign in are remembered under. */
export const signInOptionsKey = 'sign-in-options'

/** The ways to sign in, as far as they are known. */
export function useSignInOptions() {
  const { signIn } = usePortal()
  return useQuery({ queryKey: ['', signInOptionsKey], queryFn: signIn.options, staleTime: Number.POSITIVE_INFINITY })
}
