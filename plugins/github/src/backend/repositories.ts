import { encodePath } from '@callboard/plugin-catalog'
import { isPathPattern } from './catalog-path.ts'
import type { DiscoveryConfig } from './config.ts'
import type { Connection, GithubApi } from './github-api.ts'

/** A repository, as far as discovery looks at it. */
export interface GithubRepository {
  name: string
  url: string
  isArchived: boolean
  isFork: boolean
  visibility: string
  defaultBranchRef: { name: string } | null
  repositoryTopics: { nodes: { topic: { name: string } }[] }
  /** Null when the catalog file is missing; always null when nobody asked. */
  catalogFile: { __typename: string } | null
}

/** Reads all repositories of an owner. */
export async function readRepositories(
  api: GithubApi,
  owner: string,
  config: DiscoveryConfig,
): Promise<GithubRepository[]> {
  const query = `query repositories($login: String!, $after: String, $first: Int!, $file: String!) {
    repositoryOwner(login: $login) {
      repositories(first: $first, after: $after, ownerAffiliations: [OWNER]) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }
    }
  }`
  const variables = {
    login: owner,
    first: Math.min(config.pageSizes?.repositories ?? 50, 100),
    file: fileExpression(config),
  }
  type Data = { repositoryOwner: { repositories: Connection<GithubRepository> } | null }
  return api.nodes(query, variables, (data: Data) => data.repositoryOwner?.repositories)
}

/** Reads one repository; undefined when there is none. */
export async function findRepository(
  api: GithubApi,
  repo: { owner: string; name: string },
  config: DiscoveryConfig,
): Promise<GithubRepository | undefined> {
  const query = `query repository($owner: String!, $name: String!, $file: String!) {
    repository(owner: $owner, name: $name) { ${fields} }
  }`
  const data = await api.find<{ repository: GithubRepository | null }>(query, {
    ...repo,
    file: fileExpression(config),
  })
  return data.repository ?? undefined
}

/** The address of the catalog file that a repository gives; undefined when it gives none. Touches nothing. */
export function planLocation(repository: GithubRepository, config: DiscoveryConfig): string | undefined {
  const branch = config.filters?.branch ?? repository.defaultBranchRef?.name
  // A repository without commits has no branch.
  if (!branch || !isWanted(repository, config)) return undefined
  if (mustExist(config) && !repository.catalogFile) return undefined
  return catalogFileUrl(repository.url, branch, config)
}

/** The address of the catalog file of a repository. */
export const catalogFileUrl = (repositoryUrl: string, branch: string, config: DiscoveryConfig) =>
  `${repositoryUrl}/blob/${encodeURIComponent(branch)}/${encodePath(catalogPathOf(config))}`

/** The configured path, without a slash in front. */
export const catalogPathOf = ({ catalogPath = 'catalog-info.yaml' }: DiscoveryConfig) => catalogPath.replace(/^\/+/, '')

/** Whether repositories without the file are left out. */
export const mustExist = (config: DiscoveryConfig) =>
  config.validateLocationsExist === true && !isPathPattern(catalogPathOf(config))

const fields = `name url isArchived isFork visibility defaultBranchRef { name }
  repositoryTopics(first: 100) { nodes { topic { name } } }
  catalogFile: object(expression: $file) { __typename }`

const fileExpression = (config: DiscoveryConfig) => `${config.filters?.branch ?? 'HEAD'}:${catalogPathOf(config)}`

function isWanted(repository: GithubRepository, { filters = {} }: DiscoveryConfig): boolean {
  const topics = repository.repositoryTopics.nodes.map(({ topic }) => topic.name)
  const { include, exclude } = filters.topic ?? {}
  return (
    (filters.allowArchived === true || !repository.isArchived) &&
    (filters.allowForks !== false || !repository.isFork) &&
    (!filters.repository || new RegExp(`^(?:${filters.repository})$`).test(repository.name)) &&
    (!filters.visibility || filters.visibility.some((one) => one === repository.visibility.toLowerCase())) &&
    (!include?.length || include.some((topic) => topics.includes(topic))) &&
    !exclude?.some((topic) => topics.includes(topic))
  )
}
