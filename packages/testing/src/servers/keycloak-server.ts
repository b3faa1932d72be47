import { type ApiReply, type ApiRequest, type ApiServer, startApiServer } from './api-server.ts'

/** Somebody in the realm. */
export interface KeycloakUser {
  id: string
  username: string
  email?: string
  firstName?: string
  lastName?: string
  enabled?: boolean
}

/** A group with those below it; members are ids of users. */
export interface KeycloakGroup {
  id: string
  name: string
  description?: string
  members: string[]
  subGroups?: KeycloakGroup[]
}

/** The admin API of a Keycloak for tests. */
export interface KeycloakServer extends ApiServer {
  /** What belongs under `catalog.providers.keycloakOrg`. */
  config: { baseUrl: string; realm: string; clientId: string; clientSecret: string }
  /** May be changed at any time. */
  users: KeycloakUser[]
  groups: KeycloakGroup[]
  /** Before version 23 groups came with those below them; since then these are asked for. */
  version: 22 | 26
}

const realm = 'acme'
const accessToken = 'keycloak-access-token'

/** Starts the server. */
export async function startKeycloakServer(): Promise<KeycloakServer> {
  const everyGroup = (groups: KeycloakGroup[]): KeycloakGroup[] =>
    groups.flatMap((group) => [group, ...everyGroup(group.subGroups ?? [])])
  const find = ({ params }: ApiRequest) => everyGroup(server.groups).find(({ id }) => id === params.id)
  const shown = ({ id, name, description, subGroups = [] }: KeycloakGroup): object => ({
    ...{ id, name, description },
    ...(server.version < 23 ? { subGroups: subGroups.map(shown) } : { subGroups: [], subGroupCount: subGroups.length }),
  })
  const admin = `/admin/realms/${realm}`
  const api = await startApiServer({
    routes: [
      ['POST', `/realms/${realm}/protocol/openid-connect/token`, giveToken],
      ['GET', `${admin}/users`, (request) => list(request, server.users)],
      ['GET', `${admin}/groups`, (request) => list(request, server.groups.map(shown))],
      ['GET', `${admin}/groups/:id/children`, (request) => list(request, (find(request)?.subGroups ?? []).map(shown))],
      [
        'GET',
        `${admin}/groups/:id/members`,
        (request) =>
          list(
            request,
            server.users.filter(({ id }) => find(request)?.members.includes(id)),
          ),
      ],
    ],
    notFound: { status: 404, body: { error: 'HTTP 404 Not Found' } },
    authorize: ({ headers, url }) =>
      url.endsWith('/token') || headers.authorization === `Bearer ${accessToken}`
        ? undefined
        : { status: 401, body: { error: 'HTTP 401 Unauthorized' } },
  })
  const server: KeycloakServer = Object.assign(api, {
    config: { baseUrl: api.url, realm, clientId: 'callboard', clientSecret: 'keycloak-secret' },
    users: [],
    groups: [],
    version: 26 as const,
  })
  return server
}

function giveToken({ body }: ApiRequest): ApiReply {
  const form = new URLSearchParams(body)
  const isRight =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === 'callboard' &&
    form.get('client_secret') === 'keycloak-secret'
  return isRight
    ? { body: { token_type: 'Bearer', expires_in: 60, access_token: accessToken } }
    : { status: 401, body: { error: 'unauthorized_client', error_description: 'Invalid client credentials' } }
}

function list({ query }: ApiRequest, items: object[]): ApiReply {
  const first = Number(query.get('first') ?? 0)
  return { body: items.slice(first, first + Number(query.get('max') ?? 100)) }
}
