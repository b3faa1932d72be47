import { useSyncExternalStore } from 'react'

/** Where frame.css turns the sidebar into a bar at the bottom. A test's DOM has no sizes. */
const phone = globalThis.matchMedia?.('(max-width: 48rem)')

/** Whether the window is as narrow as a phone's. */
export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, () => phone?.matches ?? false)

function subscribe(listener: () => void): () => void {
  phone?.addEventListener('change', listener)
  return () => phone?.removeEventListener('change', listener)
}
