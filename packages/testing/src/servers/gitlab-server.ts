import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, page, startApiServer } from './api-server.ts'
import { tarGz } from './archive.ts'
import { gitlabPersonRoutes, groupsOf } from './gitlab-person.ts'
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

/** A person on the server. */
export interface GitlabUser {
  username: string
  name?: string
  email?: string
  /** Whether the address has not been confirmed yet. */
  isUnconfirmed?: boolean
  /** Default `active`. */
  state?: 'active' | 'blocked'
}

/** A group; its parent is named by its path. */
export interface GitlabGroup {
  /** `acme/platform` */
  path: string
  name?: string
  description?: string
  /** User names of direct members. */
  members?: string[]
}

/** A self-managed GitLab for tests: REST under `/api/v4`. */
export interface GitlabServer extends ApiServer {
  /** What belongs under `integrations.gitlab[]`. */
  integration: { host: string; apiBaseUrl: string; baseUrl: string; token: string }
  /** Creates a project `group/name`. */
  repo(slug: string, files: Files, options?: RepositoryOptions): void
  /** Creates a group; the object may be changed afterwards. */
  group(group: GitlabGroup): GitlabGroup
  /** Finds a group by its path. */
  groupOf(path: string): GitlabGroup
  removeGroup(path: string): void
  user(user: GitlabUser): GitlabUser
  /** Commits, and sends the `push` webhook to every hook. `listed` cuts the list of commits, as GitLab does after 20. */
  push(
    slug: string,
    options: { files: Record<string, string | undefined>; branch?: string; listed?: number },
  ): Promise<void>
  /** Sends any webhook; `instance`: as if from another GitLab. */
  emit(payload: Record<string, unknown>, instance?: string): Promise<void>
  /** Where webhooks go from now on. */
  hook(hook: Hook): void
  /** Sign-in of people. */
  oauth: OAuthOnServer
}

const token = 'glpat-test'

