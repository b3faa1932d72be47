import type { Entity } from '@callboard/model'
import { githubAnnotations } from '../model/index.ts'

/** A person, as the organisation's members and teams have it. */
export interface GithubUser {
  login: string
  /** The node id, which sign-in finds people by. */
  id: string
  name: string | null
  email: string | null
  bio: string | null
  avatarUrl: string | null
}

/** A team with its own members, without those of the teams below it. */
export interface GithubTeam {
  slug: string
  combinedSlug: string
  name: string
  description: string | null
  avatarUrl: string | null
  editTeamUrl: string | null
  parentTeam: { slug: string } | null
  members: { login: string }[]
}

/** Where an entity comes from. */
export interface OrgContext {
  /** Without a trailing slash: `https://github.com`. */
  githubUrl: string
  org: string
  /** Groups of several organisations are kept apart by namespace. */
  namespace: string | undefined
}

const apiVersion = 'backstage.io/v1alpha1'

/** The User entity of a person. */
export function userEntity(user: GithubUser, { githubUrl }: OrgContext): Entity {
  return {
    apiVersion,
    kind: 'User',
    metadata: {
      name: user.login,
      ...(user.bio ? { description: user.bio } : {}),
      annotations: {
        ...comesFrom(`${githubUrl}/${user.login}`),
        [githubAnnotations.userLogin]: user.login,
        [githubAnnotations.userId]: user.id,
      },
    },
    spec: {
      profile: {
        ...(user.name ? { displayName: user.name } : {}),
        ...(user.email ? { email: user.email } : {}),
        ...(user.avatarUrl ? { picture: user.avatarUrl } : {}),
      },
      // Groups name their members; that gives the relation in both directions.
      memberOf: [],
    },
  }
}

/** The Group entity of a team. */
export function groupEntity(team: GithubTeam, { githubUrl, org, namespace }: OrgContext): Entity {
  return {
    apiVersion,
    kind: 'Group',
    metadata: {
      name: team.slug,
      ...(namespace ? { namespace } : {}),
      ...(team.description ? { description: team.description } : {}),
      annotations: {
        ...comesFrom(`${githubUrl}/orgs/${org}/teams/${team.slug}`),
        ...(team.editTeamUrl ? { 'backstage.io/edit-url': team.editTeamUrl } : {}),
        [githubAnnotations.teamSlug]: team.combinedSlug,
      },
    },
    spec: {
      type: 'team',
      profile: { displayName: team.name, ...(team.avatarUrl ? { picture: team.avatarUrl } : {}) },
      ...(team.parentTeam ? { parent: team.parentTeam.slug } : {}),
      children: [],
      members: team.members.map(({ login }) => (namespace ? `user:default/${login}` : login)),
    },
  }
}

const comesFrom = (url: string) => ({
  'backstage.io/managed-by-location': `url:${url}`,
  'backstage.io/managed-by-origin-location': `url:${url}`,
})
