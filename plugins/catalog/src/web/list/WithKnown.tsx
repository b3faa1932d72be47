import type { Static } from '@callboard/model'
import { type AnyRoute, useIdentity, useRead } from '@callboard/web'
import { type ReactNode, useDeferredValue } from 'react'
import { kinds, problems } from '../../model/routes-insight.ts'
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
  const { items, totalItems } = useProblems(state.statuses.includes('problems'))
  if (state.scope === 'starred' && starred.state === 'reading') return null
  const withProblems = [...new Set(items.flatMap(({ ref }) => ref ?? []))].sort()
  return children({ mine: ownershipEntityRefs, starred: refs, withProblems, isCut: totalItems > items.length })
}

/** The gravest come first; this many are looked at. */
const problemLimit = 1000

type Problems = Static<typeof problems.reply>

/** Reads problems only for those who ask for them. Otherwise it reads what the page has read already. */
function useProblems(isWanted: boolean): Problems {
  const route: AnyRoute = isWanted ? problems : kinds
  const reply = useRead(route, isWanted ? { query: { limit: problemLimit } } : {})
  // The reply is that of the route chosen above.
  return isWanted ? (reply as Problems) : { items: [], totalItems: 0 }
}
