import type { BrowserConfig } from '../config/browser-config.ts'
import { readPageData } from '../data/page-data.ts'
import { idleLimits, idlenessAfter, lastSignOfLife } from './idleness.ts'
import { returnFromSignIn } from './redirect.ts'
import { createSession, type Session } from './session.ts'
import { browserMemory } from './sign-in-memory.ts'
import { type SignInServer, signInServer } from './sign-in-server.ts'
import { browserTabs } from './tabs.ts'

/** What the session of a real browser is made of. */
export interface BrowserSessionOptions {
  config: BrowserConfig
  fetch: typeof fetch
}

/** Makes the session of this browser, and begins to find out who comes. */
export function startSession({ config, fetch }: BrowserSessionOptions): {
  session: Session
  signIn: SignInServer
} {
  const returned = returnFromSignIn(window)
  if (returned?.state === 'back') browserMemory.write(returned.providerId)
  const environment = config.text('auth.environment') ?? 'development'
  const signIn = signInServer({ fetch, environment, listed: readPageData(document, 'signIn') })
  const session = createSession({
    server: signIn,
    memory: browserMemory,
    tabs: browserTabs(),
    reload: () => location.reload(),
    leaveTo: (url) => location.assign(url),
    failure: returned?.state === 'failed' ? new Error(returned.message) : undefined,
  })
  if (hasBeenAway(config)) void session.signOut('idle')
  // Whoever reads first hears of a failure.
  session.token().catch(() => {})
  return { session, signIn }
}

/** Whether somebody who was signed in left the portal for longer than they may. */
function hasBeenAway(config: BrowserConfig): boolean {
  const limits = idleLimits(config)
  const last = lastSignOfLife()
  const providerId = browserMemory.read()
  if (!limits?.countsWhileClosed || last === undefined || providerId === undefined || providerId === 'guest')
    return false
  return idlenessAfter(Date.now() - last, limits).state === 'gone'
}
