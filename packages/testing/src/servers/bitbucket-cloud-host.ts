import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, startApiServer } from './api-server.ts'

/** A repository on Bitbucket Cloud; its content is a real one. */
export interface CloudRepository {
  /** `acme/shop` */
  slug: string
  /** What it was made with. */
  settings: Record<string, unknown>
  pulls: (Record<string, unknown> & { source: string; target: string })[]
  restrictions: Record<string, unknown>[]
  pipelines: Record<string, unknown>[]
}

/** A Bitbucket Cloud that can be changed: what actions of templates do to it really happens, in git repositories too. */
export interface BitbucketCloudHost extends ApiServer {
  git: GitRepositories
  repositories: CloudRepository[]
  /** Keys of projects by workspace. */
  workspaces: Map<string, string[]>
  /** How requests named their credentials, those of git too, oldest first. */
  credentials: string[]
  /** Makes a repository with one commit on its default branch. */
  repository(slug: string, files: Record<string, string>): Promise<CloudRepository>
}

const tokens = ['cloud-portal', 'cloud-ada']

/**
 * Starts it, as Atlassian describes its API 2.0. The portal's token is `cloud-portal`, that of a person `cloud-ada`; git takes both from the user
 * `x-token-auth`.
 *
 * @param options.pageSize - How many items a page of a list has.
 */
