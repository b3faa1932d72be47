import type { Entity } from '@callboard/model'
import { giteaAnnotations } from '../model/index.ts'

/** A person, as the API has it. */
export interface GiteaUser {
  login: string
  full_name: string
  email: string
  avatar_url: string
  /** Of an account that was suspended; only administrators see it. */
  prohibit_login?: boolean
}

/** A team, as the API has it. */
export interface GiteaTeam {
  id: number
  name: string
  description: string
}

const apiVersion = 'backstage.io/v1alpha1'

/** The User entity of a person. */
export function userEntity(user: GiteaUser, baseUrl: string): Entity {
  return {
    apiVersion,
    kind: 'User',
    metadata: {
      name: user.login,
      annotations: { ...comesFrom(`${baseUrl}/${user.login}`), [giteaAnnotations.userLogin]: user.login },
    },
    spec: {
      profile: {
        ...(user.full_name ? { displayName: user.full_name } : {}),
        ...(user.email ? { email: user.email } : {}),
        ...(user.avatar_url ? { picture: user.avatar_url } : {}),
      },
      // Groups name their members; that gives the relation in both directions.
      memberOf: [],
    },
  }
}

/** The Group entity of a team. Teams of several organisations are kept apart by namespace. */
export function groupEntity(
  team: GiteaTeam,
  {
    baseUrl,
    org,
    namespace,
    members,
  }: { baseUrl: string; org: string; namespace: string | undefined; members: string[] },
): Entity {
  return {
    apiVersion,
    kind: 'Group',
    metadata: {
      name: team.name,
      ...(namespace ? { namespace } : {}),
      ...(team.description ? { description: team.description } : {}),
      annotations: {
        ...comesFrom(`${baseUrl}/org/${org}/teams/${team.name}`),
        [giteaAnnotations.teamSlug]: `${org}/${team.name}`,
      },
    },
    spec: {
      type: 'team',
      profile: { displayName: team.name },
      children: [],
      members: members.map((login) => (namespace ? `user:default/${login}` : login)),
    },
  }
}

const comesFrom = (url: string) => ({
  'backstage.io/managed-by-location': `url:${url}`,
  'backstage.io/managed-by-origin-location': `url:${url}`,
})
