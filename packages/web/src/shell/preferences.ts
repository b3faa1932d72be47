import { useSyncExternalStore } from 'react'

/** What a person chose for this browser. */
export type PreferenceName = 'theme' | 'language' | 'density' | 'sidebar' | `shortcuts.${string}`

const listeners = new Set<() => void>()

/** The chosen value, undefined until something is chosen, and the way to choose. Kept in this browser. */
export function usePreference(name: PreferenceName): [value: string | undefined, choose: (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => readPreference(name))
  return [value, (chosen) => write(name, chosen)]
}

const keyOf = (name: PreferenceName) => `callboard.${name}`

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Another tab of the same browser chose.
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** The chosen value, for whoever asks only when something happens. */
export function readPreference(name: PreferenceName): string | undefined {
  try {
    return localStorage.getItem(keyOf(name)) ?? undefined
  } catch {
    // Storage is switched off in this browser: the default holds.
    return undefined
  }
}

function write(name: PreferenceName, value: string) {
  try {
    localStorage.setItem(keyOf(name), value)
  } catch {
    // As above: the choice cannot be kept.
  }
  for (const listener of listeners) listener()
}
