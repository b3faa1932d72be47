import { type Static, Type } from '@callboard/kernel'
import {
  type ActionContext,
  commitOptions,
  defineScaffolderAction,
  publishOutput,
  scmInput,
} from '@callboard/plugin-scaffolder'
import {
  type BitbucketRepo,
  type BitbucketSetup,
  type BitbucketType,
  type NewRepository,
  openBitbucket,
} from './bitbucket-repo.ts'

const closed = { additionalProperties: false }

const shared = {
  token: scmInput.token,
  description: Type.Optional(Type.String({ description: 'What the repository is for.' })),
  defaultBranch: Type.Optional(
    Type.String({ description: 'The branch that is pushed, the main one of the repository. Default: `master`.' }),
  ),
  repoVisibility: Type.Optional(
    Type.Unsafe<'private' | 'public'>({
      type: 'string',
      enum: ['private', 'public'],
      description: 'Who may see the repository. Default: `private`.',
    }),
  ),
  sourcePath: scmInput.sourcePath,
  signCommit: scmInput.signCommit,
}

const cloudInput = Type.Object(
  {
    repoUrl: Type.String({
      description:
        'The repository as the field RepoUrlPicker gives it: `bitbucket.org?workspace=<workspace>&project=<key>&repo=<name>`.',
    }),
    ...shared,
    gitCommitMessage: Type.Optional(
      Type.String({
        description:
          'The message of the first commit. Default: `scaffolder.defaultCommitMessage`, else `Initial commit`.',
      }),
    ),
  },
  closed,
)

const serverInput = Type.Object(
  {
    repoUrl: Type.String({
      description:
        'The repository as the field RepoUrlPicker gives it: `bitbucket.example.com?project=<key>&repo=<name>`.',
    }),
    ...shared,
    gitCommitMessage: Type.Optional(
      Type.String({ description: 'The message of the first commit. Default: `initial commit`.' }),
    ),
    gitAuthorName: scmInput.gitAuthorName,
    gitAuthorEmail: scmInput.gitAuthorEmail,
    enableLFS: Type.Optional(
      Type.Boolean({ description: 'Lets the repository keep files by Git LFS, on Bitbucket Server. Default: false.' }),
    ),
  },
  closed,
)

/** `publish:bitbucketCloud` */
export const publishCloud = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'publish:bitbucketCloud',
    description: 'Makes a repository on Bitbucket Cloud and pushes the content of the workspace as its first commit.',
    input: cloudInput,
    output: Type.Object(publishOutput),
    examples: [
      {
        description: 'A private repository in a project of a workspace.',
        input: {
          repoUrl: 'bitbucket.org?workspace=acme&project=STAGE&repo=shop',
          description: 'The shop in the foyer',
          defaultBranch: 'main',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal } = context
      const repo = await openBitbucket(setup, { ...input, signal, types: ['bitbucketCloud'] })
      const message = input.gitCommitMessage ?? setup.defaults.commitMessage ?? 'Initial commit'
      await publishContent(setup, repo, { context, message })
    },
  })

/** `publish:bitbucketServer` */
export const publishServer = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'publish:bitbucketServer',
    description:
      'Makes a repository on Bitbucket Server or Data Center and pushes the content of the workspace as its first commit.',
    input: serverInput,
    output: Type.Object(publishOutput),
    examples: [
      {
        description: 'A repository in a project, with Git LFS.',
        input: { repoUrl: 'bitbucket.example.com?project=STAGE&repo=shop', defaultBranch: 'main', enableLFS: true },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    run: (context) => publishAsServer(setup, context, ['bitbucketServer']),
  })

/** `publish:bitbucket` */
export const publishEither = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'publish:bitbucket',
    description:
      'Deprecated: use `publish:bitbucketCloud` or `publish:bitbucketServer`. Makes a repository on the one of them that the address names, and pushes the content of the workspace as its first commit.',
    input: serverInput,
    output: Type.Object(publishOutput),
    examples: [
      {
        description: 'A private repository on Bitbucket Cloud.',
        input: { repoUrl: 'bitbucket.org?workspace=acme&project=STAGE&repo=shop' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    run: (context) => publishAsServer(setup, context, ['bitbucketCloud', 'bitbucketServer']),
  })

async function publishAsServer(
  setup: BitbucketSetup,
  context: ActionContext<Static<typeof serverInput>>,
  types: readonly BitbucketType[],
): Promise<void> {
  const { input, signal } = context
  const repo = await openBitbucket(setup, { ...input, signal, types })
  await publishContent(setup, repo, { context, message: input.gitCommitMessage ?? 'initial commit' })
}

/** The inputs of all actions that publish. */
type PublishInput = Static<typeof cloudInput> & Partial<Static<typeof serverInput>>

/** Makes the repository, pushes to it, and gives the outputs. */
async function publishContent(
  setup: BitbucketSetup,
  repo: BitbucketRepo,
  { context, message }: { context: ActionContext<PublishInput>; message: string },
): Promise<void> {
  const { input, workspace, signal } = context
  const { description, repoVisibility: visibility = 'private', defaultBranch: branch = 'master' } = input
  const folder = await workspace.resolve(input.sourcePath ?? '.')
  const commit = commitOptions(input, repo)
  const repository = await ensureRepository(repo, { context, wanted: { description, visibility, branch } })
  // Before the push, which may bring such files. To enable it twice changes nothing.
  if (input.enableLFS) await repo.enableLargeFiles?.()
  const commitHash = await context.checkpoint(`push.bitbucket.repo.${repo.slug}.${branch}`, async () => {
    // A new repository is empty: a branch that is there was pushed by this step before a crash.
    const pushed = await repo.findHead(branch)
    if (pushed) return pushed
    const remote = repo.remote(repository)
    return (await setup.git.publish({ ...commit, folder, remote, branch, message, signal })).commitHash
  })
  context.output('remoteUrl', repository.cloneUrl)
  context.output('repoContentsUrl', repo.contentsUrl(repository, branch))
  context.output('commitHash', commitHash)
}

async function ensureRepository(
  repo: BitbucketRepo,
  { context, wanted }: { context: ActionContext<PublishInput>; wanted: NewRepository },
) {
  const key = `bitbucket.repo.${repo.slug}`
  const isTaken = await context.checkpoint(`look.${key}`, async () => (await repo.find()) !== undefined)
  return context.checkpoint(
    `create.${key}`,
    // A repository that was not there when the step began is this step's: a crash came before the checkpoint.
    async () => (isTaken ? undefined : await repo.find()) ?? (await repo.create(wanted)),
  )
}
