import { createContext, use } from 'react'

/** Where a component stands: in which extension of which plugin. */
export interface ExtensionPlace {
  readonly pluginId: string
  /** As in `app.extensions`: `entity-card:freeze/state`. */
  readonly key: string
}

/** Set by the boundary around every extension. */
export const ExtensionPlaceContext = createContext<ExtensionPlace | undefined>(undefined)

/** The extension this component belongs to; undefined in the shell itself. */
export const useExtensionPlace = (): ExtensionPlace | undefined => use(ExtensionPlaceContext)
