import type { SignInMemory } from './session.ts'

const key = 'callboard.sign-in-provider'

/** Remembers the provider in this browser, for all its tabs. */
export const browserMemory: SignInMemory = {
  read() {
    try {
      return localStorage.getItem(key) ?? undefined
    } catch {
      // Storage is switched off in this browser: people choose every time.
      return undefined
    }
  },
  write(providerId) {
    try {
      if (providerId === undefined) localStorage.removeItem(key)
      else localStorage.setItem(key, providerId)
    } catch {
      // As above.
    }
  },
}
