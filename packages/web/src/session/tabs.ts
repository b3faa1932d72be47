import type { SignOutReason } from './session.ts'

/** What the tabs of a browser tell each other. No tokens: every tab obtains its own. */
export type TabMessage = { type: 'signed-in'; providerId: string } | { type: 'signed-out'; reason: SignOutReason }

/** The other tabs of this portal in this browser. */
export interface Tabs {
  tell(message: TabMessage): void
  listen(listener: (message: TabMessage) => void): void
}

/** Reaches the other tabs by a channel that only pages of this origin can hear. */
export function browserTabs(): Tabs {
  const channel = new BroadcastChannel('callboard.session')
  return {
    tell: (message) => channel.postMessage(message),
    // Only this module sends to the channel.
    listen: (listener) => channel.addEventListener('message', ({ data }) => listener(data as TabMessage)),
  }
}

/** A browser with one tab, for tests. */
export const noTabs: Tabs = { tell() {}, listen() {} }
