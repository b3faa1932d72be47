import { createContext } from 'react'

/** What can be done with any entity of a drawing. */
export interface NodeActions {
  collapsed: readonly string[]
  /** Without it nothing can be collapsed. */
  onToggle?: ((ref: string) => void) | undefined
  /** The address of the graph around an entity. */
  centreOf: (ref: string) => string
}

/** The canvas makes its elements itself, so this reaches them past it. */
export const NodeActionsContext = createContext<NodeActions>({ collapsed: [], centreOf: () => '' })
