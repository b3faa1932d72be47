import { createApiClient, type ScmIntegration, type ScmIntegrations } from '@callboard/kernel'

/** Asks the GraphQL API of a host. */
export interface GithubApi {
  /** @throws Error with GitHub's own message when it answers with errors. */
  query<T>(query: string, variables: Record<string, unknown>): Promise<T>
  /** Like `query`, for one thing: null in the data when there is none. */
  find<T>(query: string, variables: Record<string, unknown>): Promise<T>
  /** The nodes of all pages of a connection. `after` of the query's variables is the cursor. */
  nodes<T>(
    query: string,
    variables: Record<string, unknown>,
    connectionOf: (data: never) => Connection<T> | null | undefined,
  ): Promise<T[]>
}

interface GraphqlError {
  message: string
  type?: string
  path?: (string | number)[]
}

/** One page, as GitHub's connections are. */
export interface Connection<T> {
  nodes: T[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/**
 * Makes a client with the credentials that `integrations.github` has for an owner.
 *
 * @param owner - The organisation or user that the calls are about.
 */
export function githubApi(integration: ScmIntegration, owner: string, signal?: AbortSignal): GithubApi {
  // github.com: https://api.github.com/graphql; Enterprise: …/api/v3 beside …/api/graphql.
  const graphqlUrl = `${integration.apiBaseUrl.replace(/\/v3$/, '')}/graphql`
  const client = createApiClient({
    integration,
    url: `https://${integration.host}/${owner}`,
    ...(signal ? { signal } : {}),
  })
  const ask = async <T>(
    request: { query: string; variables: Record<string, unknown> },
    isHarmless: (error: GraphqlError) => boolean,
  ): Promise<T> => {
    const { data, errors = [] } = await client.post<{ data?: T | null; errors?: GraphqlError[] }>(graphqlUrl, request)
    // A part that is missing would look like a part that was removed, so any error is a failure of all.
    if (!data || !errors.every(isHarmless)) {
      const messages = errors.map(({ message }) => message).join('; ') || 'it sent no data'
      throw new Error(`${graphqlUrl} could not answer about ${owner}: ${messages}.`)
    }
    return data
  }
  const api: GithubApi = {
    query: (query, variables) => ask({ query, variables }, () => false),
    // GitHub says so by an error too, about the very thing that was asked for.
    find: (query, variables) =>
      ask({ query, variables }, ({ type, path }) => type === 'NOT_FOUND' && path?.length === 1),
    async nodes<T>(
      query: string,
      variables: Record<string, unknown>,
      connectionOf: (data: never) => Connection<T> | null | undefined,
    ) {
      const found: T[] = []
      for (let after: string | null = null; ; ) {
        // `never` lets each caller state its own shape of the data.
        const page = connectionOf((await api.find(query, { ...variables, after })) as never)
        if (!page)
          throw new Error(`GitHub knows no ${owner}, or its credentials in "integrations.github" may not see it.`)
        found.push(...page.nodes)
        if (!page.pageInfo.hasNextPage) return found
        after = page.pageInfo.endCursor
      }
    },
  }
  return api
}

/** The integration of a host. @throws Error that says what to configure. */
export function getGithubIntegration(scm: ScmIntegrations, host: string, key: string): ScmIntegration {
  const integration = scm.byUrl(`https://${host}`)
  if (integration?.type === 'github') return integration
  throw new Error(`${key} names the host ${host}, which is not in "integrations.github".`)
}
