import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { IconName } from '../ui/icons.tsx'

/** An action whose button is on the page. */
export interface OfferedAction {
  id: string
  label: string
  icon: IconName | undefined
  /** Why it cannot be done now. */
  disabledReason: string | undefined
  press(): void
}

let offered: readonly { current: OfferedAction }[] = []
const listeners = new Set<() => void>()

/** Offers an action to the command palette for as long as its button is there. */
export function useOffered(action: OfferedAction): void {
  const latest = useRef(action)
  useEffect(() => {
    latest.current = action
  })
  useEffect(() => {
    change([...offered, latest])
    return () => change(offered.filter((one) => one !== latest))
  }, [])
}

/** The actions whose buttons are on the page, each once. */
export function useOfferedActions(): readonly OfferedAction[] {
  const all = useSyncExternalStore(subscribe, () => offered)
  return [...new Map(all.map(({ current }) => [current.id, current])).values()]
}

function change(next: typeof offered) {
  offered = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
