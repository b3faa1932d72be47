import { hash } from 'node:crypto'
import type { Credentials, Permissions } from '@callboard/kernel'
import { type Criteria, criteriaToFilter, everything, type Filter, nothing } from '@callboard/model'
import { catalogEntityRead } from '../../model/permissions.ts'

/** What a caller may read. */
export interface Access {
  /** Holds for the entities that may be read; to be AND-ed with whatever is asked. */
  readonly filter: Filter
  /** Short, and the same for all who may read the same: names what is kept for them. */
  readonly name: string
}

/** Everything. */
export const readsAll: Access = { filter: everything, name: 'all' }
/** Nothing. */
export const readsNothing: Access = { filter: nothing, name: 'nothing' }

/** What the decision about `catalog.entity.read` lets the caller read: everything, nothing, or what meets its conditions. */
export async function readableBy(permissions: Permissions, credentials: Credentials): Promise<Access> {
  const decision = await permissions.decide(credentials, catalogEntityRead)
  if (decision.result === 'ALLOW') return readsAll
  return decision.result === 'DENY' ? readsNothing : readableUnder(decision.conditions)
}

/**
 * What a caller may know of who acts on entities, or reads what is about them. Services do so within restrictions of their
 * own (spec/platform.md 6.5): one that may only refresh entities need not be able to read them.
 */
export const knownTo = async (permissions: Permissions, credentials: Credentials): Promise<Access> =>
  credentials.principal.type === 'service' ? readsAll : readableBy(permissions, credentials)

/** Conditions of so many people are worth keeping; each is a few hundred bytes. */
const maxKnown = 2000
const known = new Map<string, Access>()

/** The same conditions come with every request of the same people: checking and naming them once is enough. */
function readableUnder(conditions: Criteria): Access {
  const text = JSON.stringify(conditions)
  const kept = known.get(text)
  if (kept) return kept
  const made = { filter: filterOf(conditions), name: hash('sha1', text, 'base64url') }
  if (known.size >= maxKnown) known.clear()
  known.set(text, made)
  return made
}

function filterOf(conditions: Criteria): Filter {
  try {
    return criteriaToFilter(conditions)
  } catch (cause) {
    // Not the caller's mistake, so not a 400.
    throw new Error('The permission policy gave conditions for catalog.entity.read that cannot be used.', { cause })
  }
}
