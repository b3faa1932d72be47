import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { usePortal } from '../shell/portal.tsx'
import type { Identity } from './session.ts'

/** Who is signed in. Suspends until it is known. */
export const useIdentity = (): Identity => useSuspenseQuery(useQuestion()).data

/** Who is signed in; undefined until it is known. For the shell, which waits for nothing. */
export const useIdentityWhenKnown = (): Identity | undefined => useQuery(useQuestion()).data

function useQuestion() {
  const { identity } = usePortal()
  // Under no plugin's key: nothing that anybody sends changes who is signed in.
  return { queryKey: ['', 'identity'], queryFn: identity, staleTime: Number.POSITIVE_INFINITY }
}
