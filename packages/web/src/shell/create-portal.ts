import type { BrowserConfig } from '../config/browser-config.ts'
import { createCaller } from '../data/call.ts'
import type { Signals } from '../data/signals.ts'
import { arrangeExtensions } from '../plugin/arrange-extensions.ts'
import type { Session } from '../session/session.ts'
import type { SignInServer } from '../session/sign-in-server.ts'
import type { LoadedPlugins } from './load-plugins.ts'
import type { Portal } from './portal.tsx'

/** What a portal is made of. */
export interface PortalOptions {
  config: BrowserConfig
  loaded: LoadedPlugins
  session: Session
  signIn: SignInServer
  signals: Signals
  fetch: typeof fetch
}

/** Puts the portal together. */
export function createPortal({ config, loaded, session, signIn, signals, fetch }: PortalOptions): Portal {
  const arrangement = arrangeExtensions(loaded.plugins, config.get('app.extensions'))
  for (const problem of arrangement.problems) console.warn(problem)
  return {
    call: createCaller(session, fetch),
    session,
    signIn,
    signals,
    config,
    arrangement,
    failures: loaded.failures,
  }
}
