import { type Static, Type } from '@callboard/kernel'
import { type ActionContext, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { projectPath } from '../gitlab-api.ts'
import { commitFiles, ensureBranch, findHead, listFiles } from './commit-files.ts'
import { type GitlabHost, type GitlabSetup, getProject, openGitlab, type Project, projectOf } from './gitlab-host.ts'
import { addApprovers, findPeople, mergeWhenReady } from './merge-request-people.ts'
import { type CommitAction, planCommit } from './plan-commit.ts'
import { readFolder } from './read-folder.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    title: Type.String({ description: 'The title of the merge request, and the message of its commit.' }),
    branchName: Type.String({ description: 'The branch to make and to merge from.' }),
    description: text('What the merge request is for; Markdown.'),
    targetBranchName: text('The branch to merge into. Default: the default branch of the project.'),
    sourcePath: text(
      'The folder of the workspace whose content is committed. Default: `targetPath`, else the whole workspace.',
    ),
    targetPath: text('The folder of the repository that the content goes to. Default: its root.'),
    commitAction: Type.Optional(
      Type.Unsafe<CommitAction>({
        type: 'string',
        enum: ['create', 'delete', 'update', 'skip', 'auto'],
        description:
          'What is done with each file of the workspace. Default: `auto`, which creates what is missing, updates what differs and leaves out what is the same. `skip` commits nothing.',
      }),
    ),
    filesToDelete: Type.Optional(
      Type.Array(Type.String({ description: 'A file.' }), {
        description: 'Files of the repository to delete, below `targetPath`. They win over files of the workspace.',
      }),
    ),
    update: flag('Commits onto a branch that is there, and brings its open merge request up to date. Default: false.'),
    projectid: text('Not used any more: the project is in `repoUrl`.'),
    removeSourceBranch: flag('The branch is removed when it is merged. Default: false.'),
    assignee: text('The user name of whom the merge request is assigned to.'),
    reviewers: Type.Optional(
      Type.Array(Type.String({ description: 'A user name.' }), { description: 'User names of people to review it.' }),
    ),
    assignReviewersFromApprovalRules: flag('Whoever may approve it by the rules of the project reviews it, too.'),
    labels: Type.Optional(
      Type.Unsafe<string | string[]>({
        type: ['string', 'array'],
        items: { type: 'string' },
        description: 'Labels: a list, or one text with commas.',
      }),
    ),
    autoMerge: flag('It is merged as soon as its pipeline has succeeded. Default: false.'),
  },
  { additionalProperties: false },
)

type Context = ActionContext<Static<typeof input>>

/** `publish:gitlab:merge-request` */
export const publishMergeRequest = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'publish:gitlab:merge-request',
    description: 'Commits the content of the workspace to a branch of a GitLab project, and opens a merge request.',
    input,
    output: Type.Object({
      targetBranchName: Type.String({ description: 'The branch to merge into.' }),
      projectid: Type.String({ description: 'The project as it was named.' }),
      projectPath: Type.String({ description: 'The path of the project.' }),
      mergeRequestUrl: Type.String({ description: 'The page of the merge request.' }),
    }),
    examples: [
      {
        description: 'Adds a folder to a repository, to be reviewed by the team.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=infrastructure',
          title: 'Add the database of the shop',
          branchName: 'add-shop-database',
          sourcePath: './claim',
          targetPath: 'databases/shop',
          assignReviewersFromApprovalRules: true,
          removeSourceBranch: true,
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal, log } = context
      if (input.projectid) log.warn('The input "projectid" is not used any more: the project is in "repoUrl".')
      const gitlab = await openGitlab(setup, { ...input, signal })
      const projectName = projectOf(setup, input.repoUrl)
      const project = await getProject(gitlab, projectName)
      const targetBranch = input.targetBranchName ?? project.default_branch ?? 'main'
      await commitToBranch(setup, gitlab, { context, project, targetBranch })
      const { iid, web_url } = await openMergeRequest(gitlab, { context, project, targetBranch })
      if (input.assignReviewersFromApprovalRules) await addApprovers(gitlab, { context, projectId: project.id, iid })
      if (input.autoMerge) await mergeWhenReady(gitlab, { context, projectId: project.id, iid })
      context.output('targetBranchName', targetBranch)
      context.output('projectid', projectName)
      context.output('projectPath', project.path_with_namespace)
      context.output('mergeRequestUrl', web_url)
    },
  })

async function commitToBranch(
  setup: GitlabSetup,
  gitlab: GitlabHost,
  { context, project, targetBranch }: { context: Context; project: Project; targetBranch: string },
): Promise<void> {
  const { input, log } = context
  const { branchName: branch } = input
  const key = `${project.path_with_namespace}.${branch}`
  const headBefore = await context.checkpoint(
    `look.gitlab.branch.${key}`,
    async () => (await findHead(gitlab, project, branch))?.id ?? null,
  )
  const baseBranch = headBefore === null ? targetBranch : branch
  const folder = await context.workspace.resolve(input.sourcePath ?? input.targetPath ?? '.')
  const changes = planCommit(input.commitAction === 'skip' ? [] : await readFolder(setup.git, folder), {
    commitAction: input.commitAction ?? 'auto',
    branchFiles: await listFiles(gitlab, project, baseBranch),
    targetPath: input.targetPath,
    filesToDelete: input.filesToDelete,
  })
  if (headBefore !== null && changes.length > 0 && !input.update)
    throw errors.branchTaken({ project: project.path_with_namespace, branch })
  if (changes.length === 0) log.info('There is nothing to commit.')
  await context.checkpoint(`commit.gitlab.${key}`, async () => {
    if (changes.length === 0) return ensureBranch(gitlab, { project, branch, ref: targetBranch })
    const commit = { project, branch, startBranch: targetBranch, message: input.title, changes, headBefore }
    return commitFiles(setup, gitlab, { context, commit })
  })
}

// What checkpoints keep has to be a type, not an interface.
type MergeRequest = { iid: number; web_url: string }

async function openMergeRequest(
  gitlab: GitlabHost,
  { context, project, targetBranch }: { context: Context; project: Project; targetBranch: string },
): Promise<MergeRequest> {
  const { input } = context
  const path = `${projectPath(project.id)}/merge_requests`
  const [assignee] = await findPeople(gitlab, { context, usernames: input.assignee ? [input.assignee] : [] })
  const reviewers = await findPeople(gitlab, { context, usernames: input.reviewers ?? [] })
  const about = {
    title: input.title,
    description: input.description,
    remove_source_branch: input.removeSourceBranch,
    assignee_id: assignee,
    ...(reviewers.length > 0 ? { reviewer_ids: reviewers } : {}),
    ...(input.labels?.length ? { labels: [input.labels].flat().join(',') } : {}),
  }
  return context.checkpoint(
    `open.gitlab.merge-request.${project.path_with_namespace}.${input.branchName}`,
    async () => {
      const query = new URLSearchParams({
        state: 'opened',
        source_branch: input.branchName,
        target_branch: targetBranch,
      })
      // GitLab allows one between two branches. It is this step's, from before a crash, or the one to bring up to date.
      const [open] = await gitlab.list<MergeRequest>(`${path}?${query}`)
      const deed = `open a merge request from ${input.branchName} to ${targetBranch}`
      const body = { ...about, source_branch: input.branchName, target_branch: targetBranch }
      const { iid, web_url } = open
        ? await gitlab.call<MergeRequest>(deed, { method: 'PUT', path: `${path}/${open.iid}`, body: about })
        : await gitlab.call<MergeRequest>(deed, { method: 'POST', path, body })
      return { iid, web_url }
    },
  )
}
