import type { Entity } from '@callboard/model'
import type { KeycloakGroup, KeycloakUser } from './keycloak-api.ts'

/** Where entities come from. */
export interface Origin {
  /** Base URL of the realm: `https://id.example.com/admin/realms/acme`. */
  realmUrl: string
  realm: string
}

/** The User entity of a person. */
export function userEntity(user: KeycloakUser, name: string, origin: Origin): Entity {
  const displayName = [user.firstName, user.lastName].filter(Boolean).join(' ')
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, annotations: annotations('users', user.id, origin) },
    spec: {
      profile: { ...(displayName && { displayName }), ...(user.email && { email: user.email }) },
      // Groups name their members; that gives the relation in both directions.
      memberOf: [],
    },
  }
}

/** The Group entity of a group. Parent and members are names of entities. */
export function groupEntity(
  group: KeycloakGroup,
  { name, parent, members }: { name: string; parent: string | undefined; members: string[] },
  origin: Origin,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      ...(group.description && { description: group.description }),
      annotations: annotations('groups', group.id, origin),
    },
    spec: {
      type: 'group',
      profile: { displayName: group.name },
      ...(parent !== undefined && { parent }),
      children: [],
      members,
    },
  }
}

const annotations = (what: 'users' | 'groups', id: string, { realmUrl, realm }: Origin) => ({
  'backstage.io/managed-by-location': `url:${realmUrl}/${what}/${id}`,
  'backstage.io/managed-by-origin-location': `url:${realmUrl}/${what}/${id}`,
  'keycloak.org/id': id,
  'keycloak.org/realm': realm,
})
