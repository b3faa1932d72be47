import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiRequest, type ApiServer, startApiServer } from './api-server.ts'
import { type GithubReply, githubRefuses, githubRoute } from './github-description.ts'
import { githubForgeGit } from './github-forge-git.ts'
import { githubForgePulls } from './github-forge-pulls.ts'
import { githubForgeSettings } from './github-forge-settings.ts'

/** A GitHub that things can be made on: its repositories are real ones, and every call is kept. */
export interface GithubForge extends ApiServer {
  /** What belongs under `integrations.github[]`. */
  integration: { host: string; apiBaseUrl: string; token: string }
  git: GitRepositories
  /** Logins; `ada` is whose token it is. */
  users: string[]
  /** Logins with the slugs of their teams. */
  organizations: Map<string, string[]>
  repositories: Map<string, ForgeRepository>
  /** Every call below `/api/v3` and to GraphQL, in the order of arrival. */
  calls: { call: string; body: unknown }[]
  /** Whether private repositories can be protected. */
  plan: 'paid' | 'free'
  /** Base64 of the key that secrets are sealed with. */
  publicKey: string
  /** Makes a repository that is there already. Without files it is empty. */
  repo(slug: string, files?: Record<string, string>): Promise<ForgeRepository>
}

/** A repository of the forge. */
export interface ForgeRepository {
  owner: string
  name: string
  visibility: 'private' | 'public' | 'internal'
  createdAt: string
  /** What the token may do. */
  mayPush: boolean
  hooks: string[]
  keys: { title: string; key: string }[]
  autolinks: { key_prefix: string; url_template: string }[]
  variables: Set<string>
  hasPages: boolean
  workflows: string[]
  pulls: ForgePull[]
  issues: { number: number; html_url: string; title: string; body?: string; created_at: string }[]
  /** Reviewers that can be asked. */
  reviewers: string[]
}

/** A pull request. */
export interface ForgePull {
  number: number
  /** `owner:branch` */
  head: string
  base: string
  title: string
  text: string
  draft: boolean
  isOpen: boolean
}

const token = 'ghp_test'
const person = 'ada'

/** Starts the server. It needs the machine's `git`. */
export async function startGithubForge(): Promise<GithubForge> {
  const git = await createGitRepositories()
  git.authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const calls: GithubForge['calls'] = []
  const api = await startApiServer({
    git,
    routes: [
      ...ownerRoutes(() => forge),
      ...githubForgeGit(() => forge),
      ...githubForgePulls(() => forge),
      ...githubForgeSettings(() => forge),
    ],
    notFound: { status: 404, body: { message: 'Not Found' } },
    authorize({ headers, method, url, body }) {
      calls.push({
        call: `${method} ${decodeURIComponent(url.replace('/api/v3', ''))}`,
        body: body === '' ? undefined : JSON.parse(body),
      })
      return headers.authorization === `Bearer ${token}`
        ? undefined
        : { status: 401, body: { message: 'Bad credentials' } }
    },
  })
  const forge: GithubForge = Object.assign(api, {
    integration: { host: api.host, apiBaseUrl: `${api.url}/api/v3`, token },
    git,
    users: [person, 'grace'],
    organizations: new Map([['acme', ['payments', 'platform']]]),
    repositories: new Map<string, ForgeRepository>(),
    calls,
    plan: 'paid' as const,
    publicKey: '',
    async repo(slug: string, files?: Record<string, string>) {
      const made = await makeRepository(forge, slug)
      if (files) await git.commit(slug, files)
      return made
    },
  })
  const stopServer = api.stop
  const stop = async () => {
    await stopServer()
    await git.stop()
  }
  return Object.assign(forge, { stop, [Symbol.asyncDispose]: stop })
}

/** The repository that a request names. */
export const repositoryAt = (forge: GithubForge, { params }: ApiRequest): ForgeRepository | undefined =>
  forge.repositories.get(slugAt({ params }))

/** `owner/name` of a request. */
export const slugAt = ({ params }: Pick<ApiRequest, 'params'>) => `${params.owner}/${params.repo}`

