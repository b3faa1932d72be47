import type { CondensedNamespaceSchema, ExpandedUserSchema, GroupSchema, MigrationStatusSchema } from '@gitbeaker/core'
import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiReply, type ApiRequest, type ApiRoute, type ApiServer, page, startApiServer } from './api-server.ts'
import { gitlabProjectRoutes } from './gitlab-host-projects.ts'
import { gitlabRuleRoutes } from './gitlab-host-rules.ts'
import { gitlabWorkRoutes } from './gitlab-host-work.ts'

/** Somebody with a token of GitLab's, for OAuth as people get it, or a private one. */
export interface HostPerson {
  id: number
  username: string
  token: string
  isOAuth: boolean
}

/** A group on the host. */
export interface HostGroup {
  id: number
  path: string
  name: string
  description: string
  /** Access levels by person. */
  members: Map<number, number>
  /** Access levels by group. */
  shares: Map<number, number>
}

/** A project on the host; its repository is a real one. */
export interface HostProject {
  id: number
  /** `acme/web/shop` */
  slug: string
  /** What it was made with. */
  settings: Record<string, unknown>
  members: Map<number, number>
  /** As they were sent. */
  variables: Record<string, unknown>[]
  /** As they were sent. */
  protectedBranches: Record<string, unknown>[]
  hooks: Record<string, unknown>[]
  environments: Record<string, unknown>[]
  deployKeys: Record<string, unknown>[]
  issues: Record<string, unknown>[]
  mergeRequests: HostMergeRequest[]
  accessTokens: Record<string, unknown>[]
  deployTokens: Record<string, unknown>[]
  triggers: { id: number; description: string; token: string }[]
  pipelines: Record<string, unknown>[]
  /** People who may approve by the rules; undefined in an edition without rules. */
  approvers?: string[]
}

/** A merge request, as it was sent. */
export type HostMergeRequest = Record<string, unknown> & { iid: number; source_branch: string; target_branch: string }

/** What the routes read and change. */
export interface GitlabState {
  git: GitRepositories
  people: HostPerson[]
  groups: HostGroup[]
  projects: HostProject[]
  imports: Record<string, unknown>[]
  /** Whose token a request carries. */
  personOf(request: ApiRequest): HostPerson | undefined
}

/** A self-managed GitLab that can be changed: what actions of templates do to it really happens, in git repositories too. */
export interface GitlabHost extends ApiServer, Omit<GitlabState, 'personOf'> {
  /** What belongs under `integrations.gitlab[]`. */
  integration: { host: string; apiBaseUrl: string; baseUrl: string; token: string }
  /** How the API's requests named their token, oldest first: `bearer oauth-ada`, `private glpat-portal`. */
  credentials: string[]
  /** Adds somebody; their token is `oauth-<username>`. */
  person(username: string): HostPerson
  group(path: string): HostGroup
  /** Makes a project with one commit on its default branch. */
  project(slug: string, files: Record<string, string>): Promise<HostProject>
  /** Finds a project by its path. */
  projectOf(slug: string): HostProject
}

const portalToken = 'glpat-portal'

