import type { Entity } from '@callboard/model'

/** A person, as far as it is asked for. */
export interface GraphUser {
  id: string
  displayName: string | null
  mail: string | null
  userPrincipalName: string | null
  jobTitle?: string | null
}

/** A group, as far as it is asked for. */
export interface GraphGroup {
  id: string
  displayName: string | null
  mailNickname: string | null
  mail: string | null
  description: string | null
}

/** A member of a group; its type is in OData's own property. */
export interface GraphMember {
  '@odata.type': string
  id: string
}

/** Properties to ask for. */
export const selected = {
  user: ['id', 'displayName', 'mail', 'userPrincipalName', 'jobTitle'],
  group: ['id', 'displayName', 'mailNickname', 'mail', 'description'],
  member: ['id'],
} as const

/** What people are called: their address, for that is what others know them by. */
export const wantedUserName = ({ mail, userPrincipalName, id }: GraphUser) => mail ?? userPrincipalName ?? id
/** What groups are called. */
export const wantedGroupName = ({ mailNickname, displayName, id }: GraphGroup) => mailNickname ?? displayName ?? id

/** The User entity of a person. */
export function userEntity(user: GraphUser, { name, target }: { name: string; target: string }): Entity {
  const email = user.mail ?? user.userPrincipalName
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name,
      ...(user.jobTitle && { description: user.jobTitle }),
      annotations: {
        ...comesFrom(`${target}/users/${user.id}`),
        'graph.microsoft.com/user-id': user.id,
        ...(user.mail && { 'microsoft.com/email': user.mail }),
      },
    },
    spec: {
      profile: { ...(user.displayName && { displayName: user.displayName }), ...(email && { email }) },
      // Groups name their members; that gives the relation in both directions.
      memberOf: [],
    },
  }
}

/** The Group entity of a group. Members and children are names of entities. */
export function groupEntity(
  group: GraphGroup,
  { name, target, members, children }: { name: string; target: string; members: string[]; children: string[] },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      ...(group.description && { description: group.description }),
      annotations: {
        ...comesFrom(`${target}/groups/${group.id}`),
        'graph.microsoft.com/group-id': group.id,
      },
    },
    spec: {
      type: 'team',
      profile: {
        ...(group.displayName && { displayName: group.displayName }),
        ...(group.mail && { email: group.mail }),
      },
      // A group may hang below several others; each of them names it, and no "parent" has to choose.
      children,
      members,
    },
  }
}

const comesFrom = (url: string) => ({
  'backstage.io/managed-by-location': `url:${url}`,
  'backstage.io/managed-by-origin-location': `url:${url}`,
})
