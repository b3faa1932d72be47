import { useSyncExternalStore } from 'react'

const storageKey = 'callboard.recent-searches'
/** More is no list of what was lately. */
const most = 8

const listeners = new Set<() => void>()

/** What was looked for in this browser, the latest first. */
export const useRecentSearches = (): readonly string[] => parse(useSyncExternalStore(subscribe, read))

/** As {@link useRecentSearches}, for whoever asks once. */
export const readRecentSearches = (): readonly string[] => parse(read())

/** Remembers a term. One that it goes on from, or falls back to, was a step on the way: it is forgotten. */
export function rememberSearch(term: string): void {
  const text = term.trim()
  if (text === '') return
  const isOnTheWay = (other: string) => other.startsWith(text) || text.startsWith(other)
  const [last, ...earlier] = readRecentSearches()
  const others = last === undefined || isOnTheWay(last) ? earlier : [last, ...earlier]
  write([text, ...others.filter((other) => other !== text)].slice(0, most))
}

/** Forgets what was looked for in this browser. */
export const forgetSearches = (): void => write([])

function write(terms: readonly string[]) {
  try {
    localStorage.setItem(storageKey, JSON.stringify(terms))
  } catch {
    // Storage is switched off in this browser, or full: nothing is remembered.
    return
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Another tab of the same browser.
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

function read(): string {
  try {
    return localStorage.getItem(storageKey) ?? '[]'
  } catch {
    // As above.
    return '[]'
  }
}

function parse(text: string): readonly string[] {
  try {
    const terms: unknown = JSON.parse(text)
    return Array.isArray(terms) ? terms.filter((term) => typeof term === 'string') : []
  } catch {
    // Somebody else wrote there.
    return []
  }
}
