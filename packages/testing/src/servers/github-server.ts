import { createHmac, randomUUID } from 'node:crypto'
import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, startApiServer } from './api-server.ts'
import { tarGz } from './archive.ts'
import { type GithubAppOnServer, githubApp } from './github-app.ts'
import { githubPersonRoutes } from './github-person.ts'
import { type GithubOrganization, githubSchema } from './github-schema.ts'
import { executeGraphql } from './graphql.ts'
import { type OAuthOnServer, oauthOnServer } from './oauth-server.ts'
import {
  blobSha,
  compareTrees,
  createRepositories,
  type Files,
  type Repository,
  type RepositoryOptions,
} from './repositories.ts'
import { deliver, type Hook } from './webhooks.ts'

/** A GitHub Enterprise Server for tests: REST under `/api/v3`, GraphQL at `/api/graphql`. */
export interface GithubServer extends ApiServer {
  /** What belongs under `integrations.github[]`. */
  integration: { host: string; apiBaseUrl: string; token: string }
  /** Creates a repository `owner/name`. */
  repo(slug: string, files: Files, options?: RepositoryOptions): void
  /** Creates an organisation; the object may be changed afterwards. */
  org(organization: GithubOrganization): GithubOrganization
  /** Commits, and sends the `push` webhook to every hook. */
  push(slug: string, options: { files: Record<string, string | undefined>; branch?: string }): Promise<void>
  /** Changes a repository and sends the `repository` webhook; `deleted` removes it. */
  changeRepo(slug: string, action: RepositoryAction): Promise<void>
  /** Sends any webhook: the event's name and what it carries. */
  emit(event: string, payload: Record<string, unknown>): Promise<void>
  /** Where webhooks go from now on. */
  hook(hook: Hook): void
  limits: GithubLimits
  /** An app, at first installed nowhere. */
  app: GithubAppOnServer
  /** Sign-in of people. */
  oauth: OAuthOnServer
}

/** What the server allows; a test may change it. */
export interface GithubLimits {
  /** Entries of a recursive tree listing, beyond which it says "truncated". */
  treeEntries: number
  /** Requests before the rate limit; counts down. */
  requestsLeft: number
}

/** A change of a repository. */
export type RepositoryAction = 'archived' | 'unarchived' | 'deleted' | { renamed: string }

const token = 'ghp_test'

// One long function: its routes read the state that a test changes, and have no other use.
/**
 * Starts the server; every API request needs its token.
 *
 * @param options.signsInBy - A GitHub App has refresh tokens, and permissions instead of scopes. Default: an OAuth app.
 */
