import { type Static, Type } from '@callboard/kernel'
import {
  type ActionContext,
  commitOptions,
  defineScaffolderAction,
  parseRepoUrl,
  publishOutput,
  scmInput,
} from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { projectPath } from '../gitlab-api.ts'
import { ensureBranch, findHead } from './commit-files.ts'
import { findPerson, type GitlabHost, type GitlabSetup, openGitlab, type Person } from './gitlab-host.ts'
import { branchSettings, projectSettings, projectVariable } from './project-settings.ts'
import { ensureVariable } from './project-variables.ts'

const input = Type.Object(
  {
    ...scmInput,
    repoVisibility: Type.Optional(
      Type.Unsafe<'private' | 'internal' | 'public'>({
        type: 'string',
        enum: ['private', 'internal', 'public'],
        description: 'Who may see the project. Default: `private`.',
      }),
    ),
    defaultBranch: Type.Optional(
      Type.String({ description: 'The branch that is pushed, the default one of the project. Default: `master`.' }),
    ),
    gitCommitMessage: Type.Optional(
      Type.String({ description: 'The message of the first commit. Default: `initial commit`.' }),
    ),
    sourcePath: Type.Optional(
      Type.Unsafe<string | boolean>({
        type: ['string', 'boolean'],
        description:
          'The folder of the workspace whose content is pushed. Default: the whole workspace. `false`: nothing is pushed.',
      }),
    ),
    skipExisting: Type.Optional(
      Type.Boolean({
        description: 'A project that is there already is left as it is. Default: false, which fails then.',
      }),
    ),
    setUserAsOwner: Type.Optional(
      Type.Boolean({
        description:
          'Makes the person whose `token` is used an owner of the project, by the credentials of the portal. Default: false.',
      }),
    ),
    ownerUsername: Type.Optional(
      Type.String({ description: 'The user name of somebody to become an owner of the project, instead.' }),
    ),
    topics: Type.Optional(
      Type.Array(Type.String({ description: 'A topic.' }), {
        description: 'Words to find the project by. Better: `settings.topics`, which win.',
      }),
    ),
    settings: Type.Optional(projectSettings),
    branches: Type.Optional(
      Type.Array(branchSettings, { description: 'Branches to make or to protect after the push.' }),
    ),
    projectVariables: Type.Optional(
      Type.Array(projectVariable, { description: 'Variables for the CI jobs of the project.' }),
    ),
  },
  { additionalProperties: false },
)

type Context = ActionContext<Static<typeof input>>

/** What later parts need of the project; remembered in a checkpoint. */
type NewProject = {
  id: number
  http_url_to_repo: string
}

/** `publish:gitlab` */
export const publishGitlab = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'publish:gitlab',
    description: 'Makes a project on GitLab and pushes the content of the workspace as its first commit.',
    input,
    output: Type.Object({
      remoteUrl: Type.String({ description: 'The address of the project, without `.git`.' }),
      repoContentsUrl: publishOutput.repoContentsUrl,
      projectId: Type.Number({ description: 'The number of the project.' }),
      commitHash: Type.Optional(publishOutput.commitHash),
      created: Type.Boolean({
        description: 'Whether the project is new: false with `skipExisting` for one that was there.',
      }),
    }),
    examples: [
      {
        description: 'A project for the team, with a protected branch for releases.',
        input: {
          repoUrl: 'gitlab.com?owner=acme/web&repo=shop',
          defaultBranch: 'main',
          settings: { merge_method: 'ff', topics: ['shop'] },
          branches: [{ name: 'release', create: true, protect: true, ref: 'main' }],
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal } = context
      const { owner, repo } = parseRepoUrl(input.repoUrl, (host) => setup.scm.byUrl(`https://${host}`)?.type)
      const gitlab = await openGitlab(setup, { ...input, signal })
      const slug = `${owner}/${input.settings?.path ?? repo}`
      const find = () => gitlab.find<NewProject>(`look for the project ${slug}`, projectPath(slug))
      const existing = await context.checkpoint(`look.gitlab.repo.${slug}`, async () => {
        const found = await find()
        return found && remembered(found)
      })
      if (existing && input.skipExisting) {
        context.log.info(`The project ${slug} is there already and stays as it is.`)
        tell(context, { project: existing, created: false })
        return
      }
      const project = await context.checkpoint(`create.gitlab.repo.${slug}`, async () => {
        // A project that was not there when the step began is this step's: a crash came before the checkpoint.
        const mine = existing ? undefined : await find()
        return remembered(mine ?? (await createProject(gitlab, { owner: owner ?? '', repo, input })))
      })
      await setOwner(setup, gitlab, { context, projectId: project.id })
      const commitHash = input.sourcePath === false ? undefined : await pushContent(setup, gitlab, { context, project })
      if (commitHash) await setBranches(gitlab, { context, project })
      for (const variable of input.projectVariables ?? []) {
        if (variable.masked || variable.masked_and_hidden) context.hide(variable.value)
        const scope = variable.environment_scope ?? '*'
        await context.checkpoint(`create.gitlab.variable.${slug}.${variable.key}.${scope}`, () =>
          ensureVariable(gitlab, { project: project.id, variable: { ...variable, environment_scope: scope } }),
        )
      }
      tell(context, { project, created: true, commitHash })
    },
  })

