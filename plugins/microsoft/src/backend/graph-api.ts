import { type ApiHost, clientCredentials, createApiClient } from '@callboard/kernel'
import type { OrganizationConfig } from './config.ts'

/** Reads lists of Microsoft Graph. */
export interface GraphApi {
  /**
   * All items of a list, over all its pages.
   *
   * @param path - Below the API's base: `/users`.
   * @param query - `$filter`, `$search` and `$select`, as far as they are given.
   */
  list<T>(path: string, query: GraphQuery): Promise<T[]>
}

/** What is asked for. */
export interface GraphQuery {
  filter?: string | undefined
  search?: string | undefined
  select: readonly string[]
}

const defaultTarget = 'https://graph.microsoft.com/v1.0'
const defaultAuthority = 'https://login.microsoftonline.com'
// The most that Graph gives at once.
const pageSize = 999

/** Signs in as an app, and reads. One token lasts over many runs. */
export function graphApi(config: OrganizationConfig): (signal: AbortSignal) => GraphApi {
  const base = (config.target ?? defaultTarget).replace(/\/+$/, '')
  const authority = (config.authority ?? defaultAuthority).replace(/\/+$/, '')
  const { origin } = new URL(base)
  const credentialsKey = 'catalog.providers.microsoftGraphOrg'
  const token = clientCredentials({
    credentialsKey,
    tokenUrl: `${authority}/${encodeURIComponent(config.tenantId)}/oauth2/v2.0/token`,
    fields: { client_id: config.clientId, client_secret: config.clientSecret, scope: `${origin}/.default` },
  })
  const hostFor = (isAdvanced: boolean): ApiHost => ({
    ...{ apiBaseUrl: base, credentialsKey },
    headers: async () => ({
      authorization: `Bearer ${await token()}`,
      ...(isAdvanced && { consistencylevel: 'eventual' }),
    }),
  })

  return (signal) => ({
    async list<T>(path: string, { filter, search, select }: GraphQuery) {
      // Before anything that is tried again: a secret that is wrong stays wrong.
      await token()
      const isAdvanced = config.queryMode === 'advanced' || search !== undefined
      const client = createApiClient({ integration: hostFor(isAdvanced), url: base, signal })
      const query = new URLSearchParams({
        $top: String(pageSize),
        $select: select.join(','),
        ...(filter !== undefined && { $filter: filter }),
        ...(search !== undefined && { $search: quoted(search) }),
        ...(isAdvanced && { $count: 'true' }),
      })
      const found: T[] = []
      for (let next: string | undefined = `${path}?${query}`; next !== undefined; ) {
        // Credentials go to the configured host only, wherever a page says that the next one is.
        if (!next.startsWith('/') && new URL(next).origin !== origin)
          throw new Error(`${base}${path} points to another host for its next page: ${next}`)
        const page: Page<T> = await client.get<Page<T>>(next)
        found.push(...page.value)
        next = page['@odata.nextLink']
      }
      return found
    },
  })
}

/** As OData spells a list. */
interface Page<T> {
  value: T[]
  '@odata.nextLink'?: string
}

const quoted = (search: string) => (search.startsWith('"') ? search : `"${search}"`)
