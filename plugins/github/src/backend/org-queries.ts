import type { Connection, GithubApi } from './github-api.ts'
import type { GithubTeam, GithubUser } from './org-entities.ts'

/** Reads all people of an organisation. */
export async function readUsers(api: GithubApi, org: string): Promise<GithubUser[]> {
  const query = `query users($org: String!, $after: String) {
    organization(login: $org) {
      membersWithRole(first: 100, after: $after) { nodes { ${userFields} } pageInfo { hasNextPage endCursor } }
    }
  }`
  type Data = { organization: { membersWithRole: Connection<GithubUser> } | null }
  return api.nodes(query, { org }, (data: Data) => data.organization?.membersWithRole)
}

/** Reads one person; undefined when there is none. */
export async function findUser(api: GithubApi, login: string): Promise<GithubUser | undefined> {
  const query = `query user($login: String!) { user(login: $login) { ${userFields} } }`
  return (await api.find<{ user: GithubUser | null }>(query, { login })).user ?? undefined
}

/** Reads all teams of an organisation with all of their own members. */
export async function readTeams(api: GithubApi, org: string): Promise<GithubTeam[]> {
  const query = `query teams($org: String!, $after: String) {
    organization(login: $org) {
      teams(first: 50, after: $after) { nodes { ${teamFields} } pageInfo { hasNextPage endCursor } }
    }
  }`
  type Data = { organization: { teams: Connection<TeamNode> } | null }
  const teams = await api.nodes(query, { org }, (data: Data) => data.organization?.teams)
  const complete: GithubTeam[] = []
  for (const team of teams) complete.push(await withAllMembers(api, org, team))
  return complete
}

/** Reads one team; undefined when there is none. */
export async function findTeam(api: GithubApi, org: string, slug: string): Promise<GithubTeam | undefined> {
  const query = `query team($org: String!, $slug: String!) {
    organization(login: $org) { team(slug: $slug) { ${teamFields} } }
  }`
  const data = await api.find<{ organization: { team: TeamNode | null } | null }>(query, { org, slug })
  const team = data.organization?.team
  return team ? withAllMembers(api, org, team) : undefined
}

type TeamNode = Omit<GithubTeam, 'members'> & { members: Connection<{ login: string }> }

const userFields = 'login id name email bio avatarUrl'
const teamFields = `slug combinedSlug name description avatarUrl editTeamUrl parentTeam { slug }
  members(first: 100, membership: IMMEDIATE) { nodes { login } pageInfo { hasNextPage endCursor } }`

/** Most teams fit on the page that came with them; the others are read to their end. */
async function withAllMembers(api: GithubApi, org: string, team: TeamNode): Promise<GithubTeam> {
  const { members, ...rest } = team
  if (!members.pageInfo.hasNextPage) return { ...rest, members: members.nodes }
  const query = `query members($org: String!, $slug: String!, $after: String) {
    organization(login: $org) {
      team(slug: $slug) {
        members(first: 100, after: $after, membership: IMMEDIATE) { nodes { login } pageInfo { hasNextPage endCursor } }
      }
    }
  }`
  type Data = { organization: { team: { members: Connection<{ login: string }> } | null } | null }
  const all = await api.nodes(query, { org, slug: team.slug }, (data: Data) => data.organization?.team?.members)
  return { ...rest, members: all }
}