export async function startBitbucketCloudHost({ pageSize = 10 } = {}): Promise<BitbucketCloudHost> {
  const git = await createGitRepositories()
  const state = {
    git,
    repositories: [] as CloudRepository[],
    workspaces: new Map<string, string[]>(),
    credentials: [] as string[],
    pageSize,
  }
  const isKnown = (authorization = '') => {
    state.credentials.push(authorization)
    return tokens.some((token) => authorization.endsWith(token))
  }
  git.intercept = ({ headers }) => {
    const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
    const [user, password] = Buffer.from(encoded, 'base64').toString().split(':')
    return isKnown(password) && user === 'x-token-auth' ? undefined : 401
  }
  const api = await startApiServer({
    routes: [...repositoryRoutes(state), ...workRoutes(state), ...listRoutes(state)],
    git,
    notFound: refusal(404, 'Resource not found'),
    authorize: ({ headers }) =>
      isKnown(headers.authorization) ? undefined : refusal(401, 'Token is invalid, expired, or not supported.'),
  })
  const stopApi = api.stop
  const stop = async () => {
    await stopApi()
    await git.stop()
  }
  return Object.assign(api, state, {
    async repository(slug: string, files: Record<string, string>) {
      await git.createRepository(slug)
      await git.commit(slug, files)
      return addRepository(state, slug, {})
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
}

type State = Pick<BitbucketCloudHost, 'git' | 'repositories' | 'workspaces'> & { pageSize: number }

const refusal = (status: number, message: string): ApiReply => ({
  status,
  body: { type: 'error', error: { message } },
})

const sent = (request: ApiRequest): Record<string, unknown> => JSON.parse(request.body)

function addRepository(state: State, slug: string, settings: Record<string, unknown>): CloudRepository {
  const repository: CloudRepository = { slug, settings, pulls: [], restrictions: [], pipelines: [] }
  state.repositories.push(repository)
  return repository
}

/** Answers for a repository that is there. */
const inRepository =
  (
    state: State,
    answer: (repository: CloudRepository, request: ApiRequest) => ApiReply | undefined | Promise<ApiReply | undefined>,
  ) =>
  async (request: ApiRequest): Promise<ApiReply> => {
    const { workspace, repo } = request.params
    const found = state.repositories.find(({ slug }) => slug === `${workspace}/${repo}`)
    return (found && (await answer(found, request))) ?? refusal(404, `Repository ${workspace}/${repo} not found`)
  }

const base = '/2.0/repositories/:workspace/:repo'

function repositoryRoutes(state: State): ApiRoute[] {
  const { git } = state
  const branchesOf = async (slug: string) =>
    (await git.git(slug, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads')).split('\n').filter(Boolean)
  const bodyOf = async (slug: string, origin: string) => {
    const branches = await branchesOf(slug)
    const head = await git.git(slug, 'symbolic-ref', '--short', 'HEAD')
    const mainbranch = branches.includes(head) ? head : branches[0]
    return {
      type: 'repository',
      full_name: slug,
      ...(mainbranch ? { mainbranch: { type: 'branch', name: mainbranch } } : {}),
      links: {
        html: { href: `${origin}/${slug}` },
        clone: [
          // As on the real one, the address says whose credentials asked.
          { name: 'https', href: `${origin.replace('://', '://portal@')}/${slug}.git` },
          { name: 'ssh', href: `git@bitbucket.org:${slug}.git` },
        ],
      },
    }
  }
  return [
    ['GET', base, inRepository(state, async ({ slug }, { origin }) => ({ body: await bodyOf(slug, origin) }))],
    [
      'POST',
      base,
      async (request) => {
        const { workspace = '', repo } = request.params
        const { project, ...settings } = sent(request) as { project?: { key: string } }
        const slug = `${workspace}/${repo}`
        const projects = state.workspaces.get(workspace)
        if (!projects) return refusal(404, `No workspace with identifier '${workspace}'.`)
        if (!projects.includes(project?.key ?? '')) return refusal(400, 'Bad request: project does not exist')
        if (state.repositories.some((one) => one.slug === slug))
          return refusal(400, 'Repository with this Slug and Owner already exists.')
        await git.createRepository(slug)
        addRepository(state, slug, { ...settings, project: project?.key })
        return { body: await bodyOf(slug, request.origin) }
      },
    ],
    [
      'GET',
      `${base}/refs/branches`,
      inRepository(state, async ({ slug }, request) => {
        const wanted = /^name = "(.+)"$/.exec(request.query.get('q') ?? '')?.[1]
        const names = (await branchesOf(slug)).filter((name) => wanted === undefined || name === wanted)
        const branches = names.map(async (name) => {
          const hash = await git.git(slug, 'rev-parse', `refs/heads/${name}`)
          return { type: 'branch', name, target: { type: 'commit', hash } }
        })
        return page(state, request, await Promise.all(branches))
      }),
    ],
  ]
}

function workRoutes(state: State): ApiRoute[] {
  const pullBody = ({ slug, pulls }: CloudRepository, pull: CloudRepository['pulls'][number], origin: string) => {
    const id = pulls.indexOf(pull) + 1
    const links = { html: { href: `${origin}/${slug}/pull-requests/${id}` } }
    return { type: 'pullrequest', id, title: String(pull.title), links }
  }
  return [
    [
      'GET',
      `${base}/pullrequests`,
      inRepository(state, (repository, request) => {
        const wanted = /^state = "OPEN" AND source\.branch\.name = "(.+)" AND destination\.branch\.name = "(.+)"$/
        const [, source, target] = wanted.exec(request.query.get('q') ?? '') ?? []
        const found = repository.pulls.filter((one) => one.source === source && one.target === target)
        return page(
          state,
          request,
          found.map((pull) => pullBody(repository, pull, request.origin)),
        )
      }),
    ],
    [
      'POST',
      `${base}/pullrequests`,
      inRepository(state, async (repository, request) => {
        // The documented body.
        type Side = { branch?: { name?: string } }
        const { source, destination, ...rest } = sent(request) as { source?: Side; destination?: Side }
        const [from = '', to = ''] = [source?.branch?.name, destination?.branch?.name]
        const difference = await state.git.git(repository.slug, 'rev-list', `${to}..${from}`).catch(() => undefined)
        if (difference === undefined) return refusal(400, `destination: branch not found: ${to}`)
        if (!difference) return refusal(400, 'There are no changes to be pulled')
        const pull = { ...rest, source: from, target: to }
        repository.pulls.push(pull)
        return { status: 201, body: pullBody(repository, pull, request.origin) }
      }),
    ],
    [
      'POST',
      `${base}/pipelines`,
      inRepository(state, ({ slug, pipelines }, request) => {
        const build_number = pipelines.push(sent(request))
        const repository = {
          type: 'repository',
          links: { html: { href: `${request.origin}/${slug}` } },
        }
        return { status: 201, body: { type: 'pipeline', build_number, repository } }
      }),
    ],
    [
      'POST',
      `${base}/branch-restrictions`,
      inRepository(state, ({ restrictions }, request) => {
        const id = restrictions.push(sent(request))
        return { status: 201, body: { type: 'branchrestriction', id } }
      }),
    ],
  ]
}

function listRoutes(state: State): ApiRoute[] {
  return [
    [
      'GET',
      '/2.0/workspaces',
      (request) =>
        page(
          state,
          request,
          [...state.workspaces.keys()].map((slug) => ({ type: 'workspace', slug })),
        ),
    ],
    [
      'GET',
      '/2.0/workspaces/:workspace/projects',
      (request) => {
        const keys = state.workspaces.get(request.params.workspace ?? '') ?? []
        return page(
          state,
          request,
          keys.map((key) => ({ type: 'project', key })),
        )
      },
    ],
    [
      'GET',
      '/2.0/repositories/:workspace',
      (request) => {
        const project = /^project\.key="(.+)"$/.exec(request.query.get('q') ?? '')?.[1]
        const found = state.repositories.filter(
          ({ slug, settings }) => slug.startsWith(`${request.params.workspace}/`) && settings.project === project,
        )
        return page(
          state,
          request,
          found.map(({ slug }) => ({ type: 'repository', slug: slug.split('/')[1] })),
        )
      },
    ],
  ]
}

function page<T>(state: State, request: ApiRequest, items: T[]): ApiReply {
  const { pageSize } = state
  const number = Number(request.query.get('page') ?? 1)
  const next = new URL(request.url, request.origin)
  next.searchParams.set('page', String(number + 1))
  const hasNext = number * pageSize < items.length
  const values = items.slice((number - 1) * pageSize, number * pageSize)
  return { body: { values, page: number, ...(hasNext ? { next: next.href } : {}) } }
}