/** What checkpoints keep is small. */
const remembered = ({ id, http_url_to_repo }: NewProject): NewProject => ({ id, http_url_to_repo })

function tell(context: Context, result: { project: NewProject; created: boolean; commitHash?: string }): void {
  const remoteUrl = result.project.http_url_to_repo.replace(/\.git$/, '')
  context.output('remoteUrl', remoteUrl)
  context.output('repoContentsUrl', `${remoteUrl}/-/blob/${context.input.defaultBranch ?? 'master'}`)
  context.output('projectId', result.project.id)
  context.output('created', result.created)
  if (result.commitHash) context.output('commitHash', result.commitHash)
}

async function createProject(
  gitlab: GitlabHost,
  { owner, repo, input }: { owner: string; repo: string; input: Context['input'] },
): Promise<NewProject> {
  const deed = `create the project ${owner}/${repo}`
  const namespace = await gitlab.find<{ id: number }>(deed, `/namespaces/${encodeURIComponent(owner)}`)
  if (!namespace) throw errors.namespaceMissing({ host: gitlab.host, owner })
  const body = {
    namespace_id: namespace.id,
    name: repo,
    path: repo,
    visibility: input.repoVisibility ?? 'private',
    ...(input.topics?.length ? { topics: input.topics } : {}),
    ...input.settings,
  }
  return gitlab.call<NewProject>(deed, { method: 'POST', path: '/projects', body })
}

/**
 * Somebody who may create a project in a group is not always its owner, and without being one cannot push to its protected
 * default branch. The portal's own credentials make them one.
 */
async function setOwner(
  setup: GitlabSetup,
  gitlab: GitlabHost,
  { context, projectId }: { context: Context; projectId: number },
): Promise<void> {
  const { ownerUsername: username, setUserAsOwner } = context.input
  if (!setUserAsOwner && !username) return
  const person = username
    ? await findPerson(gitlab, username)
    : await gitlab.call<Person>('show whose token this is', { method: 'GET', path: '/user' })
  if (!person) throw errors.ownerMissing({ host: gitlab.host, username: username ?? '' })
  const deed = `make ${person.username} an owner of project ${projectId}`
  const ofPortal = await gitlab.integration.headers(`https://${gitlab.host}/`)
  if (Object.keys(ofPortal).length === 0) {
    context.log.warn(`The portal has no credentials for ${gitlab.host}, so it could not ${deed}.`)
    return
  }
  const defaults = { ...setup.defaults, requiresUserCredentials: false }
  const portal = await openGitlab({ ...setup, defaults }, { repoUrl: gitlab.host, signal: context.signal })
  const path = `${projectPath(projectId)}/members`
  const body = { user_id: person.id, access_level: 50 }
  const added = await portal.reply({ method: 'POST', path, body })
  if (added.status === 409)
    await portal.call(deed, { method: 'PUT', path: `${path}/${person.id}`, body: { access_level: body.access_level } })
  else if (added.status >= 300) throw portal.refusal(deed, added)
}

async function pushContent(
  setup: GitlabSetup,
  gitlab: GitlabHost,
  { context, project }: { context: Context; project: NewProject },
): Promise<string> {
  const { input, workspace, signal } = context
  const branch = input.defaultBranch ?? 'master'
  const { sourcePath } = input
  const folder = await workspace.resolve(typeof sourcePath === 'string' ? sourcePath : '.')
  const options = commitOptions(input, { integration: gitlab.integration, defaults: setup.defaults })
  return context.checkpoint(`push.gitlab.repo.${project.id}.${branch}`, async () => {
    // A new project is empty: a branch that is there was pushed by this step before a crash.
    const pushed = await findHead(gitlab, project, branch)
    if (pushed) return pushed.id
    const message = input.gitCommitMessage ?? 'initial commit'
    const remote = { url: project.http_url_to_repo, headers: gitlab.gitHeaders }
    const { commitHash } = await setup.git.publish({ ...options, folder, remote, branch, message, signal })
    return commitHash
  })
}

async function setBranches(
  gitlab: GitlabHost,
  { context, project }: { context: Context; project: NewProject },
): Promise<void> {
  for (const { name, create, protect, ref = 'master' } of context.input.branches ?? []) {
    if (create)
      await context.checkpoint(`create.gitlab.branch.${project.id}.${name}`, () =>
        ensureBranch(gitlab, { project, branch: name, ref }),
      )
    if (protect)
      await context.checkpoint(`protect.gitlab.branch.${project.id}.${name}`, () =>
        protectBranch(gitlab, `${projectPath(project.id)}/protected_branches`, name),
      )
  }
}

async function protectBranch(gitlab: GitlabHost, path: string, name: string): Promise<undefined> {
  const reply = await gitlab.reply({ method: 'POST', path, body: { name } })
  // GitLab protects the default branch itself.
  if (reply.status >= 300 && reply.status !== 409) throw gitlab.refusal(`protect the branch ${name}`, reply)
}
