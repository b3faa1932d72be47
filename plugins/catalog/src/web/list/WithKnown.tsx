import { useIdentity } from '@callboard/web'
import { type ReactNode, useDeferredValue } from 'react'
import { useStarred } from '../starred.ts'
import type { Known, ListState } from './list-state.ts'

/** What a {@link WithKnown} finds out, and for whom. */
export interface WithKnownProps {
  state: ListState
  children: (known: Known) => ReactNode
}

/** Finds out what the list's question needs besides the address. */
export function WithKnown({ state, children }: WithKnownProps) {
  const { ownershipEntityRefs } = useIdentity()
  const starred = useStarred()
  // A star that goes while the starred are shown asks anew: the rows stay until the answer is there.
  const refs = useDeferredValue(starred.refs)
  if (state.scope === 'starred' && starred.state === 'reading') return null
  return children({ mine: ownershipEntityRefs, starred: refs })
}
