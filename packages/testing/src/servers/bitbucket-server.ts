import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, startApiServer } from './api-server.ts'
import { type OAuthOnServer, oauthOnServer } from './oauth-server.ts'

/** A person on the server. */
export interface BitbucketUser {
  username: string
  displayName: string
  email?: string
  /** Default true. */
  isConfirmed?: boolean
}

/** Bitbucket for tests, as far as people sign in with it. */
export interface BitbucketServer extends ApiServer {
  oauth: OAuthOnServer
  user(user: BitbucketUser): BitbucketUser
}

/** Starts Bitbucket Cloud: the site and its API at one address. */
export const startBitbucketCloud = () =>
  start({ authorizePath: '/site/oauth2/authorize', tokenPath: '/site/oauth2/access_token' }, (asPerson) => [
    [
      'GET',
      '/2.0/user',
      asPerson(({ username, displayName }, { origin }) => ({
        body: {
          uuid: `{${username}-uuid}`,
          username,
          account_id: `1:${username}`,
          display_name: displayName,
          links: { avatar: { href: `${origin}/avatars/${username}` } },
        },
      })),
    ],
    [
      'GET',
      '/2.0/user/emails',
      asPerson(({ email, isConfirmed = true }) => ({
        body: { values: email ? [{ email, is_primary: true, is_confirmed: isConfirmed }] : [] },
      })),
    ],
  ])

/** Starts a Bitbucket Data Center. */
export const startBitbucketDataCenter = () =>
  start({ authorizePath: '/rest/oauth2/latest/authorize', tokenPath: '/rest/oauth2/latest/token' }, (asPerson) => [
    ['GET', '/plugins/servlet/applinks/whoami', asPerson(({ username }) => ({ body: username }))],
    [
      'GET',
      '/rest/api/latest/users/:name',
      asPerson(({ username, displayName, email }, { params }) =>
        params.name === username
          ? { body: { id: 117, name: username, displayName, emailAddress: email, avatarUrl: `/avatars/${username}` } }
          : { status: 404, body: { errors: [] } },
      ),
    ],
  ])

type Answer = (user: BitbucketUser, request: ApiRequest) => ApiReply

async function start(
  paths: { authorizePath: string; tokenPath: string },
  routesOf: (asPerson: (answer: Answer) => ApiRoute[2]) => ApiRoute[],
): Promise<BitbucketServer> {
  const users: BitbucketUser[] = []
  const oauth = oauthOnServer({ ...paths, hasRefreshTokens: true })
  const asPerson = (answer: Answer) => (request: ApiRequest) => {
    const user = users.find(({ username }) => username === oauth.grantOf(request)?.login)
    return user ? answer(user, request) : { status: 401, body: { message: 'Authentication is needed.' } }
  }
  const api = await startApiServer({
    routes: [...oauth.routes, ...routesOf(asPerson)],
    authorize: () => undefined,
    notFound: { status: 404, body: { message: 'Not found.' } },
  })
  return Object.assign(api, {
    oauth,
    user(user: BitbucketUser) {
      users.push(user)
      return user
    },
  })
}
