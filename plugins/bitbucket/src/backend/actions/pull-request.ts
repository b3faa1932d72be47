import { type Static, Type } from '@callboard/kernel'
import { type ActionContext, commitOptions, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { type BitbucketRepo, type BitbucketSetup, type NewPullRequest, openBitbucket } from './bitbucket-repo.ts'
import { errors } from './errors.ts'

const input = {
  repoUrl: Type.String({ description: 'The repository as the field RepoUrlPicker gives it. It has to exist.' }),
  token: scmInput.token,
  title: Type.String({ description: 'The title of the pull request.' }),
  description: Type.Optional(
    Type.String({
      description:
        'What it is for; Markdown. It is the message of the commit too. Default for that: `scaffolder.defaultCommitMessage`, else `No message.`.',
    }),
  ),
  sourceBranch: Type.String({
    description:
      'The branch to merge from. When it is not there, it is made with the content of the workspace; when it is, it is taken as it is.',
  }),
  targetBranch: Type.Optional(
    Type.String({ description: 'The branch to merge into. Default: the main branch of the repository.' }),
  ),
  gitAuthorName: scmInput.gitAuthorName,
  gitAuthorEmail: scmInput.gitAuthorEmail,
}

const output = Type.Object({
  pullRequestUrl: Type.Optional(
    Type.String({ description: 'The page of the pull request; absent when nothing would change.' }),
  ),
})

const closed = { additionalProperties: false }
const cloudInput = Type.Object(input, closed)
const serverInput = Type.Object(
  {
    ...input,
    reviewers: Type.Optional(
      Type.Array(Type.String({ description: 'A user name.' }), { description: 'Who is asked to review it.' }),
    ),
  },
  closed,
)

/** `publish:bitbucketCloud:pull-request` */
export const proposeOnCloud = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'publish:bitbucketCloud:pull-request',
    description: 'Opens a pull request on Bitbucket Cloud with the content of the workspace.',
    input: cloudInput,
    output,
    examples: [
      {
        description: 'Adds files to a repository, to be reviewed.',
        input: {
          repoUrl: 'bitbucket.org?workspace=acme&project=STAGE&repo=infrastructure',
          title: 'Add the database of the shop',
          sourceBranch: 'add-shop-database',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { signal } = context
      const repo = await openBitbucket(setup, { ...context.input, signal, types: ['bitbucketCloud'] })
      await propose(setup, repo, context)
    },
  })

/** `publish:bitbucketServer:pull-request` */
export const proposeOnServer = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'publish:bitbucketServer:pull-request',
    description: 'Opens a pull request on Bitbucket Server or Data Center with the content of the workspace.',
    input: serverInput,
    output,
    examples: [
      {
        description: 'Adds files to a repository, to be reviewed by Ada.',
        input: {
          repoUrl: 'bitbucket.example.com?project=STAGE&repo=infrastructure',
          title: 'Add the database of the shop',
          sourceBranch: 'add-shop-database',
          reviewers: ['ada'],
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { signal } = context
      const repo = await openBitbucket(setup, { ...context.input, signal, types: ['bitbucketServer'] })
      await propose(setup, repo, context)
    },
  })

type Context = ActionContext<Static<typeof cloudInput> & Partial<Static<typeof serverInput>>>

async function propose(setup: BitbucketSetup, repo: BitbucketRepo, context: Context): Promise<void> {
  const { title, description, sourceBranch: source, reviewers } = context.input
  const target = context.input.targetBranch ?? (await repo.findDefaultBranch())
  if (!target) throw errors.nothingToMergeInto({ repo: repo.slug })
  const wanted = { title, description, source, target, reviewers }
  if (!(await ensureBranch(setup, repo, { context, wanted }))) {
    context.log.info('Nothing would change, so no pull request was opened.')
    return
  }
  const pullRequestUrl = await context.checkpoint(
    `open.bitbucket.pull-request.${repo.slug}.${source}`,
    // There is one between two branches at most; it is this step's, from before a crash, or says the same.
    async () => (await repo.findPullRequest(wanted)) ?? (await repo.openPullRequest(wanted)),
  )
  context.output('pullRequestUrl', pullRequestUrl)
}

/** @returns Whether there is something to merge. */
async function ensureBranch(
  setup: BitbucketSetup,
  repo: BitbucketRepo,
  { context, wanted }: { context: Context; wanted: NewPullRequest },
): Promise<boolean> {
  const { input, workspace, signal } = context
  const { source: branch, target } = wanted
  const key = `${repo.slug}.${branch}`
  const isThere = await context.checkpoint(
    `look.bitbucket.branch.${key}`,
    async () => (await repo.findHead(branch)) !== undefined,
  )
  if (isThere) {
    context.log.info(`The branch ${branch} is there already and is proposed as it is.`)
    return true
  }
  const pushed = await context.checkpoint(`commit.bitbucket.${key}`, async () => {
    // A branch that was not there when the step began is this step's, from before a crash.
    const mine = await repo.findHead(branch)
    if (mine) return mine
    const repository = await repo.find()
    if (!repository) throw errors.nothingToMergeInto({ repo: repo.slug })
    const remote = repo.remote(repository)
    const folder = await context.temporaryFolder()
    await setup.git.clone({ remote, folder, branch: target, signal })
    await setup.git.copyInto({ content: workspace.path, clone: folder })
    const message = input.description ?? setup.defaults.commitMessage ?? ''
    const commit = commitOptions(input, repo)
    const made = await setup.git.commitAndPush({ ...commit, folder, remote, branch, message, signal })
    // What checkpoints keep is JSON.
    return made?.commitHash ?? null
  })
  return pushed !== null
}
