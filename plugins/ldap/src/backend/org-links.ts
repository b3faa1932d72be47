import type { Entity } from '@callboard/model'
import { dnKey } from './dn.ts'
import type { Member } from './org-entities.ts'

/** An organisation whose entities know each other. */
export interface Organization {
  entities: Entity[]
  /** Why entries were left out; a sentence each. */
  leftOut: string[]
  /** How many members of groups are none of the entries that were found. */
  unknownMembers: number
}

/**
 * Gives people their groups, and groups their parents and children: by what the groups say of their members and by what
 * everybody says of their groups.
 *
 * Of two entries that would become the same entity the first counts. The second must not pass its members on: whoever may
 * make groups somewhere in the directory would get what the group of that name owns.
 */
export function linkOrganization(users: readonly Member[], groups: readonly Member[]): Organization {
  const { kept, leftOut } = keepFirst([...users, ...groups])
  const [findUser, findGroup] = [finder(users.filter(isIn(kept))), finder(groups.filter(isIn(kept)))]
  const [groupsOf, membersOf]: [Links, Links] = [new Map(), new Map()]
  const add = (memberRef: string, groupRef: string) => {
    if (memberRef === groupRef) return
    groupsOf.set(memberRef, (groupsOf.get(memberRef) ?? new Set()).add(groupRef))
    membersOf.set(groupRef, (membersOf.get(groupRef) ?? new Set()).add(memberRef))
  }
  let unknownMembers = 0
  for (const member of kept.values()) {
    for (const name of member.memberOf) {
      const group = findGroup(name)
      if (group) add(member.ref, group.ref)
    }
    for (const name of member.members) {
      const found = findUser(name) ?? findGroup(name)
      if (found) add(found.ref, member.ref)
      else unknownMembers += 1
    }
  }
  const entities = [...kept.values()].map(({ entity, ref }) =>
    linked(entity, [...(groupsOf.get(ref) ?? [])].sort(), [...(membersOf.get(ref) ?? [])].sort()),
  )
  return { entities, leftOut, unknownMembers }
}

type Links = Map<string, Set<string>>

function linked(entity: Entity, groups: string[], members: string[]): Entity {
  if (entity.kind === 'User') return { ...entity, spec: { ...entity.spec, memberOf: groups } }
  // A group in several others names one as its parent; each of these names it as a child.
  const [parent] = groups
  const children = members.filter((ref) => ref.startsWith('group:'))
  return { ...entity, spec: { ...entity.spec, ...(parent && { parent }), children } }
}

function keepFirst(members: readonly Member[]): { kept: Map<string, Member>; leftOut: string[] } {
  const kept = new Map<string, Member>()
  const leftOut: string[] = []
  for (const member of members) {
    const first = kept.get(member.ref)
    if (!first) kept.set(member.ref, member)
    // Two searches may find the same entry.
    else if (dnKey(first.dn) !== dnKey(member.dn))
      leftOut.push(`${member.dn} would be ${member.ref}, which ${first.dn} is.`)
  }
  return { kept, leftOut }
}

const isIn = (kept: ReadonlyMap<string, Member>) => (member: Member) => kept.get(member.ref) === member

/** Finds by DN, else by another name; a name that two share finds nobody. */
function finder(members: readonly Member[]): (name: string) => Member | undefined {
  const byDn = new Map(members.map((member) => [dnKey(member.dn), member]))
  const byName = new Map<string, Member | undefined>()
  for (const member of members) {
    for (const name of member.names.map((each) => each.toLowerCase())) {
      byName.set(name, byName.has(name) && byName.get(name) !== member ? undefined : member)
    }
  }
  return (name) => byDn.get(dnKey(name)) ?? byName.get(name.toLowerCase())
}
