import { type Static, Type } from '@callboard/kernel'
import { type ActionContext, commitOptions, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { findHead, type GiteaRepo, type GiteaSetup, openGitea } from './gitea-host.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))
const names = (description: string) =>
  Type.Optional(Type.Array(Type.String({ description: 'A name.' }), { description }))

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    title: Type.String({ description: 'The title of the pull request.' }),
    description: Type.String({ description: 'What it is for; Markdown.' }),
    branchName: Type.String({ description: 'The branch to make and to merge from.' }),
    targetBranchName: text('The branch to merge into. Default: the default branch of the repository.'),
    sourcePath: scmInput.sourcePath,
    targetPath: text('The folder of the repository that the content goes to. Default: its root.'),
    filesToDelete: names(
      'Files of the repository to delete, below `targetPath`. They win over files of the workspace.',
    ),
    reviewers: names('User names of people to review it.'),
    teamReviewers: names('Names of teams of the organisation to review it.'),
    assignees: names('User names of people who take care of it.'),
    commitMessage: text('The message of the commit. Default: `scaffolder.defaultCommitMessage`, else the title.'),
    update: Type.Optional(
      Type.Boolean({
        description:
          'Commits onto a branch that is there, and brings its open pull request up to date. Default: false.',
      }),
    ),
    gitAuthorName: scmInput.gitAuthorName,
    gitAuthorEmail: scmInput.gitAuthorEmail,
    signCommit: scmInput.signCommit,
  },
  { additionalProperties: false },
)

type Context = ActionContext<Static<typeof input>>

/** `publish:gitea:pull-request` */
export const publishPullRequest = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'publish:gitea:pull-request',
    description:
      'Commits the content of the workspace to a branch of a repository on Gitea, and opens a pull request. Where nothing would change, it opens none and gives no output.',
    input,
    output: Type.Object({
      targetBranchName: Type.Optional(Type.String({ description: 'The branch to merge into.' })),
      remoteUrl: Type.Optional(Type.String({ description: 'The page of the pull request.' })),
      pullRequestNumber: Type.Optional(Type.Number({ description: 'Its number.' })),
    }),
    examples: [
      {
        description: 'Adds a folder to a repository, to be reviewed by a team.',
        input: {
          repoUrl: 'gitea.example.com?owner=acme&repo=infrastructure',
          title: 'Add the database of the shop',
          description: 'Made by a template.',
          branchName: 'add-shop-database',
          targetPath: 'databases/shop',
          teamReviewers: ['platform'],
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal } = context
      const gitea = await openGitea(setup, { ...input, signal })
      const repository = await gitea.call<Repository>(`show the repository ${gitea.slug}`, {
        method: 'GET',
        path: gitea.path,
      })
      const targetBranch = input.targetBranchName ?? repository.default_branch
      const commit = await commitToBranch(setup, gitea, { context, targetBranch, url: repository.clone_url })
      if (commit === null) {
        context.log.info('Nothing would change, so no pull request was opened.')
        return
      }
      const { number, html_url } = await openPullRequest(gitea, { context, targetBranch })
      await askReviewers(gitea, { context, number })
      context.output('targetBranchName', targetBranch)
      context.output('remoteUrl', html_url)
      context.output('pullRequestNumber', number)
    },
  })

interface Repository {
  default_branch: string
  clone_url: string
}

/** @returns The hash of the commit; null when nothing would change. */
async function commitToBranch(
  setup: GiteaSetup,
  gitea: GiteaRepo,
  { context, targetBranch, url }: { context: Context; targetBranch: string; url: string },
): Promise<string | null> {
  const { input, signal } = context
  const { branchName: branch } = input
  const key = `${gitea.slug}.${branch}`
  const headBefore = await context.checkpoint(
    `look.gitea.branch.${key}`,
    async () => (await findHead(gitea, gitea.path, branch))?.id ?? null,
  )
  if (headBefore !== null && !input.update) throw errors.branchTaken({ repo: gitea.slug, branch })
  const message = input.commitMessage ?? gitea.defaults.commitMessage ?? input.title
  const source = await context.workspace.resolve(input.sourcePath ?? '.')
  return context.checkpoint(`commit.gitea.${key}`, async () => {
    const head = await findHead(gitea, gitea.path, branch)
    // A commit with this message that was not there when the step began is this step's, from before a crash.
    if (head && head.id !== headBefore && head.message.trim() === message.trim()) return head.id
    const folder = await context.temporaryFolder()
    const remote = { url, headers: gitea.gitHeaders }
    await setup.git.clone({ remote, folder, branch: head ? branch : targetBranch, signal })
    const { targetPath, filesToDelete } = input
    await setup.git.copyInto({ content: source, clone: folder, targetPath, filesToDelete })
    const options = commitOptions(input, gitea)
    const pushed = await setup.git.commitAndPush({ ...options, folder, remote, branch, message, signal })
    return pushed?.commitHash ?? headBefore
  })
}

// What checkpoints keep has to be a type, not an interface.
type PullRequest = { number: number; html_url: string }

async function openPullRequest(
  gitea: GiteaRepo,
  { context, targetBranch }: { context: Context; targetBranch: string },
): Promise<PullRequest> {
  const { branchName, title, description, assignees } = context.input
  const path = `${gitea.path}/pulls`
  return context.checkpoint(`open.gitea.pull-request.${gitea.slug}.${branchName}`, async () => {
    type Listed = PullRequest & { head: { ref: string }; base: { ref: string } }
    // Gitea allows one between two branches. It is this step's, from before a crash, or the one to bring up to date.
    const open = (await gitea.list<Listed>(`${path}?state=open&limit=50`)).find(
      ({ head, base }) => head.ref === branchName && base.ref === targetBranch,
    )
    const deed = `open a pull request from ${branchName} to ${targetBranch}`
    const about = { title, body: description, ...(assignees ? { assignees } : {}) }
    const { number, html_url } = open
      ? await gitea.call<PullRequest>(deed, { method: 'PATCH', path: `${path}/${open.number}`, body: about })
      : await gitea.call<PullRequest>(deed, {
          method: 'POST',
          path,
          body: { ...about, head: branchName, base: targetBranch },
        })
    return { number, html_url }
  })
}

/** A pull request is worth more than its reviewers: who cannot be asked is a warning. */
async function askReviewers(
  gitea: GiteaRepo,
  { context, number }: { context: Context; number: number },
): Promise<void> {
  const { reviewers = [], teamReviewers = [] } = context.input
  if (reviewers.length + teamReviewers.length === 0) return
  const path = `${gitea.path}/pulls/${number}/requested_reviewers`
  const reply = await gitea.reply({ method: 'POST', path, body: { reviewers, team_reviewers: teamReviewers } })
  if (reply.status >= 300) context.log.warn(gitea.refusal('ask the reviewers', reply).message)
}
