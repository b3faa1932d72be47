import { useRead } from '@callboard/web'
import { recentTerms } from '../model/routes.ts'
import { useRecentSearches } from './recent-searches.ts'

/** What the person looked for lately: as the server keeps it for them, or else as this browser does. */
export function useOwnSearches(): { isKept: boolean; terms: readonly string[] } {
  const { isKept, terms } = useRead(recentTerms)
  const here = useRecentSearches()
  return { isKept, terms: isKept ? terms : here }
}