// One long function: its routes read the state that a test changes, and have no other use.
/** Starts the server; every API request needs its token. */
export async function startGitlabServer(): Promise<GitlabServer> {
  const repositories = createRepositories()
  const groups: GitlabGroup[] = []
  const users: GitlabUser[] = []
  const hooks: Hook[] = []
  const oauth = oauthOnServer({
    authorizePath: '/oauth/authorize',
    tokenPath: '/oauth/token',
    hasRefreshTokens: true,
  })
  const api = await startApiServer({
    routes: [...oauth.routes, ...gitlabPersonRoutes({ users, groups, oauth }), ...projectRoutes(), ...peopleRoutes()],
    notFound: { status: 404, body: { error: '404 Not Found' } },
    authorize(request) {
      const { headers } = request
      const grant = oauth.grantOf(request)
      if (request.url.startsWith('/oauth/') || request.url === '/api/v4/user') return undefined
      // The rest of the API takes tokens of people only with the scope for it.
      if (grant?.scopes.some((scope) => scope === 'api' || scope === 'read_api')) return undefined
      const isKnown = headers.authorization === `Bearer ${token}` || headers['private-token'] === token
      return isKnown ? undefined : { status: 401, body: { message: '401 Unauthorized' } }
    },
  })

  const slugOf = ({ owner, name }: Repository) => `${owner}/${name}`
  const projectBody = (repository: Repository) => ({
    id: repository.id,
    name: repository.name,
    path_with_namespace: slugOf(repository),
    web_url: `${api.url}/${slugOf(repository)}`,
    default_branch: repository.branch,
    archived: repository.archived,
    repository_access_level: repository.isDisabled ? 'disabled' : 'enabled',
    visibility: repository.visibility,
    topics: repository.topics,
    ...(repository.fork ? { forked_from_project: { id: 1 } } : {}),
  })

  function projectRoutes(): ApiRoute[] {
    const inProject =
      (answer: (repository: Repository, request: ApiRequest) => ApiReply | undefined) => (request: ApiRequest) => {
        const id = request.params.id ?? ''
        const found = repositories.find(id) ?? repositories.all.find((one) => String(one.id) === id)
        if (found?.isDisabled && request.url.includes('/repository/'))
          return { status: 403, body: { message: '403 Forbidden' } }
        return (found && answer(found, request)) ?? { status: 404, body: { message: '404 Project Not Found' } }
      }
    const listProjects = (under: string) => (request: ApiRequest) => {
      const archived = request.query.get('archived')
      const listed = repositories.all.filter(
        (one) => slugOf(one).startsWith(under) && (archived === null || String(one.archived) === archived),
      )
      const after = Number(request.query.get('id_after') ?? 0)
      return request.query.get('pagination') === 'keyset'
        ? keysetPage(request, listed.filter(({ id }) => id > after).map(projectBody))
        : page(request, listed.map(projectBody), 'per_page')
    }
    return [
      ['GET', '/api/v4/projects', listProjects('')],
      [
        'GET',
        '/api/v4/groups/:group/projects',
        (request) => {
          const group = groups.find(({ path }) => isSame(path, request.params.group))
          return group
            ? listProjects(`${group.path}/`)(request)
            : { status: 404, body: { message: '404 Group Not Found' } }
        },
      ],
      ['GET', '/api/v4/projects/:id', inProject((repository) => ({ body: projectBody(repository) }))],
      [
        'GET',
        '/api/v4/projects/:id/repository/files/:file/raw',
        inProject((repository, { params, query }) => {
          const content = repositories.commit(repository, query.get('ref') ?? 'HEAD')?.files.get(params.file ?? '')
          return content === undefined ? undefined : { body: content, headers: { etag: `W/"${blobSha(content)}"` } }
        }),
      ],
      [
        'GET',
        '/api/v4/projects/:id/repository/files/:file',
        inProject((repository, { params, query }) => {
          const content = repositories.commit(repository, query.get('ref') ?? 'HEAD')?.files.get(params.file ?? '')
          if (content === undefined) return undefined
          return {
            body: { file_path: params.file, encoding: 'base64', content: Buffer.from(content).toString('base64') },
          }
        }),
      ],
      [
        'GET',
        '/api/v4/projects/:id/repository/commits',
        inProject((repository, { query }) => {
          const ref = query.get('ref_name') ?? repository.branch
          const path = query.get('path')
          const touches = (file: string) => path === null || file === path || file.startsWith(`${path}/`)
          const history = repository.branches.get(ref)
          const touching = history?.filter(({ added, modified, removed }) =>
            [...added, ...modified, ...removed].some(touches),
          )
          return touching && { body: touching.toReversed().map(({ sha }) => ({ id: sha })) }
        }),
      ],
      [
        'GET',
        '/api/v4/projects/:id/repository/compare',
        inProject((repository, { query }) => {
          const from = repositories.commit(repository, query.get('from') ?? '')
          const to = repositories.commit(repository, query.get('to') ?? '')
          if (!from || !to) return undefined
          const diffs = compareTrees(from, to).map(({ path, before, status }) => ({
            old_path: before ?? path,
            new_path: path,
            new_file: status === 'added',
            renamed_file: status === 'renamed',
            deleted_file: status === 'removed',
          }))
          return { body: { diffs } }
        }),
      ],
      [
        'GET',
        '/api/v4/projects/:id/repository/archive.tar.gz',
        inProject((repository, { query }) => {
          const commit = repositories.commit(repository, query.get('sha') ?? 'HEAD')
          const path = query.get('path')
          const files = [...(commit?.files ?? [])].filter(([name]) => path === null || name.startsWith(`${path}/`))
          const root = [repository.name, commit?.sha, commit?.sha, ...(path ? [path.replaceAll('/', '-')] : [])].join(
            '-',
          )
          return { body: tarGz(files.map(([name, content]) => ({ path: `${root}/${name}`, content }))) }
        }),
      ],
    ]
  }

  function peopleRoutes(): ApiRoute[] {
    const userBody = (user: GitlabUser) => ({
      id: users.indexOf(user) + 1,
      username: user.username,
      name: user.name ?? user.username,
      public_email: user.email ?? '',
      state: user.state ?? 'active',
      web_url: `${api.url}/${user.username}`,
      avatar_url: null,
    })
    const groupBody = (group: GitlabGroup) => ({
      id: groups.indexOf(group) + 1,
      full_path: group.path,
      name: group.name ?? group.path.split('/').at(-1),
      description: group.description ?? '',
      web_url: `${api.url}/groups/${group.path}`,
      avatar_url: null,
      parent_id: groups.findIndex(({ path }) => path === group.path.split('/').slice(0, -1).join('/')) + 1 || null,
    })
    const inGroup = (answer: (group: GitlabGroup, request: ApiRequest) => ApiReply) => (request: ApiRequest) => {
      const group = groups.find(
        ({ path }, index) => isSame(path, request.params.id) || String(index + 1) === request.params.id,
      )
      return group ? answer(group, request) : { status: 404, body: { message: '404 Group Not Found' } }
    }
    const usersNamed = (names: string[]) => users.filter(({ username }) => names.includes(username)).map(userBody)
    const membersWithAncestors = (group: GitlabGroup) =>
      groups
        .filter(({ path }) => group.path === path || group.path.startsWith(`${path}/`))
        .flatMap(({ members }) => members ?? [])
    return [
      [
        'GET',
        '/api/v4/groups',
        (request) => {
          const { login } = oauth.grantOf(request) ?? {}
          return page(request, (login ? groupsOf(login, groups) : groups).map(groupBody), 'per_page')
        },
      ],
      ['GET', '/api/v4/groups/:id', inGroup((group) => ({ body: groupBody(group) }))],
      [
        'GET',
        '/api/v4/groups/:id/descendant_groups',
        inGroup((group, request) => {
          const below = groups.filter(({ path }) => path.startsWith(`${group.path}/`))
          return page(request, below.map(groupBody), 'per_page')
        }),
      ],
      [
        'GET',
        '/api/v4/groups/:id/members',
        inGroup((group, request) => page(request, usersNamed(group.members ?? []), 'per_page')),
      ],
      [
        'GET',
        '/api/v4/groups/:id/members/all',
        inGroup((group, request) => page(request, usersNamed(membersWithAncestors(group)), 'per_page')),
      ],
      [
        'GET',
        '/api/v4/users',
        (request) => {
          const username = request.query.get('username')
          const isWanted = (user: GitlabUser) =>
            (username === null || user.username === username) &&
            (request.query.get('active') !== 'true' || (user.state ?? 'active') === 'active')
          return page(request, users.filter(isWanted).map(userBody), 'per_page')
        },
      ],
    ]
  }

  const emit = (payload: Record<string, unknown>, instance = api.url) =>
    deliver(hooks, JSON.stringify(payload), ({ secret }) => ({
      'x-gitlab-instance': instance,
      'x-gitlab-event': String(payload.object_kind ?? payload.event_name),
      ...(secret ? { 'x-gitlab-token': secret } : {}),
    }))

  return Object.assign(api, {
    oauth,
    integration: { host: api.host, apiBaseUrl: `${api.url}/api/v4`, baseUrl: api.url, token },
    emit,
    repo: (slug: string, files: Files, options?: RepositoryOptions) => void repositories.create(slug, files, options),
    group(group: GitlabGroup) {
      groups.push(group)
      return group
    },
    groupOf(path: string) {
      const found = groups.find((group) => group.path === path)
      if (!found) throw new Error(`The test has made no group ${path}.`)
      return found
    },
    removeGroup: (path: string) =>
      void groups.splice(
        groups.findIndex((group) => group.path === path),
        1,
      ),
    user(user: GitlabUser) {
      users.push(user)
      return user
    },
    hook: (hook: Hook) => void hooks.push(hook),
    async push(slug: string, options: { files: Record<string, string | undefined>; branch?: string; listed?: number }) {
      const { repository, branch, commit, before } = repositories.push(slug, options)
      const { added, modified, removed, sha } = commit
      const project = projectBody(repository)
      await emit({
        object_kind: 'push',
        event_name: 'push',
        before,
        after: sha,
        ref: `refs/heads/${branch}`,
        checkout_sha: sha,
        project_id: repository.id,
        project: { ...project, git_http_url: `${project.web_url}.git` },
        commits: [{ id: sha, message: 'a change', added, modified, removed }].slice(0, options.listed),
        total_commits_count: 1,
      })
    },
  })
}

/** Paths ignore case. */
const isSame = (path: string, given = '') => path.toLowerCase() === given.toLowerCase()

/** A page of a list in the order of the items' numbers, as GitLab pages by keyset. */
function keysetPage<T extends { id: number }>(request: ApiRequest, items: T[]): ApiReply {
  const body = items.slice(0, Number(request.query.get('per_page') ?? 20))
  const next = new URL(request.url, request.origin)
  next.searchParams.set('id_after', String(body.at(-1)?.id))
  return { body, ...(items.length > body.length ? { headers: { link: `<${next.href}>; rel="next"` } } : {}) }
}
