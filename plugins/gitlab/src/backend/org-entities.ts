import type { Entity } from '@callboard/model'
import { gitlabAnnotations } from '../model/index.ts'

/** A person, as the API has it. */
export interface GitlabUser {
  id: number
  username: string
  name: string
  state: string
  web_url: string
  avatar_url: string | null
  /** Only administrators see it. */
  email?: string
  public_email?: string | null
}

/** A group, as the API has it. */
export interface GitlabGroup {
  id: number
  full_path: string
  name: string
  description: string | null
  web_url: string
  avatar_url: string | null
}

const apiVersion = 'backstage.io/v1alpha1'

/** The User entity of a person. */
export function userEntity(user: GitlabUser, host: string): Entity {
  const email = user.email || user.public_email
  return {
    apiVersion,
    kind: 'User',
    metadata: {
      name: user.username,
      annotations: {
        ...comesFrom(user.web_url),
        [gitlabAnnotations.userLogin(host)]: user.web_url,
        [gitlabAnnotations.userId(host)]: String(user.id),
      },
    },
    spec: {
      profile: {
        displayName: user.name,
        ...(email ? { email } : {}),
        ...(user.avatar_url ? { picture: user.avatar_url } : {}),
      },
      // Groups name their members; that gives the relation in both directions.
      memberOf: [],
    },
  }
}

/** The Group entity of a group. `root` is the configured group, which is left out of names. */
export function groupEntity(
  group: GitlabGroup,
  {
    host,
    root,
    members,
    known,
  }: { host: string; root: string | undefined; members: string[]; known: ReadonlySet<string> },
): Entity {
  const parent = group.full_path.split('/').slice(0, -1).join('/')
  return {
    apiVersion,
    kind: 'Group',
    metadata: {
      name: groupName(group.full_path, root),
      ...(group.description ? { description: group.description } : {}),
      annotations: { ...comesFrom(group.web_url), [gitlabAnnotations.teamPath(host)]: group.full_path },
    },
    spec: {
      type: 'team',
      profile: { displayName: group.name, ...(group.avatar_url ? { picture: group.avatar_url } : {}) },
      // A parent that is not read would dangle.
      ...(known.has(parent) ? { parent: groupName(parent, root) } : {}),
      children: [],
      members,
    },
  }
}

/** `acme/platform/api` is `platform-api` when `acme` is the configured group. */
export function groupName(fullPath: string, root: string | undefined): string {
  const isBelow = root !== undefined && fullPath.toLowerCase().startsWith(`${root.toLowerCase()}/`)
  const below = isBelow ? fullPath.slice(root.length + 1) : fullPath
  return below.replaceAll('/', '-')
}

const comesFrom = (url: string) => ({
  'backstage.io/managed-by-location': `url:${url}`,
  'backstage.io/managed-by-origin-location': `url:${url}`,
})
