import { createHmac } from 'node:crypto'
import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, page, startApiServer } from './api-server.ts'
import { tarGz } from './archive.ts'
import { giteaPersonRoutes } from './gitea-person.ts'
import { type OAuthOnServer, oauthOnServer } from './oauth-server.ts'
import { blobSha, createRepositories, type Files, type Repository, type RepositoryOptions } from './repositories.ts'
import { deliver, type Hook } from './webhooks.ts'

/** A person on the server. */
export interface GiteaUser {
  login: string
  fullName?: string
  email?: string
}

/** An organisation with its people and teams. */
export interface GiteaOrganization {
  name: string
  users: GiteaUser[]
  /** `members` are logins. */
  teams: { name: string; description?: string; members: string[] }[]
}

/** A Gitea for tests: REST under `/api/v1`. */
export interface GiteaServer extends ApiServer {
  /** What belongs under `integrations.gitea[]`. */
  integration: { host: string; baseUrl: string; password: string }
  /** Creates a repository `owner/name`. */
  repo(slug: string, files: Files, options?: RepositoryOptions): void
  /** Creates an organisation; the object may be changed afterwards. */
  org(organization: GiteaOrganization): GiteaOrganization
  /** Commits, and sends the `push` webhook to every hook. `listed` cuts the list of commits, as Gitea does after five. */
  push(
    slug: string,
    options: { files: Record<string, string | undefined>; branch?: string; listed?: number },
  ): Promise<void>
  /** Removes a repository and sends the `repository` webhook. */
  removeRepo(slug: string): Promise<void>
  /** Where webhooks go from now on. */
  hook(hook: Hook): void
  /** Sign-in of people. */
  oauth: OAuthOnServer
}

const token = 'gitea-test'

