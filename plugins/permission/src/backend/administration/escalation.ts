import type { Grant, SourcedGrant } from '../../model/role.ts'
import type { RolePart } from '../policy/policy.ts'

/**
 * Why a change would give somebody what the person who makes it does not have, a sentence; undefined when it does not.
 * Roles that allow grow by grants and members; roles that deny give by losing them.
 *
 * @param before - The role from all sources; undefined when it is new.
 * @param after - undefined when it goes.
 * @param held - All grants of the roles of the person.
 */
export function escalation(
  { before, after }: { before: RolePart | undefined; after: RolePart | undefined },
  held: readonly SourcedGrant[],
): string | undefined {
  const newMembers = (after?.members ?? []).filter(({ ref }) => !before?.members.some((old) => old.ref === ref))
  const newGrants = (after?.grants ?? []).filter((grant) => !before?.grants.some((old) => isSame(old, grant)))
  // Whoever joins gets all that the role grants.
  const given = newMembers.length > 0 ? (after?.grants ?? []) : newGrants
  const missing = given.find((grant) => !isDeny(grant) && !isHeld(grant, held))
  if (missing) return `You may not give ${sayGrant(missing)}, which you do not have yourself.`

  const denied = (before?.grants ?? []).filter(isDeny)
  const lostDeny = denied.find((grant) => !after?.grants.some((kept) => isSame(kept, grant)))
  if (lostDeny) return `You may not take away what denies ${sayGrant(lostDeny)}.`
  const lost = (before?.members ?? []).find(({ ref }) => !after?.members.some((kept) => kept.ref === ref))
  if (lost && denied.length > 0) return `You may not take ${lost.ref} out of a role that denies something.`
  return undefined
}

/** Whether what a grant gives is part of what others give already, and nothing of it is denied. */
function isHeld(grant: Grant, held: readonly Grant[]): boolean {
  if (held.some((one) => isDeny(one) && overlaps(one, grant))) return false
  return held.some((one) => !isDeny(one) && covers(one, grant))
}

function covers(wide: Grant, narrow: Grant): boolean {
  if (wide.if !== undefined && JSON.stringify(wide.if) !== JSON.stringify(narrow.if)) return false
  if (wide.action !== undefined && wide.action !== narrow.action) return false
  if (wide.resourceType !== undefined && wide.resourceType !== narrow.resourceType) return false
  return wide.permission === undefined || fitsName(wide.permission, narrow.permission ?? '*')
}

/** Whether two grants may be about the same permission. */
function overlaps(one: Grant, other: Grant): boolean {
  const differ = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b
  if (differ(one.action, other.action) || differ(one.resourceType, other.resourceType)) return false
  const [a, b] = [one.permission ?? '*', other.permission ?? '*']
  return fitsName(a, b) || fitsName(b, a)
}

const fitsName = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name

const isDeny = ({ effect }: Grant) => effect === 'deny'

const isSame = (a: Grant, b: Grant) => JSON.stringify(keyOf(a)) === JSON.stringify(keyOf(b))
const keyOf = (grant: Grant) => [grant.permission, grant.resourceType, grant.action, grant.effect ?? 'allow', grant.if]

const sayGrant = ({ permission, resourceType, action }: Grant) =>
  [action, permission ?? resourceType ?? 'everything'].filter(Boolean).join(' ')
