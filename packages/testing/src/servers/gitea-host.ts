import type { Branch, Repository } from 'gitea-js'
import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, startApiServer } from './api-server.ts'
import { giteaWorkRoutes } from './gitea-host-work.ts'

/** A repository on the host; its content is a real one. */
export interface HostRepository {
  /** `acme/shop` */
  slug: string
  /** What it was made with. */
  settings: Record<string, unknown>
  issues: Record<string, unknown>[]
  pulls: (Record<string, unknown> & { number: number; head: string; base: string })[]
  hooks: Record<string, unknown>[]
  keys: Record<string, unknown>[]
  protections: Record<string, unknown>[]
  dispatches: Record<string, unknown>[]
  labels: { id: number; name: string }[]
}

/** What the routes read and change. */
export interface GiteaState {
  git: GitRepositories
  repositories: HostRepository[]
  /** Labels by organisation. */
  organizations: Map<string, { id: number; name: string }[]>
}

/** A Gitea that can be changed: what actions of templates do to it really happens, in git repositories too. */
export interface GiteaHost extends ApiServer, GiteaState {
  /** What belongs under `integrations.gitea[]`. */
  integration: { host: string; baseUrl: string; password: string }
  /** How the API's requests named their token, oldest first. */
  credentials: string[]
  /** Makes a repository with one commit on its default branch. */
  repository(slug: string, files: Record<string, string>): Promise<HostRepository>
  /** How often a repository is still shown as empty after a push. */
  slowness: number
}

const logins: Readonly<Record<string, string>> = { 'gitea-portal': 'portal', 'gitea-ada': 'ada' }

/** Starts it. The portal's token is of the person `portal`; that of `ada` is `gitea-ada`. */
export async function startGiteaHost(): Promise<GiteaHost> {
  const git = await createGitRepositories()
  const credentials: string[] = []
  const state: GiteaState = { git, repositories: [], organizations: new Map() }
  git.intercept = ({ headers }) => {
    const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
    return loginOf(Buffer.from(encoded, 'base64').toString().split(':')[1]) ? undefined : 401
  }
  const api = await startApiServer({
    routes: [...repositoryRoutes(state, () => running.slowness-- > 0), ...giteaWorkRoutes(state)],
    git,
    notFound: { status: 404, body: { message: 'The target could not be found.' } },
    authorize({ headers }) {
      credentials.push(String(headers.authorization))
      return loginOf(headers.authorization?.replace('token ', ''))
        ? undefined
        : { status: 401, body: { message: 'invalid username, password or token' } }
    },
  })
  const stopApi = api.stop
  const stop = async () => {
    await stopApi()
    await git.stop()
  }
  const running: GiteaHost = Object.assign(api, state, {
    credentials,
    slowness: 0,
    integration: { host: api.host, baseUrl: api.url, password: 'gitea-portal' },
    async repository(slug: string, files: Record<string, string>) {
      await git.createRepository(slug)
      await git.commit(slug, files)
      return addRepository(state, slug, {})
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
  return running
}

const loginOf = (token: string | undefined) => logins[token ?? '']

/** Answers for a repository that is there. */
export const inRepository =
  (
    state: GiteaState,
    answer: (repository: HostRepository, request: ApiRequest) => ApiReply | undefined | Promise<ApiReply | undefined>,
  ) =>
  async (request: ApiRequest): Promise<ApiReply> => {
    const { owner, repo } = request.params
    const found = state.repositories.find(({ slug }) => slug.toLowerCase() === `${owner}/${repo}`.toLowerCase())
    return (found && (await answer(found, request))) ?? { status: 404, body: { message: 'not found' } }
  }

/** The JSON that was sent. */
export const sent = (request: ApiRequest): Record<string, unknown> => JSON.parse(request.body)

function addRepository(state: GiteaState, slug: string, settings: Record<string, unknown>): HostRepository {
  const repository: HostRepository = {
    slug,
    settings,
    issues: [],
    pulls: [],
    hooks: [],
    keys: [],
    protections: [],
    dispatches: [],
    labels: [],
  }
  state.repositories.push(repository)
  return repository
}

function repositoryRoutes(state: GiteaState, isSlow: () => boolean): ApiRoute[] {
  const { git } = state
  const headOf = (slug: string, branch: string) =>
    git.git(slug, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`).catch(() => undefined)
  const bodyOf = async ({ slug, settings }: HostRepository, origin: string) => {
    const branch = String(settings.default_branch ?? 'main')
    const isEmpty = !(await headOf(slug, branch))
    return {
      name: slug.split('/')[1],
      full_name: slug,
      html_url: `${origin}/${slug}`,
      clone_url: `${origin}/${slug}.git`,
      default_branch: branch,
      empty: isEmpty || isSlow(),
    } satisfies Repository
  }
  const create = async (owner: string, request: ApiRequest): Promise<ApiReply> => {
    const { name, ...settings } = sent(request)
    const slug = `${owner}/${name}`
    if (!name) return { status: 422, body: { message: '[Name]: Required' } }
    if (state.repositories.some((one) => one.slug === slug))
      return { status: 409, body: { message: 'The repository with the same name already exists.' } }
    await git.createRepository(slug, { defaultBranch: String(settings.default_branch ?? 'main') })
    return { status: 201, body: await bodyOf(addRepository(state, slug, settings), request.origin) }
  }
  const loginFrom = ({ headers }: ApiRequest) => loginOf(headers.authorization?.replace('token ', '')) ?? ''
  return [
    ['GET', '/api/v1/user', (request) => ({ body: { id: 1, login: loginFrom(request) } })],
    [
      'GET',
      '/api/v1/orgs/:org',
      ({ params }) =>
        state.organizations.has(params.org ?? '')
          ? { body: { id: 2, username: params.org } }
          : { status: 404, body: { message: 'GetOrgByName' } },
    ],
    ['GET', '/api/v1/orgs/:org/labels', ({ params }) => ({ body: state.organizations.get(params.org ?? '') ?? [] })],
    ['POST', '/api/v1/orgs/:org/repos', (request) => create(request.params.org ?? '', request)],
    ['POST', '/api/v1/user/repos', (request) => create(loginFrom(request), request)],
    [
      'GET',
      '/api/v1/repos/:owner/:repo',
      inRepository(state, async (repository, { origin }) => ({ body: await bodyOf(repository, origin) })),
    ],
    [
      'GET',
      '/api/v1/repos/:owner/:repo/branches/:branch',
      inRepository(state, async ({ slug }, { params: { branch = '' } }) => {
        const id = await headOf(slug, branch)
        if (!id) return undefined
        const message = `${await git.git(slug, 'log', '-1', '--format=%B', id)}\n`
        return { body: { name: branch, commit: { id, message } } satisfies Branch }
      }),
    ],
  ]
}