// One long function: its routes read the state that a test changes, and have no other use.
/** Starts the server; every API request needs its token. */
export async function startGiteaServer(): Promise<GiteaServer> {
  const repositories = createRepositories()
  const organizations: GiteaOrganization[] = []
  const hooks: Hook[] = []
  const oauth = oauthOnServer({
    authorizePath: '/login/oauth/authorize',
    tokenPath: '/login/oauth/access_token',
    hasRefreshTokens: true,
  })
  const api = await startApiServer({
    routes: [
      ...oauth.routes,
      ...giteaPersonRoutes(organizations, oauth),
      ...repositoryRoutes(),
      ...organizationRoutes(),
    ],
    notFound: { status: 404, body: { message: 'The target could not be found.' } },
    authorize(request) {
      if (request.url.startsWith('/login/oauth/') || oauth.grantOf(request)) return undefined
      const isKnown = request.headers.authorization === `token ${token}`
      return isKnown ? undefined : { status: 401, body: { message: 'token is required' } }
    },
  })

  const repositoryBody = (repository: Repository) => ({
    id: repository.id,
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    html_url: `${api.url}/${repository.owner}/${repository.name}`,
    default_branch: repository.branch,
    archived: repository.archived,
    empty: false,
    fork: repository.fork,
    private: repository.visibility !== 'public',
    owner: { login: repository.owner },
  })

  function repositoryRoutes(): ApiRoute[] {
    const inRepo =
      (answer: (repository: Repository, request: ApiRequest) => ApiReply | undefined) => (request: ApiRequest) => {
        const repository = repositories.find(`${request.params.owner}/${request.params.repo}`)
        return (repository && answer(repository, request)) ?? { status: 404, body: { message: 'not found' } }
      }
    const contentOf = (repository: Repository, { params, query }: ApiRequest) =>
      repositories.commit(repository, query.get('ref') ?? undefined)?.files.get(params.path ?? '')
    return [
      ['GET', '/api/v1/repos/:owner/:repo', inRepo((repository) => ({ body: repositoryBody(repository) }))],
      [
        'GET',
        '/api/v1/repos/:owner/:repo/raw/*path',
        inRepo((repository, request) => {
          const content = contentOf(repository, request)
          return content === undefined ? undefined : { body: content, headers: { etag: `"${blobSha(content)}"` } }
        }),
      ],
      [
        'GET',
        '/api/v1/repos/:owner/:repo/contents/*path',
        inRepo((repository, request) => {
          const content = contentOf(repository, request)
          if (content === undefined) return undefined
          const body = { type: 'file', path: request.params.path, encoding: 'base64', sha: blobSha(content) }
          return { body: { ...body, content: Buffer.from(content).toString('base64') } }
        }),
      ],
      [
        'GET',
        '/api/v1/repos/:owner/:repo/git/commits/:ref',
        inRepo((repository, { params }) => {
          const commit = repositories.commit(repository, params.ref)
          return commit && { body: { sha: commit.sha } }
        }),
      ],
      [
        'GET',
        '/api/v1/repos/:owner/:repo/compare/:range',
        inRepo((repository, { params }) => {
          const [from, to] = (params.range ?? '').split('...')
          const history =
            [...repository.branches.values()].find((commits) => commits.some(({ sha }) => sha === to)) ?? []
          const between = history.slice(
            history.findIndex(({ sha }) => sha === from) + 1,
            history.findIndex(({ sha }) => sha === to) + 1,
          )
          const files = (commit: (typeof between)[number]) =>
            (['added', 'modified', 'removed'] as const).flatMap((status) =>
              commit[status].map((filename) => ({ filename, status })),
            )
          // Newest first, as the log is.
          const commits = between.toReversed().map((commit) => ({ sha: commit.sha, files: files(commit) }))
          return { body: { total_commits: commits.length, commits } }
        }),
      ],
      [
        'GET',
        '/api/v1/repos/:owner/:repo/archive/:ref.tar.gz',
        inRepo((repository, { params }) => {
          const files = [...(repositories.commit(repository, params.ref)?.files ?? [])]
          return { body: tarGz(files.map(([name, content]) => ({ path: `${repository.name}/${name}`, content }))) }
        }),
      ],
    ]
  }

  function organizationRoutes(): ApiRoute[] {
    const userBody = (user: GiteaUser) => ({
      login: user.login,
      full_name: user.fullName ?? '',
      email: user.email ?? '',
      avatar_url: `${api.url}/avatars/${user.login}`,
      html_url: `${api.url}/${user.login}`,
    })
    const teams = () =>
      organizations.flatMap((org, orgIndex) =>
        org.teams.map((team, index) => ({ org, team, id: (orgIndex + 1) * 100 + index })),
      )
    const inOrg = (answer: (org: GiteaOrganization, request: ApiRequest) => ApiReply) => (request: ApiRequest) => {
      const org = organizations.find(({ name }) => name === request.params.org)
      return org ? answer(org, request) : { status: 404, body: { message: 'GetOrgByName' } }
    }
    return [
      [
        'GET',
        '/api/v1/orgs/:org/repos',
        inOrg((org, request) =>
          page(request, repositories.all.filter(({ owner }) => owner === org.name).map(repositoryBody), 'limit'),
        ),
      ],
      ['GET', '/api/v1/orgs/:org/members', inOrg((org, request) => page(request, org.users.map(userBody), 'limit'))],
      [
        'GET',
        '/api/v1/orgs/:org/teams',
        inOrg((org, request) => {
          const listed = teams().filter((one) => one.org === org)
          const bodies = listed.map(({ id, team }) => ({ id, name: team.name, description: team.description ?? '' }))
          return page(request, bodies, 'limit')
        }),
      ],
      [
        'GET',
        '/api/v1/teams/:id/members',
        (request) => {
          const found = teams().find(({ id }) => String(id) === request.params.id)
          if (!found) return { status: 404, body: { message: 'not found' } }
          const members = found.org.users.filter(({ login }) => found.team.members.includes(login))
          return page(request, members.map(userBody), 'limit')
        },
      ],
    ]
  }

  const emit = (event: string, payload: Record<string, unknown>) => {
    const body = JSON.stringify(payload)
    return deliver(hooks, body, ({ secret }) => ({
      'x-gitea-event': event,
      ...(secret ? { 'x-gitea-signature': createHmac('sha256', secret).update(body).digest('hex') } : {}),
    }))
  }

  return Object.assign(api, {
    oauth,
    integration: { host: api.host, baseUrl: api.url, password: token },
    repo: (slug: string, files: Files, options?: RepositoryOptions) => void repositories.create(slug, files, options),
    org(organization: GiteaOrganization) {
      organizations.push(organization)
      return organization
    },
    hook: (hook: Hook) => void hooks.push(hook),
    async push(slug: string, options: { files: Record<string, string | undefined>; branch?: string; listed?: number }) {
      const { repository, branch, commit, before } = repositories.push(slug, options)
      const { added, modified, removed, sha } = commit
      await emit('push', {
        ref: `refs/heads/${branch}`,
        before,
        after: sha,
        commits: [{ id: sha, message: 'a change', added, modified, removed }].slice(0, options.listed),
        total_commits: 1,
        repository: repositoryBody(repository),
      })
    },
    async removeRepo(slug: string) {
      const repository = repositories.get(slug)
      repositories.all.splice(repositories.all.indexOf(repository), 1)
      await emit('repository', { action: 'deleted', repository: repositoryBody(repository) })
    },
  })
}