/** Starts it. The portal's token is of the person `portal`. */
export async function startGitlabHost(): Promise<GitlabHost> {
  const git = await createGitRepositories()
  const portal: HostPerson = { id: 1, username: 'portal', token: portalToken, isOAuth: false }
  const credentials: string[] = []
  const personOf = ({ headers }: ApiRequest) => {
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const given = headers['private-token']
    return state.people.find(({ token, isOAuth }) => token === bearer || (token === given && !isOAuth))
  }
  const state: GitlabState = { git, people: [portal], groups: [], projects: [], imports: [], personOf }
  git.intercept = ({ headers }) => {
    const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
    const password = Buffer.from(encoded, 'base64').toString().split(':')[1]
    return state.people.some(({ token }) => token === password) ? undefined : 401
  }
  const api = await startApiServer({
    routes: [
      ...peopleRoutes(state),
      ...gitlabProjectRoutes(state),
      ...gitlabWorkRoutes(state),
      ...gitlabRuleRoutes(state),
    ],
    git,
    notFound: { status: 404, body: { error: '404 Not Found' } },
    authorize(request) {
      const { authorization, 'private-token': given } = request.headers
      credentials.push(given ? `private ${given}` : String(authorization).replace('Bearer', 'bearer'))
      return personOf(request) ? undefined : { status: 401, body: { message: '401 Unauthorized' } }
    },
  })
  const stopApi = api.stop
  const stop = async () => {
    await stopApi()
    await git.stop()
  }
  return Object.assign(api, state, {
    credentials,
    integration: { host: api.host, apiBaseUrl: `${api.url}/api/v4`, baseUrl: api.url, token: portalToken },
    person(username: string) {
      const person = { id: state.people.length + 1, username, token: `oauth-${username}`, isOAuth: true }
      state.people.push(person)
      return person
    },
    group: (path: string) => addGroup(state, { path, name: path.split('/').at(-1) ?? path, description: '' }),
    async project(slug: string, files: Record<string, string>) {
      await git.createRepository(slug)
      await git.commit(slug, files)
      return addProject(state, slug, {})
    },
    projectOf(slug: string) {
      const found = state.projects.find((project) => project.slug === slug)
      if (!found) throw new Error(`There is no project ${slug}.`)
      return found
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
}

/** Adds a project whose repository is there. */
export function addProject(state: GitlabState, slug: string, settings: Record<string, unknown>): HostProject {
  const project: HostProject = {
    id: state.projects.length + 1,
    slug,
    settings,
    members: new Map(),
    variables: [],
    protectedBranches: [],
    hooks: [],
    environments: [],
    deployKeys: [],
    issues: [],
    mergeRequests: [],
    accessTokens: [],
    deployTokens: [],
    triggers: [],
    pipelines: [],
  }
  state.projects.push(project)
  return project
}

/** The JSON that was sent. */
export const sent = (request: ApiRequest): Record<string, unknown> => JSON.parse(request.body)

/** GitLab's answer to something that is not there. */
export const notFound = (what: string): ApiReply => ({ status: 404, body: { message: `404 ${what} Not Found` } })

function addGroup(state: GitlabState, about: { path: string; name: string; description: string }): HostGroup {
  const group = { ...about, id: state.groups.length + 100, members: new Map(), shares: new Map() }
  state.groups.push(group)
  return group
}

const personNamespace = 1000

function peopleRoutes(state: GitlabState): ApiRoute[] {
  const userBody = ({ id, username }: HostPerson, origin: string) =>
    ({
      id,
      username,
      name: username,
      state: 'active',
      web_url: `${origin}/${username}`,
      email: `${username}@acme.test`,
      public_email: null,
      created_at: '2026-01-01T00:00:00.000Z',
    }) satisfies Partial<ExpandedUserSchema>
  const groupBody = (group: HostGroup, origin: string) =>
    ({
      id: group.id,
      name: group.name,
      path: group.path.split('/').at(-1),
      full_path: group.path,
      description: group.description,
      web_url: `${origin}/groups/${group.path}`,
    }) satisfies Partial<GroupSchema>
  const findGroup = (id: unknown) => state.groups.find((group) => group.path === id || String(group.id) === String(id))
  const inGroup = (answer: (group: HostGroup, request: ApiRequest) => ApiReply) => (request: ApiRequest) => {
    const group = findGroup(request.params.id)
    return group ? answer(group, request) : notFound('Group')
  }
  const projectsUnder = (owner: string, request: ApiRequest) => {
    const listed = state.projects.filter(({ slug }) => slug.slice(0, slug.lastIndexOf('/')) === owner)
    return page(
      request,
      listed.map(({ id, slug }) => ({ id, name: slug.split('/').at(-1), path: slug.split('/').at(-1) })),
      'per_page',
    )
  }
  return [
    [
      'GET',
      '/api/v4/user',
      (request) => {
        // `authorize` has let the person in.
        const person = state.personOf(request) as HostPerson
        return { body: userBody(person, request.origin) }
      },
    ],
    [
      'GET',
      '/api/v4/users',
      (request) => ({
        body: state.people
          .filter(({ username }) => username === request.query.get('username'))
          .map((person) => userBody(person, request.origin)),
      }),
    ],
    [
      'GET',
      '/api/v4/users/:id',
      (request) => {
        const person = state.people.find(({ id }) => String(id) === request.params.id)
        return person ? { body: userBody(person, request.origin) } : notFound('User')
      },
    ],
    ['GET', '/api/v4/users/:id/projects', (request) => projectsUnder(request.params.id ?? '', request)],
    [
      'GET',
      '/api/v4/namespaces/:id',
      ({ params }) => {
        const group = findGroup(params.id)
        const person = state.people.find(
          ({ id, username }) => username === params.id || String(id + personNamespace) === params.id,
        )
        if (group) return { body: { id: group.id, kind: 'group', path: group.path, full_path: group.path } }
        if (!person) return notFound('Namespace')
        const { id, username } = person
        const body = { id: id + personNamespace, kind: 'user', path: username, full_path: username }
        return { body: body satisfies Partial<CondensedNamespaceSchema> }
      },
    ],
    [
      'GET',
      '/api/v4/groups',
      (request) =>
        page(
          request,
          state.groups.map((group) => groupBody(group, request.origin)),
          'per_page',
        ),
    ],
    ['GET', '/api/v4/groups/:id', inGroup((group, { origin }) => ({ body: groupBody(group, origin) }))],
    ['GET', '/api/v4/groups/:id/projects', inGroup(({ path }, request) => projectsUnder(path, request))],
    [
      'POST',
      '/api/v4/groups',
      (request) => {
        const { name, path, parent_id, description } = sent(request)
        const parent = findGroup(parent_id)
        if (!name || !path) return { status: 400, body: { error: 'name is missing, path is missing' } }
        if (parent_id && !parent) return notFound('Group')
        const full = parent ? `${parent.path}/${path}` : String(path)
        if (findGroup(full))
          return { status: 400, body: { message: 'Failed to save group {:path=>["has already been taken"]}' } }
        const group = addGroup(state, { path: full, name: String(name), description: String(description ?? '') })
        return { status: 201, body: groupBody(group, request.origin) }
      },
    ],
    [
      'POST',
      '/api/v4/groups/:id/members',
      inGroup(({ members }, request) => {
        const { user_id, access_level } = sent(request)
        if (members.has(Number(user_id))) return { status: 409, body: { message: 'Member already exists' } }
        members.set(Number(user_id), Number(access_level))
        return { status: 201, body: { id: user_id, access_level } }
      }),
    ],
    [
      'PUT',
      '/api/v4/groups/:id/members/:user',
      inGroup(({ members }, request) => {
        members.set(Number(request.params.user), Number(sent(request).access_level))
        return { body: { id: Number(request.params.user) } }
      }),
    ],
    [
      'DELETE',
      '/api/v4/groups/:id/members/:user',
      inGroup(({ members }, { params }) =>
        members.delete(Number(params.user)) ? { status: 204 } : notFound('Member'),
      ),
    ],
    [
      'POST',
      '/api/v4/groups/:id/share',
      inGroup((group, request) => {
        const { group_id, group_access } = sent(request)
        if (!findGroup(group_id)) return notFound('Group')
        if (group.shares.has(Number(group_id)))
          return { status: 409, body: { message: 'The shared group has already been taken' } }
        group.shares.set(Number(group_id), Number(group_access))
        return { status: 201, body: groupBody(group, request.origin) }
      }),
    ],
    [
      'DELETE',
      '/api/v4/groups/:id/share/:group',
      inGroup(({ shares }, { params }) => (shares.delete(Number(params.group)) ? { status: 204 } : notFound('Group'))),
    ],
    [
      'POST',
      '/api/v4/bulk_imports',
      (request) => {
        state.imports.push(sent(request))
        const body = { id: state.imports.length, status: 'created', source_type: 'gitlab' }
        return { status: 201, body: body satisfies Partial<MigrationStatusSchema> }
      },
    ],
  ]
}