/** How GitHub shows a repository. */
export const shownRepository = (
  forge: GithubForge,
  { owner, name, visibility, createdAt, mayPush }: ForgeRepository,
) => ({
  name,
  full_name: `${owner}/${name}`,
  owner: { login: owner },
  visibility,
  private: visibility !== 'public',
  default_branch: 'main',
  created_at: createdAt,
  clone_url: `${forge.url}/${owner}/${name}.git`,
  html_url: `${forge.url}/${owner}/${name}`,
  permissions: { admin: mayPush, push: mayPush, pull: true },
})

/** Makes an empty repository. */
export async function makeRepository(
  forge: GithubForge,
  slug: string,
  visibility: ForgeRepository['visibility'] = 'private',
): Promise<ForgeRepository> {
  const [owner = '', name = ''] = slug.split('/')
  await forge.git.createRepository(slug)
  const lists = { hooks: [], keys: [], autolinks: [], workflows: [], pulls: [], issues: [], reviewers: [] }
  const createdAt = new Date().toISOString()
  const made = {
    ...lists,
    owner,
    name,
    visibility,
    createdAt,
    mayPush: true,
    variables: new Set<string>(),
    hasPages: false,
  }
  forge.repositories.set(slug, made)
  return made
}

function ownerRoutes(forgeOf: () => GithubForge) {
  const create = async (
    owner: string,
    body: { name: string; private?: boolean; visibility?: string; auto_init?: boolean },
  ): Promise<GithubReply<'POST /orgs/{org}/repos'>> => {
    const forge = forgeOf()
    const slug = `${owner}/${body.name}`
    if (forge.repositories.has(slug))
      return githubRefuses(422, 'Repository creation failed.', 'name already exists on this account')
    const asked = body.visibility ?? (body.private ? 'private' : 'public')
    const visibility = asked === 'internal' || asked === 'public' ? asked : 'private'
    const made = await makeRepository(forge, slug, visibility)
    if (body.auto_init) await forge.git.commit(slug, { 'README.md': `# ${body.name}\n` })
    return { status: 201, body: shownRepository(forge, made) }
  }
  return [
    githubRoute('GET /user', () => ({ status: 200, body: { login: person } })),
    githubRoute('GET /user/repos', (request) => {
      const forge = forgeOf()
      const all = [...forge.repositories.values()].map((one) => shownRepository(forge, one))
      return { status: 200, body: pageOf(request, all) }
    }),
    githubRoute('GET /users/{username}', ({ params: { username = '' } }) => {
      const { organizations, users } = forgeOf()
      if (organizations.has(username)) return { status: 200, body: { login: username, type: 'Organization' } }
      const id = users.indexOf(username)
      return id < 0 ? githubRefuses(404, 'Not Found') : { status: 200, body: { login: username, id, type: 'User' } }
    }),
    githubRoute('GET /orgs/{org}/teams/{team_slug}', ({ params: { org = '', team_slug = '' } }) => {
      const id = forgeOf().organizations.get(org)?.indexOf(team_slug) ?? -1
      return id < 0 ? githubRefuses(404, 'Not Found') : { status: 200, body: { slug: team_slug, id: 100 + id } }
    }),
    githubRoute('POST /orgs/{org}/repos', ({ params: { org = '' } }, body) =>
      forgeOf().organizations.has(org) ? create(org, body) : githubRefuses(404, 'Not Found'),
    ),
    githubRoute('POST /user/repos', (_, body) => create(person, body)),
    githubRoute('GET /repos/{owner}/{repo}', (request) => {
      const found = repositoryAt(forgeOf(), request)
      return found ? { status: 200, body: shownRepository(forgeOf(), found) } : githubRefuses(404, 'Not Found')
    }),
    githubRoute('GET /repos/{owner}/{repo}/branches', async (request) => {
      const names = await forgeOf().git.git(slugAt(request), 'for-each-ref', '--format=%(refname:short)', 'refs/heads')
      return { status: 200, body: pageOf(request, names.split('\n')).map((name) => ({ name })) }
    }),
  ]
}

function pageOf<T>({ query }: ApiRequest, items: T[]): T[] {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100)
  const number = Number(query.get('page') ?? 1)
  return items.slice((number - 1) * size, number * size)
}
