import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { Identity } from '../session/sign-in-reply.ts'
import { usePortal } from '../shell/portal.tsx'

/** Who is signed in. Suspends until it is known. */
export const useIdentity = (): Identity => useSuspenseQuery(useQuestion()).data

/** Who is signed in; undefined until it is known. For the shell, which waits for nothing. */
export const useIdentityWhenKnown = (): Identity | undefined => useQuery(useQuestion()).data

function useQuestion() {
  const { session } = usePortal()
  // Under no plugin's key: nothing that anybody sends changes who is signed in.
  return { queryKey: ['', 'identity'], queryFn: session.identity, staleTime: Number.POSITIVE_INFINITY }
}
