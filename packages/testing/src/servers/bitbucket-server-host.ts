import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, startApiServer } from './api-server.ts'

/** A repository on Bitbucket Server; its content is a real one. */
export interface ServerRepository {
  /** `STAGE/shop` */
  slug: string
  /** What it was made with. */
  settings: Record<string, unknown>
  hasLargeFiles: boolean
  /** Source and target are refs. */
  pulls: (Record<string, unknown> & { source: string; target: string })[]
}

/** A Bitbucket Server that can be changed: what actions of templates do to it really happens, in git repositories too. */
export interface BitbucketServerHost extends ApiServer {
  /** By path: `scm/STAGE/shop`. */
  git: GitRepositories
  repositories: ServerRepository[]
  /** Keys. */
  projects: Set<string>
  /** The header `authorization` of requests, those of git too, oldest first. */
  credentials: string[]
  /** Makes a repository with one commit on `main`, or an empty one. */
  repository(slug: string, files?: Record<string, string>): Promise<ServerRepository>
}

const known = ['Bearer server-portal', 'Bearer server-ada', `Basic ${btoa('portal:secret')}`]

/**
 * Starts it, as Atlassian describes its REST API 1.0. The portal's token is `server-portal`, or its user `portal` with the
 * password `secret`; the token of a person is `server-ada`.
 */
export async function startBitbucketServerHost(): Promise<BitbucketServerHost> {
  const git = await createGitRepositories()
  const credentials: string[] = []
  const isKnown = (authorization = '') => {
    credentials.push(authorization)
    return known.includes(authorization)
  }
  git.intercept = ({ headers }) => (isKnown(headers.authorization) ? undefined : 401)
  const state = { git, repositories: [] as ServerRepository[], projects: new Set<string>(), credentials }
  const api = await startApiServer({
    routes: [...repositoryRoutes(state), ...pullRoutes(state)],
    git,
    notFound: refusal(404, 'Not found.'),
    authorize: ({ headers }) => (isKnown(headers.authorization) ? undefined : refusal(401, 'Authentication failed.')),
  })
  const stopApi = api.stop
  const stop = async () => {
    await stopApi()
    await git.stop()
  }
  return Object.assign(api, state, {
    async repository(slug: string, files?: Record<string, string>) {
      await git.createRepository(`scm/${slug}`)
      if (files) await git.commit(`scm/${slug}`, files)
      return addRepository(state, slug, {})
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
}

type State = Pick<BitbucketServerHost, 'git' | 'repositories' | 'projects'>

const refusal = (status: number, message: string): ApiReply => ({
  status,
  body: { errors: [{ context: null, message, exceptionName: null }] },
})

function addRepository(state: State, slug: string, settings: Record<string, unknown>): ServerRepository {
  const repository: ServerRepository = { slug, settings, hasLargeFiles: false, pulls: [] }
  state.repositories.push(repository)
  return repository
}

/** Answers for a repository that is there. */
const inRepository =
  (
    state: State,
    answer: (repository: ServerRepository, request: ApiRequest) => ApiReply | Promise<ApiReply>,
  ): ApiRoute[2] =>
  (request) => {
    const { project, repo } = request.params
    const found = state.repositories.find(({ slug }) => slug === `${project}/${repo}`)
    return found ? answer(found, request) : refusal(404, `Repository ${project}/${repo} does not exist.`)
  }

const base = '/rest/api/1.0/projects/:project/repos/:repo'
const pageOf = ({ slug }: ServerRepository, origin: string) =>
  `${origin}/projects/${slug.split('/')[0]}/repos/${slug.split('/')[1]}`

function repositoryRoutes(state: State): ApiRoute[] {
  const { git } = state
  const bodyOf = (repository: ServerRepository, origin: string) => ({
    slug: repository.slug.split('/')[1],
    links: {
      self: [{ href: `${pageOf(repository, origin)}/browse` }],
      clone: [
        { name: 'ssh', href: `ssh://git@127.0.0.1:7999/${repository.slug}.git` },
        // As on the real one, the address says whose credentials asked.
        { name: 'http', href: `${origin.replace('://', '://portal@')}/scm/${repository.slug}.git` },
      ],
    },
  })
  const find = (slug: string, ref: string) =>
    git.git(`scm/${slug}`, 'rev-parse', '--verify', '--quiet', ref).catch(() => undefined)
  return [
    [
      'POST',
      '/rest/api/1.0/projects/:project/repos',
      async ({ params: { project = '' }, body, origin }) => {
        const { name, ...settings } = JSON.parse(body) as { name: string; defaultBranch: string }
        const slug = `${project}/${name}`
        if (!state.projects.has(project)) return refusal(404, `Project ${project} does not exist.`)
        if (state.repositories.some((one) => one.slug === slug))
          return refusal(409, 'This repository URL is already taken.')
        await git.createRepository(`scm/${slug}`, { defaultBranch: settings.defaultBranch })
        return { status: 201, body: bodyOf(addRepository(state, slug, settings), origin) }
      },
    ],
    ['GET', base, inRepository(state, (repository, { origin }) => ({ body: bodyOf(repository, origin) }))],
    [
      'GET',
      `${base}/default-branch`,
      inRepository(state, async ({ slug }) => {
        const displayId = await git.git(`scm/${slug}`, 'symbolic-ref', '--short', 'HEAD')
        return (await find(slug, 'HEAD')) ? { body: { displayId } } : refusal(404, 'There is no default branch.')
      }),
    ],
    [
      'GET',
      `${base}/commits`,
      inRepository(state, async ({ slug }, { query }) => {
        const until = query.get('until') ?? ''
        const id = await find(slug, until)
        return id ? { body: { values: [{ id }] } } : refusal(404, `Commit '${until}' does not exist.`)
      }),
    ],
    [
      'PUT',
      '/rest/git-lfs/admin/projects/:project/repos/:repo/enabled',
      inRepository(state, (repository) => {
        repository.hasLargeFiles = true
        return { status: 204 }
      }),
    ],
  ]
}

function pullRoutes(state: State): ApiRoute[] {
  const bodyOf = (repository: ServerRepository, pull: ServerRepository['pulls'][number], origin: string) => {
    const href = `${pageOf(repository, origin)}/pull-requests/${repository.pulls.indexOf(pull) + 1}`
    return { fromRef: { id: pull.source }, toRef: { id: pull.target }, links: { self: [{ href }] } }
  }
  return [
    [
      'GET',
      `${base}/pull-requests`,
      inRepository(state, (repository, { query, origin }) => {
        const found = repository.pulls.filter(({ source }) => source === query.get('at'))
        return { body: { isLastPage: true, values: found.map((pull) => bodyOf(repository, pull, origin)) } }
      }),
    ],
    [
      'POST',
      `${base}/pull-requests`,
      inRepository(state, (repository, { body, origin }) => {
        const { fromRef, toRef, ...rest } = JSON.parse(body) as {
          fromRef: { id: string }
          toRef: { id: string }
          reviewers: { user: { name: string } }[]
        }
        if (rest.reviewers.some(({ user }) => user.name === 'nobody')) return refusal(409, 'nobody is not a user.')
        if (repository.pulls.some(({ source, target }) => source === fromRef.id && target === toRef.id))
          return refusal(409, 'Only one pull request may be open for a given source and target branch.')
        const pull = { ...rest, source: fromRef.id, target: toRef.id }
        repository.pulls.push(pull)
        return { status: 201, body: bodyOf(repository, pull, origin) }
      }),
    ],
  ]
}
