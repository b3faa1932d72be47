import { connection, type GraphqlObject } from './graphql.ts'
import { blobSha, type Repositories, type Repository } from './repositories.ts'

/** A person on the server. */
export interface GithubUser {
  login: string
  name?: string
  email?: string
  bio?: string
}

/** A team of an organisation. */
export interface GithubTeam {
  slug: string
  name: string
  description?: string
  /** Slug of the team above. */
  parent?: string
  /** Logins. */
  members: string[]
}

/** An organisation. */
export interface GithubOrganization {
  login: string
  users: GithubUser[]
  teams: GithubTeam[]
}

/** The part of GitHub's GraphQL schema that providers ask: names and nesting as documented. */
export function githubSchema(
  url: string,
  repositories: Repositories,
  organizations: GithubOrganization[],
): GraphqlObject {
  const orgOf = (login: unknown) => organizations.find((org) => org.login.toLowerCase() === String(login).toLowerCase())
  return {
    repositoryOwner: ({ login }: Record<string, unknown>) => {
      const owned = repositories.all.filter(({ owner }) => owner.toLowerCase() === String(login).toLowerCase())
      if (owned.length === 0 && !orgOf(login)) return null
      const sharedWith = repositories.all.filter(({ collaborators }) => collaborators.includes(String(login)))
      return {
        login,
        // Without being asked otherwise the server lists what somebody else owns and shares with the owner, too.
        repositories: ({ ownerAffiliations = ['OWNER', 'COLLABORATOR'], ...args }: Record<string, unknown>) =>
          connection(
            [...owned, ...((ownerAffiliations as string[]).includes('COLLABORATOR') ? sharedWith : [])].map(
              (repository) => repositoryNode(url, repositories, repository),
            ),
            args,
          ),
      }
    },
    repository: ({ owner, name }: Record<string, unknown>) => {
      const found = repositories.find(`${owner}/${name}`)
      return found ? repositoryNode(url, repositories, found) : null
    },
    user: ({ login }: Record<string, unknown>) => {
      const user = organizations.flatMap(({ users }) => users).find((one) => one.login === login)
      return user ? userNode(url, user) : null
    },
    organization: ({ login }: Record<string, unknown>) => {
      const org = orgOf(login)
      return org ? organizationNode(url, org) : null
    },
  }
}

function repositoryNode(url: string, repositories: Repositories, repository: Repository): GraphqlObject {
  return {
    name: repository.name,
    url: `${url}/${repository.owner}/${repository.name}`,
    isArchived: repository.archived,
    isFork: repository.fork,
    visibility: repository.visibility.toUpperCase(),
    defaultBranchRef: { name: repository.branch },
    repositoryTopics: (args: Record<string, unknown>) =>
      connection(
        repository.topics.map((name) => ({ topic: { name } })),
        args,
      ),
    object: ({ expression }: Record<string, unknown>) => {
      const [ref, path = ''] = String(expression).split(/:(.*)/)
      const content = repositories.commit(repository, ref)?.files.get(path)
      return content === undefined ? null : { __typename: 'Blob', oid: blobSha(content) }
    },
  }
}

function organizationNode(url: string, org: GithubOrganization): GraphqlObject {
  const userOf = (login: string) => org.users.find((user) => user.login === login) ?? { login }
  const teamNode = (team: GithubTeam): GraphqlObject => ({
    slug: team.slug,
    combinedSlug: `${org.login}/${team.slug}`,
    name: team.name,
    description: team.description ?? null,
    avatarUrl: `${url}/avatars/t/${team.slug}`,
    editTeamUrl: `${url}/orgs/${org.login}/teams/${team.slug}/edit`,
    parentTeam: team.parent ? { slug: team.parent } : null,
    members: (args: Record<string, unknown>) =>
      connection(
        team.members.map((login) => userNode(url, userOf(login))),
        args,
      ),
  })
  return {
    login: org.login,
    membersWithRole: (args: Record<string, unknown>) =>
      connection(
        org.users.map((user) => userNode(url, user)),
        args,
      ),
    teams: (args: Record<string, unknown>) => connection(org.teams.map(teamNode), args),
    team: ({ slug }: Record<string, unknown>) => {
      const team = org.teams.find((one) => one.slug === slug)
      return team ? teamNode(team) : null
    },
  }
}

/** The id of a person that stays when the login changes. */
export const nodeId = (login: string) => `U_${Buffer.from(login).toString('base64url')}`

const userNode = (url: string, user: GithubUser): GraphqlObject => ({
  login: user.login,
  id: nodeId(user.login),
  name: user.name ?? null,
  email: user.email ?? '',
  bio: user.bio ?? null,
  avatarUrl: `${url}/avatars/u/${user.login}`,
})
