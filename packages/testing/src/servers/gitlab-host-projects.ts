import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { BranchSchema, CommitSchema, ProjectSchema, RepositoryTreeSchema } from '@gitbeaker/core'
import { type ApiReply, type ApiRequest, type ApiRoute, page } from './api-server.ts'
import { addProject, type GitlabState, type HostProject, notFound, sent } from './gitlab-host.ts'

/** Finds the project of a route, by number or path, and answers 404 without. */
export const inProject =
  (state: GitlabState, answer: (project: HostProject, request: ApiRequest) => ApiReply | Promise<ApiReply>) =>
  (request: ApiRequest) => {
    const { id = '' } = request.params
    const project = state.projects.find((one) => String(one.id) === id || one.slug.toLowerCase() === id.toLowerCase())
    return project ? answer(project, request) : notFound('Project')
  }

/** Projects with their repositories. */
export function gitlabProjectRoutes(state: GitlabState): ApiRoute[] {
  const { git } = state
  const headOf = (slug: string, branch: string) =>
    git.git(slug, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`).catch(() => undefined)
  const projectBody = async (project: HostProject, origin: string) => {
    const name = project.slug.split('/').at(-1) ?? ''
    return {
      id: project.id,
      name,
      path: name,
      path_with_namespace: project.slug,
      web_url: `${origin}/${project.slug}`,
      http_url_to_repo: `${origin}/${project.slug}.git`,
      // An empty project has none, which the published type leaves out.
      default_branch: (await defaultBranchOf(state, project.slug)) as string,
    } satisfies Partial<ProjectSchema>
  }
  const branchBody = async (slug: string, name: string) => {
    const [id = '', title = '', message = ''] = (
      await git.git(slug, 'log', '-1', '--format=%H%x00%s%x00%B', `refs/heads/${name}`)
    ).split('\0')
    const commit: Partial<CommitSchema> = { id, title, message }
    return { name, commit } satisfies Omit<Partial<BranchSchema>, 'commit'>
  }
  return [
    [
      'POST',
      '/api/v4/projects',
      async (request) => {
        const { namespace_id, path, ...settings } = sent(request)
        const group = state.groups.find(({ id }) => id === namespace_id)
        const person = state.people.find(({ id }) => id + 1000 === namespace_id)
        if (!group && !person) return { status: 400, body: { message: { namespace: ['is not valid'] } } }
        const slug = `${group?.path ?? person?.username}/${path}`
        if (state.projects.some((one) => one.slug === slug)) {
          const taken = ['has already been taken']
          return { status: 400, body: { message: { 'project_namespace.name': taken, name: taken, path: taken } } }
        }
        await git.createRepository(slug)
        const project = addProject(state, slug, settings)
        return { status: 201, body: await projectBody(project, request.origin) }
      },
    ],
    [
      'GET',
      '/api/v4/projects/:id',
      inProject(state, async (project, { origin }) => ({ body: await projectBody(project, origin) })),
    ],
    [
      'POST',
      '/api/v4/projects/:id/members',
      inProject(state, ({ members }, request) => {
        const { user_id, access_level } = sent(request)
        if (members.has(Number(user_id))) return { status: 409, body: { message: 'Member already exists' } }
        members.set(Number(user_id), Number(access_level))
        return { status: 201, body: { id: user_id, access_level } }
      }),
    ],
    [
      'PUT',
      '/api/v4/projects/:id/members/:user',
      inProject(state, ({ members }, request) => {
        members.set(Number(request.params.user), Number(sent(request).access_level))
        return { body: { id: Number(request.params.user) } }
      }),
    ],
    [
      'GET',
      '/api/v4/projects/:id/repository/branches/:branch',
      inProject(state, async ({ slug }, { params: { branch = '' } }) =>
        (await headOf(slug, branch)) ? { body: await branchBody(slug, branch) } : notFound('Branch'),
      ),
    ],
    [
      'POST',
      '/api/v4/projects/:id/repository/branches',
      inProject(state, async ({ slug }, request) => {
        const { branch, ref } = sent(request) as Record<string, string>
        if (await headOf(slug, String(branch))) return { status: 400, body: { message: 'Branch already exists' } }
        const head = await headOf(slug, String(ref))
        if (!head) return { status: 400, body: { message: `Invalid reference name: ${ref}` } }
        await git.git(slug, 'branch', String(branch), head)
        return { status: 201, body: await branchBody(slug, String(branch)) }
      }),
    ],
    [
      'GET',
      '/api/v4/projects/:id/repository/tree',
      inProject(state, async ({ slug }, request) => {
        const head = await headOf(slug, request.query.get('ref') ?? 'main')
        if (!head) return notFound('Tree')
        const listed = await git.git(slug, 'ls-tree', '-r', '-t', '-z', head)
        const entries = listed.split('\0').filter(Boolean)
        return page(request, entries.map(treeEntry), 'per_page')
      }),
    ],
    [
      'POST',
      '/api/v4/projects/:id/repository/commits',
      inProject(state, (project, request) => commit(state, project, sent(request))),
    ],
  ]
}

function treeEntry(listed: string): RepositoryTreeSchema {
  const [, mode = '', type = '', id = '', path = ''] = /^(\d+) (\w+) (\w+)\t(.+)$/s.exec(listed) ?? []
  return { id, name: path.split('/').at(-1) ?? '', type, path, mode }
}

/** GitLab makes the first branch that is pushed the default one. */
async function defaultBranchOf({ git }: GitlabState, slug: string): Promise<string | null> {
  const branches = (await git.git(slug, 'for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n')
  const head = await git.git(slug, 'symbolic-ref', '--short', 'HEAD')
  if (branches.includes(head)) return head
  const [first] = branches
  if (!first) return null
  await git.git(slug, 'symbolic-ref', 'HEAD', `refs/heads/${first}`)
  return first
}

/** An action of a commit as the API takes it. */
interface SentAction {
  action: 'create' | 'update' | 'delete' | 'chmod'
  file_path: string
  content?: string
  encoding?: 'text' | 'base64'
  execute_filemode?: boolean
}

async function commit(state: GitlabState, { slug }: HostProject, body: Record<string, unknown>): Promise<ApiReply> {
  // The API's documented parameters; what is missing is looked at below.
  const { branch, start_branch, commit_message, actions, allow_empty } = body as {
    branch: string
    start_branch?: string
    commit_message: string
    actions: SentAction[]
    allow_empty?: boolean
  }
  const refuse = (message: string) => ({ status: 400, body: { message } })
  const { git } = state
  const headOf = (name: string) =>
    git.git(slug, 'rev-parse', '--verify', '--quiet', `refs/heads/${name}`).catch(() => undefined)
  const own = await headOf(branch)
  if (own && start_branch) return refuse(`A branch called '${branch}' already exists.`)
  const base = own ?? (start_branch && (await headOf(start_branch)))
  if (!base) return refuse('You can only create or edit files when you are on a branch')
  if (actions.length === 0 && !allow_empty) return refuse('actions is empty')
  const listed = (await git.git(slug, 'ls-tree', '-r', '-z', base)).split('\0').filter(Boolean).map(treeEntry)
  const files = new Map(listed.map(({ path, mode, id }) => [path, { mode, data: `${id}` as string | Buffer }]))
  for (const { action, file_path: path, content = '', encoding, execute_filemode } of actions) {
    const there = files.get(path)
    if (action === 'create' && there) return refuse('A file with this name already exists')
    if (action !== 'create' && !there) return refuse("A file with this name doesn't exist")
    if (action === 'delete') files.delete(path)
    // The mode is considered in an action of its own only.
    else if (action === 'chmod')
      files.set(path, { mode: execute_filemode ? '100755' : '100644', data: there?.data ?? '' })
    else
      files.set(path, {
        mode: there?.mode ?? '100644',
        data: Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
      })
  }
  const changes = [...files].map(([path, { mode, data }]) =>
    typeof data === 'string'
      ? Buffer.from(`M ${mode} ${data} ${path}\n`)
      : Buffer.concat([Buffer.from(`M ${mode} inline ${path}\ndata ${data.length}\n`), data, Buffer.from('\n')]),
  )
  const message = `data ${Buffer.byteLength(commit_message)}\n${commit_message}\n`
  const head = `commit refs/heads/${branch}\ncommitter GitLab <gitlab@acme.test> 1790000000 +0000\n${message}from ${base}\ndeleteall\n`
  const folder = await git.git(slug, 'rev-parse', '--absolute-git-dir')
  const importing = promisify(execFile)('git', ['fast-import', '--quiet'], { cwd: folder })
  importing.child.stdin?.end(Buffer.concat([Buffer.from(head), ...changes]))
  await importing
  const id = await git.git(slug, 'rev-parse', `refs/heads/${branch}`)
  return { status: 201, body: { id, message: commit_message } satisfies Partial<CommitSchema> }
}
