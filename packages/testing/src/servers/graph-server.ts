import { type ApiReply, type ApiRequest, type ApiServer, startApiServer } from './api-server.ts'

/** Somebody in the tenant. */
export interface GraphUser {
  id: string
  displayName: string
  mail?: string
  userPrincipalName?: string
  jobTitle?: string
  accountEnabled?: boolean
}

/** A group; members are ids of users and of groups. */
export interface GraphGroup {
  id: string
  displayName: string
  mailNickname?: string
  mail?: string
  description?: string
  members: string[]
}

/** A Microsoft Graph with its token endpoint, for tests. */
export interface GraphServer extends ApiServer {
  /** What belongs under `catalog.providers.microsoftGraphOrg`. */
  config: { target: string; authority: string; tenantId: string; clientId: string; clientSecret: string }
  /** May be changed at any time. */
  users: GraphUser[]
  groups: GraphGroup[]
}

const tenantId = 'tenant-1'
const client = { clientId: 'graph-client', clientSecret: 'graph-secret' }
const accessToken = 'graph-access-token'
const maxPage = 2

/** Starts the server. Pages hold two things, so that every list of a test has several. */
export async function startGraphServer(): Promise<GraphServer> {
  const users: GraphUser[] = []
  const groups: GraphGroup[] = []
  const membersOf = (id: string | undefined, type?: 'user' | 'group') => {
    const group = groups.find((one) => one.id === id)
    if (!group) return undefined
    return group.members.flatMap((member): object[] => {
      const user = users.find((one) => one.id === member)
      if (user) return type === 'group' ? [] : [{ '@odata.type': '#microsoft.graph.user', ...user }]
      const child = groups.find((one) => one.id === member)
      return !child || type === 'user' ? [] : [{ '@odata.type': '#microsoft.graph.group', id: child.id }]
    })
  }
  const api = await startApiServer({
    routes: [
      ['POST', `/${tenantId}/oauth2/v2.0/token`, giveToken],
      ['GET', '/v1.0/users', (request) => list(request, users.filter(enabledBy(request)))],
      [
        'GET',
        '/v1.0/groups',
        (request) =>
          list(
            request,
            groups.filter(foundBy(request)).map(({ members: _, ...group }) => group),
          ),
      ],
      ['GET', '/v1.0/groups/:id/members', (request) => list(request, membersOf(request.params.id))],
      [
        'GET',
        '/v1.0/groups/:id/members/microsoft.graph.user',
        (request) => list(request, membersOf(request.params.id, 'user')),
      ],
    ],
    notFound: { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'It does not exist.' } } },
    authorize: ({ headers, url }) =>
      url.endsWith('/token') || headers.authorization === `Bearer ${accessToken}`
        ? undefined
        : { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.' } } },
  })
  const config = { target: `${api.url}/v1.0`, authority: api.url, tenantId, ...client }
  return Object.assign(api, { config, users, groups })
}

function giveToken({ body, origin }: ApiRequest): ApiReply {
  const form = new URLSearchParams(body)
  const isRight =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === client.clientId &&
    form.get('client_secret') === client.clientSecret &&
    form.get('scope') === `${origin}/.default`
  return isRight
    ? { body: { token_type: 'Bearer', expires_in: 3599, access_token: accessToken } }
    : { status: 401, body: { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.' } }
}

/** The two filters that tests use; Graph refuses what it does not understand. */
const enabledBy =
  ({ query }: ApiRequest) =>
  (user: GraphUser) =>
    query.get('$filter') === null ||
    (query.get('$filter') === 'accountEnabled eq true' && user.accountEnabled !== false)

/** `displayName eq 'X'` or, with the header that Graph wants for it, `$search="displayName:x"`. */
const foundBy =
  ({ query, headers }: ApiRequest) =>
  (group: GraphGroup) => {
    const wanted = /^displayName eq '(.*)'$/.exec(query.get('$filter') ?? '')?.[1]
    const searched = /^"displayName:(.*)"$/.exec(query.get('$search') ?? '')?.[1]
    if (searched !== undefined && headers.consistencylevel !== 'eventual') return false
    if (wanted !== undefined) return group.displayName === wanted
    return searched === undefined || group.displayName.toLowerCase().includes(searched.toLowerCase())
  }

/** A page, with the link to the next one and only the properties that were selected. */
function list(request: ApiRequest, items: object[] | undefined): ApiReply {
  if (!items) return { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'No such group.' } } }
  const skip = Number(request.query.get('$skiptoken') ?? 0)
  const wanted = request.query.get('$select')?.split(',')
  const shown = items
    .slice(skip, skip + maxPage)
    .map((item) =>
      Object.fromEntries(
        Object.entries(item).filter(([key]) => !wanted || wanted.includes(key) || key.startsWith('@')),
      ),
    )
  const next = new URL(request.url, request.origin)
  next.searchParams.set('$skiptoken', String(skip + maxPage))
  return { body: { value: shown, ...(skip + maxPage < items.length && { '@odata.nextLink': next.href }) } }
}
