import { createContext, use } from 'react'
import type { BrowserConfig } from '../config/browser-config.ts'
import type { Caller } from '../data/call.ts'
import type { Signals } from '../data/signals.ts'
import { type Arrangement, ofKind, type Placed } from '../plugin/arrange-extensions.ts'
import type { Extension, ExtensionKind } from '../plugin/extensions.ts'
import type { Session } from '../session/session.ts'
import type { SignInServer } from '../session/sign-in-server.ts'

/** A plugin whose web part could not be loaded. */
export interface PluginFailure {
  id: string
  /** A whole sentence. */
  reason: string
}

/** What every component of the portal may reach. */
export interface Portal {
  readonly call: Caller
  readonly session: Session
  readonly signIn: SignInServer
  readonly signals: Signals
  readonly config: BrowserConfig
  readonly arrangement: Arrangement
  /** Plugins whose web part could not be loaded. */
  readonly failures: readonly PluginFailure[]
}

/** Holds the portal; set once, around everything. */
export const PortalContext = createContext<Portal | undefined>(undefined)

/** The portal this component is part of. Throws outside of one. */
export function usePortal(): Portal {
  const portal = use(PortalContext)
  if (!portal) throw new TypeError('This component must stand inside a portal: render it by the shell or renderPortal.')
  return portal
}

/** The extensions of one kind that are switched on, in their configured order. */
export const useExtensions = <K extends ExtensionKind>(kind: K): Placed<Extract<Extension, { kind: K }>>[] =>
  ofKind(usePortal().arrangement.placed, kind)
