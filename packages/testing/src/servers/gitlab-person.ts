import type { ApiReply, ApiRequest, ApiRoute } from './api-server.ts'
import type { GitlabGroup, GitlabUser } from './gitlab-server.ts'
import type { OAuthOnServer } from './oauth-server.ts'

/** What GitLab tells somebody of themselves. Each part needs its scope; without one it answers 403. */
export function gitlabPersonRoutes(on: {
  users: GitlabUser[]
  groups: GitlabGroup[]
  oauth: OAuthOnServer
}): ApiRoute[] {
  const asPerson =
    (scopes: string[], bodyOf: (user: GitlabUser) => unknown) =>
    (request: ApiRequest): ApiReply => {
      const grant = on.oauth.grantOf(request)
      const user = on.users.find(({ username }) => username === grant?.login)
      if (!grant || !user) return { status: 401, body: { message: '401 Unauthorized' } }
      const may = scopes.some((scope) => grant.scopes.includes(scope))
      return may ? { body: bodyOf(user) } : { status: 403, body: { error: 'insufficient_scope' } }
    }
  return [
    [
      'GET',
      '/api/v4/user',
      asPerson(['read_user', 'read_api', 'api'], (user) => ({
        id: on.users.indexOf(user) + 1,
        username: user.username,
        name: user.name ?? user.username,
        email: user.email ?? null,
        confirmed_at: user.isUnconfirmed ? null : '2026-01-01T00:00:00Z',
        avatar_url: null,
      })),
    ],
    [
      'GET',
      '/oauth/userinfo',
      asPerson(['openid'], (user) => ({
        sub: String(on.users.indexOf(user) + 1),
        groups: groupsOf(user.username, on.groups).map(({ path }) => path),
      })),
    ],
  ]
}

/** The groups of somebody: who belongs to one belongs to those below it as well. */
export const groupsOf = (username: string, groups: GitlabGroup[]) =>
  groups.filter(({ path }) =>
    groups.some((above) => `${path}/`.startsWith(`${above.path}/`) && above.members?.includes(username)),
  )
