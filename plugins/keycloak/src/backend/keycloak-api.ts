import { type ApiClient, clientCredentials, createApiClient } from '@callboard/kernel'
import type { OrganizationConfig } from './config.ts'

/** A person, as the admin API has it. */
export interface KeycloakUser {
  id: string
  username: string
  email?: string
  firstName?: string
  lastName?: string
  enabled?: boolean
}

/** A group, as the admin API has it. */
export interface KeycloakGroup {
  id: string
  name: string
  description?: string
  /** Servers before version 23 send those below along. */
  subGroups?: KeycloakGroup[]
  /** Later ones only count them. */
  subGroupCount?: number
}

/** Reads a realm. */
export interface KeycloakApi {
  users(): Promise<KeycloakUser[]>
  /** Those of the top. */
  groups(): Promise<KeycloakGroup[]>
  /** Those directly below one. */
  subGroups(group: KeycloakGroup): Promise<KeycloakGroup[]>
  members(group: KeycloakGroup): Promise<KeycloakUser[]>
}

const credentialsKey = 'catalog.providers.keycloakOrg'
const defaultPageSize = 100

/** Signs in as a client, and reads. One token lasts over many requests. */
export function keycloakApi(config: OrganizationConfig): (signal: AbortSignal) => KeycloakApi {
  const base = config.baseUrl.replace(/\/+$/, '')
  const realm = config.realm ?? 'master'
  const { userQuerySize = defaultPageSize, groupQuerySize = defaultPageSize } = config
  const admin = `${base}/admin/realms/${encodeURIComponent(realm)}`
  const token = clientCredentials({
    credentialsKey,
    tokenUrl: `${base}/realms/${encodeURIComponent(config.loginRealm ?? realm)}/protocol/openid-connect/token`,
    fields: { client_id: config.clientId, client_secret: config.clientSecret },
  })
  const headers = async () => ({ authorization: `Bearer ${await token()}` })

  return (signal) => {
    const client = createApiClient({ integration: { apiBaseUrl: admin, credentialsKey, headers }, url: admin, signal })
    const all = <T>(path: string, size: number) => readAll<T>(client, path, size)
    return {
      async users() {
        // Before anything that is tried again: a secret that is wrong stays wrong.
        await token()
        return all('/users', userQuerySize)
      },
      groups: () => all('/groups', groupQuerySize),
      async subGroups({ id, subGroups = [], subGroupCount = 0 }) {
        if (subGroups.length > 0 || subGroupCount === 0) return subGroups
        return all(`/groups/${encodeURIComponent(id)}/children`, groupQuerySize)
      },
      members: ({ id }) => all(`/groups/${encodeURIComponent(id)}/members`, userQuerySize),
    }
  }
}

async function readAll<T>(client: ApiClient, path: string, size: number): Promise<T[]> {
  const found: T[] = []
  for (;;) {
    const page = await client.get<T[]>(`${path}?first=${found.length}&max=${size}`)
    found.push(...page)
    if (page.length < size) return found
  }
}
