import { useEffect } from 'react'
import { rememberSearch } from './recent-searches.ts'

/** What stands this long was meant; before, somebody is still typing. */
const settledMs = 1_500

/** Remembers in this browser what is looked for. */
export function useRememberedSearch(term: string): void {
  useEffect(() => {
    const timer = setTimeout(() => rememberSearch(term), settledMs)
    return () => clearTimeout(timer)
  }, [term])
}
