import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Static, Type } from '@callboard/kernel'
import {
  type ActionContext,
  commitOptions,
  defineScaffolderAction,
  publishOutput,
  scmInput,
} from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { findHead, type GiteaRepo, type GiteaSetup, openGitea, repositoryPathOf } from './gitea-host.ts'

const input = Type.Object(
  {
    ...scmInput,
    description: Type.String({ description: 'What the repository is for.' }),
    defaultBranch: Type.Optional(
      Type.String({ description: 'The branch that is pushed, the default one of the repository. Default: `main`.' }),
    ),
    repoVisibility: Type.Optional(
      Type.Unsafe<'private' | 'public'>({
        type: 'string',
        enum: ['private', 'public'],
        description: 'Who may see the repository. Default: `public`.',
      }),
    ),
    gitCommitMessage: Type.Optional(
      Type.String({
        description:
          'The message of the first commit, unless `scaffolder.defaultCommitMessage` is configured. Default: `initial commit`.',
      }),
    ),
  },
  { additionalProperties: false },
)

type Context = ActionContext<Static<typeof input>>

// What checkpoints keep has to be a type, not an interface.
type Repository = { path: string; clone_url: string; html_url: string }

/** `publish:gitea` */
export const publishGitea = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'publish:gitea',
    description: 'Makes a repository on Gitea and pushes the content of the workspace as its first commit.',
    input,
    output: Type.Object(publishOutput),
    examples: [
      {
        description: 'A private repository of an organisation.',
        input: {
          repoUrl: 'gitea.example.com?owner=acme&repo=shop',
          description: 'The shop in the foyer',
          repoVisibility: 'private',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal } = context
      const gitea = await openGitea(setup, { ...input, signal, needsOwner: false })
      const branch = input.defaultBranch ?? 'main'
      const owner = gitea.owner || (await login(gitea))
      const path = repositoryPathOf(owner, gitea.repo)
      const key = `gitea.repo.${owner}.${gitea.repo}`
      const find = () => gitea.find<Repository>(`look for the repository ${owner}/${gitea.repo}`, path)
      const isTaken = await context.checkpoint(`look.${key}`, async () => (await find()) !== undefined)
      const repository = await context.checkpoint(`create.${key}`, async () => {
        // A repository that was not there when the step began is this step's: a crash came before the checkpoint.
        const mine = isTaken ? undefined : await find()
        const { clone_url, html_url } = mine ?? (await createRepository(gitea, { owner, branch, input }))
        return { path, clone_url, html_url }
      })
      const commitHash = await pushContent(setup, gitea, { context, repository, branch })
      context.output('remoteUrl', repository.clone_url)
      context.output('repoContentsUrl', `${repository.html_url}/src/branch/${branch}/`)
      context.output('commitHash', commitHash)
    },
  })

const login = async (gitea: GiteaRepo) =>
  (await gitea.call<{ login: string }>('show whose credentials these are', { method: 'GET', path: '/user' })).login

async function createRepository(
  gitea: GiteaRepo,
  { owner, branch, input }: { owner: string; branch: string; input: Context['input'] },
): Promise<Omit<Repository, 'path'>> {
  const deed = `create the repository ${owner}/${gitea.repo}`
  const organization = `/orgs/${encodeURIComponent(owner)}`
  const isOrganization = (await gitea.find(deed, organization)) !== undefined
  if (!isOrganization && (await login(gitea)).toLowerCase() !== owner.toLowerCase())
    throw errors.ownerMissing({ host: gitea.host, owner })
  return gitea.call(deed, {
    method: 'POST',
    path: isOrganization ? `${organization}/repos` : '/user/repos',
    body: {
      name: gitea.repo,
      description: input.description,
      private: input.repoVisibility === 'private',
      default_branch: branch,
    },
  })
}

async function pushContent(
  setup: GiteaSetup,
  gitea: GiteaRepo,
  { context, repository, branch }: { context: Context; repository: Repository; branch: string },
): Promise<string> {
  const { input, workspace, signal } = context
  const folder = await workspace.resolve(input.sourcePath ?? '.')
  const options = commitOptions(input, gitea)
  return context.checkpoint(`push.gitea.repo.${repository.path}.${branch}`, async () => {
    // A new repository is empty: a branch that is there was pushed by this step before a crash.
    const pushed = await findHead(gitea, repository.path, branch)
    if (pushed) return pushed.id
    const subject = gitea.defaults.commitMessage ?? input.gitCommitMessage ?? 'initial commit'
    const message = `${subject}\n\nChange-Id: I${randomBytes(20).toString('hex')}`
    const remote = { url: repository.clone_url, headers: gitea.gitHeaders }
    const { commitHash } = await setup.git.publish({ ...options, folder, remote, branch, message, signal })
    await untilFilled(gitea, { context, repository })
    return commitHash
  })
}

const maxAttempts = 40

/** Gitea takes note of a push after it has answered it. Until then the next step would find an empty repository. */
async function untilFilled(
  gitea: GiteaRepo,
  { context, repository }: { context: Context; repository: Repository },
): Promise<void> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const found = await gitea.find<{ empty: boolean }>('show the repository', repository.path)
    if (found?.empty === false) return
    await sleep(500, undefined, { signal: context.signal })
  }
  context.log.warn(`${gitea.host} has the commit, and still shows the repository as empty.`)
}
