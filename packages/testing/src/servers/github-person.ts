import { type ApiReply, type ApiRequest, type ApiRoute, page } from './api-server.ts'
import { type GithubOrganization, nodeId } from './github-schema.ts'
import type { OAuthGrant, OAuthOnServer } from './oauth-server.ts'

/** What GitHub tells somebody of themselves. Each part needs its scope; a token of a GitHub App has none, and may read all. */
export function githubPersonRoutes(organizations: GithubOrganization[], oauth: OAuthOnServer): ApiRoute[] {
  const asPerson =
    (scopes: string[], answer: (grant: OAuthGrant, request: ApiRequest) => ApiReply) => (request: ApiRequest) => {
      const grant = oauth.grantOf(request)
      if (!grant) return { status: 401, body: { message: 'Requires authentication' } }
      const may =
        scopes.length === 0 || grant.scopes.length === 0 || scopes.some((scope) => grant.scopes.includes(scope))
      return may ? answer(grant, request) : { status: 404, body: { message: 'Not Found' } }
    }
  const organizationsOf = (login: string) =>
    organizations.filter(({ users }) => users.some((user) => user.login === login))
  const person = (login: string) =>
    organizationsOf(login).flatMap(({ users }) => users.filter((user) => user.login === login))[0]
  const readsOrganizations = ['read:org', 'user']
  return [
    [
      'GET',
      '/api/v3/user',
      asPerson([], ({ login }, { origin }) => {
        const avatar_url = `${origin}/avatars/u/${login}`
        // People hide their address unless they say otherwise.
        return {
          body: { login, id: 117, node_id: nodeId(login), name: person(login)?.name ?? null, email: null, avatar_url },
        }
      }),
    ],
    [
      'GET',
      '/api/v3/user/emails',
      asPerson(['user:email', 'user'], ({ login }) => {
        const email = person(login)?.email
        const hidden = { email: `${login}@users.noreply.github.com`, primary: false, verified: true }
        return { body: [hidden, ...(email ? [{ email, primary: true, verified: true }] : [])] }
      }),
    ],
    [
      'GET',
      '/api/v3/user/orgs',
      asPerson(readsOrganizations, ({ login }, request) =>
        page(
          request,
          organizationsOf(login).map((org) => ({ login: org.login })),
          'per_page',
        ),
      ),
    ],
    [
      'GET',
      '/api/v3/user/teams',
      asPerson(readsOrganizations, ({ login }, request) => {
        const teams = organizationsOf(login).flatMap((org) =>
          org.teams
            .filter(({ members }) => members.includes(login))
            .map(({ slug, name }) => ({ slug, name, organization: { login: org.login } })),
        )
        return page(request, teams, 'per_page')
      }),
    ],
  ]
}
