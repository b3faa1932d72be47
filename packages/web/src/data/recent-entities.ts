import { type CompoundEntityRef, stringifyEntityRef } from '@callboard/model'
import { useEffect, useSyncExternalStore } from 'react'

const storageKey = 'callboard.recent-entities'
/** More than a list of recent things shows: some of them may be gone. */
const most = 20

const listeners = new Set<() => void>()

/** Refs of the entities whose pages were opened in this browser, the latest first. */
export function useRecentEntities(): readonly string[] {
  return parse(useSyncExternalStore(subscribe, read))
}

/** Remembers that an entity's page is open. `undefined`: the page is of something else. */
export function useRememberedEntity(entity: CompoundEntityRef | undefined): void {
  const ref = entity && refOf(entity)
  useEffect(() => {
    if (ref === undefined) return
    const refs = [ref, ...parse(read()).filter((other) => other !== ref)].slice(0, most)
    try {
      localStorage.setItem(storageKey, JSON.stringify(refs))
    } catch {
      // Storage is switched off in this browser, or full: nothing is remembered.
      return
    }
    for (const listener of listeners) listener()
  }, [ref])
}

function refOf(entity: CompoundEntityRef): string | undefined {
  try {
    return stringifyEntityRef(entity)
  } catch {
    // The address is no entity's.
    return undefined
  }
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
    const refs: unknown = JSON.parse(text)
    return Array.isArray(refs) ? refs.filter((ref) => typeof ref === 'string') : []
  } catch {
    // Somebody else wrote there.
    return []
  }
}
