import { type ApiReply, type ApiRequest, type ApiRoute, page } from './api-server.ts'
import type { GiteaOrganization } from './gitea-server.ts'
import type { OAuthOnServer } from './oauth-server.ts'

/** What Gitea tells somebody of themselves. Each part needs its scope; without one it answers 403. */
export function giteaPersonRoutes(organizations: GiteaOrganization[], oauth: OAuthOnServer): ApiRoute[] {
  const asPerson =
    (scope: string, answer: (login: string, request: ApiRequest) => ApiReply) =>
    (request: ApiRequest): ApiReply => {
      const grant = oauth.grantOf(request)
      if (!grant) return { status: 401, body: { message: 'token is required' } }
      const refusal = `token does not have at least one of required scope(s): [${scope}]`
      return grant.scopes.includes(scope) ? answer(grant.login, request) : { status: 403, body: { message: refusal } }
    }
  const organizationsOf = (login: string) =>
    organizations.filter(({ users }) => users.some((user) => user.login === login))
  return [
    [
      'GET',
      '/api/v1/user',
      asPerson('read:user', (login, { origin }) => {
        const user = organizationsOf(login).flatMap(({ users }) => users.filter((one) => one.login === login))[0]
        const avatar_url = `${origin}/avatars/${login}`
        return { body: { id: 117, login, full_name: user?.fullName ?? '', email: user?.email ?? '', avatar_url } }
      }),
    ],
    [
      'GET',
      '/api/v1/user/orgs',
      asPerson('read:organization', (login, request) =>
        page(
          request,
          organizationsOf(login).map(({ name }) => ({ username: name })),
          'limit',
        ),
      ),
    ],
    [
      'GET',
      '/api/v1/user/teams',
      asPerson('read:organization', (login, request) => {
        const teams = organizationsOf(login).flatMap((org) =>
          org.teams
            .filter(({ members }) => members.includes(login))
            .map(({ name }) => ({ name, organization: { username: org.name } })),
        )
        return page(request, teams, 'limit')
      }),
    ],
  ]
}