export async function startGithubServer(
  options: { signsInBy?: 'oauth-app' | 'github-app' } = {},
): Promise<GithubServer> {
  const isApp = options.signsInBy === 'github-app'
  const repositories = createRepositories()
  const organizations: GithubOrganization[] = []
  const hooks: Hook[] = []
  const limits: GithubLimits = { treeEntries: 1_000, requestsLeft: 5_000 }
  const { app, routes: appRoutes } = githubApp()
  const oauth = oauthOnServer({
    authorizePath: '/login/oauth/authorize',
    tokenPath: '/login/oauth/access_token',
    hasRefreshTokens: isApp,
    grants: () => !isApp,
    scopeSeparator: ',',
    errorStatus: 200,
  })
  const api = await startApiServer({
    routes: [...routes(), ...appRoutes, ...oauth.routes, ...githubPersonRoutes(organizations, oauth)],
    notFound: { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } },
    authorize(request) {
      // Apps prove themselves at their own routes.
      if (request.url.startsWith('/api/v3/app/') || request.url.startsWith('/login/oauth/')) return undefined
      if (oauth.grantOf(request)) return undefined
      const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
      if (bearer !== token && !app.tokens.has(bearer)) return { status: 401, body: { message: 'Bad credentials' } }
      if (limits.requestsLeft-- > 0) return undefined
      const reset = String(Math.floor(Date.now() / 1000) + 3600)
      return {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
        body: { message: 'API rate limit exceeded' },
      }
    },
  })

  function routes(): ApiRoute[] {
    const inRepo =
      (answer: (repository: Repository, request: ApiRequest) => ApiReply | undefined) => (request: ApiRequest) => {
        const repository = repositories.find(`${request.params.owner}/${request.params.repo}`)
        const rate = { 'x-ratelimit-remaining': String(limits.requestsLeft) }
        const reply = repository && answer(repository, request)
        return reply
          ? { ...reply, headers: { ...rate, ...reply.headers } }
          : { status: 404, body: { message: 'Not Found' } }
      }
    return [
      [
        'POST',
        '/api/graphql',
        ({ body, origin }) => ({
          body: executeGraphql(githubSchema(origin, repositories, organizations), JSON.parse(body)),
        }),
      ],
      [
        'GET',
        '/api/v3/repos/:owner/:repo/contents/*path',
        inRepo((repository, { params, query, headers }) => {
          const content = repositories.commit(repository, query.get('ref') ?? 'HEAD')?.files.get(params.path ?? '')
          if (content === undefined) return undefined
          const sha = blobSha(content)
          if (headers.accept?.includes('raw')) return { body: content, headers: { etag: `W/"${sha}"` } }
          return {
            body: {
              type: 'file',
              path: params.path,
              sha,
              encoding: 'base64',
              content: Buffer.from(content).toString('base64'),
            },
          }
        }),
      ],
      [
        'GET',
        '/api/v3/repos/:owner/:repo/commits/:ref',
        inRepo((repository, { params, headers }) => {
          const commit = repositories.commit(repository, params.ref)
          if (!commit) return { status: 422, body: { message: `No commit found for SHA: ${params.ref}` } }
          return headers.accept?.includes('sha') ? { body: commit.sha } : { body: { sha: commit.sha } }
        }),
      ],
      [
        'GET',
        '/api/v3/repos/:owner/:repo/git/trees/:sha',
        inRepo((repository, { params }) => {
          const files = [...(repositories.commit(repository, params.sha)?.files ?? [])]
          const tree = files.map(([path, content]) => ({
            path,
            type: 'blob',
            mode: '100644',
            sha: blobSha(content),
            size: content.length,
          }))
          return {
            body: {
              sha: params.sha,
              truncated: tree.length > limits.treeEntries,
              tree: tree.slice(0, limits.treeEntries),
            },
          }
        }),
      ],
      [
        'GET',
        '/api/v3/repos/:owner/:repo/compare/:range',
        inRepo((repository, { params }) => {
          const [from, to] = (params.range ?? '').split('...').map((ref) => repositories.commit(repository, ref))
          if (!from || !to) return undefined
          const files = compareTrees(from, to).map(({ path, before, status }) => ({
            filename: path,
            status,
            ...(before === undefined ? {} : { previous_filename: before }),
          }))
          return { body: { files } }
        }),
      ],
      [
        'GET',
        '/api/v3/repos/:owner/:repo/tarball/:sha',
        inRepo((repository, { params, origin }) => ({
          status: 302,
          headers: { location: `${origin}/codeload/${repository.owner}/${repository.name}/${params.sha}` },
        })),
      ],
      [
        'GET',
        '/codeload/:owner/:repo/:sha',
        inRepo((repository, { params }) => {
          const commit = repositories.commit(repository, params.sha)
          const root = `${repository.owner}-${repository.name}-${commit?.sha.slice(0, 7)}`
          return {
            body: tarGz([...(commit?.files ?? [])].map(([path, content]) => ({ path: `${root}/${path}`, content }))),
          }
        }),
      ],
    ]
  }

  const repositoryPayload = (repository: Repository) => ({
    id: repository.id,
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    html_url: `${api.url}/${repository.owner}/${repository.name}`,
    url: `${api.url}/${repository.owner}/${repository.name}`,
    owner: { login: repository.owner, name: repository.owner },
    organization: repository.owner,
    default_branch: repository.branch,
    master_branch: repository.branch,
    archived: repository.archived,
    fork: repository.fork,
    visibility: repository.visibility,
    topics: repository.topics,
  })
  const emit = async (event: string, payload: Record<string, unknown>) => {
    const body = JSON.stringify(payload)
    await deliver(hooks, body, ({ secret }) => ({
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      ...(secret ? { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` } : {}),
    }))
  }

  return Object.assign(api, {
    app,
    oauth,
    limits,
    integration: { host: api.host, apiBaseUrl: `${api.url}/api/v3`, token },
    emit,
    repo: (slug: string, files: Files, options?: RepositoryOptions) => void repositories.create(slug, files, options),
    org(organization: GithubOrganization) {
      organizations.push(organization)
      return organization
    },
    hook: (hook: Hook) => void hooks.push(hook),
    async push(slug: string, options: { files: Record<string, string | undefined>; branch?: string }) {
      const { repository, branch, commit, before } = repositories.push(slug, options)
      const { added, modified, removed, sha } = commit
      const head = { id: sha, message: 'a change', timestamp: commit.at.toISOString(), added, modified, removed }
      const payload = { ref: `refs/heads/${branch}`, before, after: sha, created: false, deleted: false, forced: false }
      await emit('push', {
        ...payload,
        repository: repositoryPayload(repository),
        organization: { login: repository.owner },
        head_commit: head,
        commits: [head],
      })
    },
    async changeRepo(slug: string, action: RepositoryAction) {
      const repository = repositories.get(slug)
      const before = repository.name
      if (action === 'deleted') repositories.all.splice(repositories.all.indexOf(repository), 1)
      else if (typeof action === 'object') repository.name = action.renamed
      else repository.archived = action === 'archived'
      const renamed = typeof action === 'object'
      await emit('repository', {
        action: renamed ? 'renamed' : action,
        ...(renamed ? { changes: { repository: { name: { from: before } } } } : {}),
        repository: repositoryPayload(repository),
        organization: { login: repository.owner },
      })
    },
  })
}
