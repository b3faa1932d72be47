import type { Credentials, Permissions } from '@callboard/kernel'
import {
  criteriaToFilter,
  type Entity,
  everything,
  type Filter,
  matchesFilter,
  nothing,
  rowsOfServedEntity,
} from '@callboard/model'
import { catalogEntityRead } from '../../model/permissions.ts'

/**
 * Which entities the caller may read, as a filter to AND with whatever is asked: everything, nothing, or those that meet
 * the conditions of the decision.
 */
export async function readableBy(permissions: Permissions, credentials: Credentials): Promise<Filter> {
  const decision = await permissions.decide(credentials, catalogEntityRead)
  if (decision.result === 'ALLOW') return everything
  if (decision.result === 'DENY') return nothing
  try {
    return criteriaToFilter(decision.conditions)
  } catch (cause) {
    // Not the caller's mistake, so not a 400.
    throw new Error('The permission policy gave conditions for catalog.entity.read that cannot be used.', { cause })
  }
}

/** Whether one entity, as it is served, is among the readable ones. */
export const isReadable = (readable: Filter, entity: Entity): boolean =>
  readable === everything || matchesFilter(readable, rowsOfServedEntity(entity))
