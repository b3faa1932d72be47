import { Type } from '@callboard/kernel'
import { defineScaffolderAction, publishOutput, scmInput } from '@callboard/plugin-scaffolder'
import { commitFiles, ensureBranch, findHead, listFiles } from './commit-files.ts'
import { type GitlabSetup, getProject, openGitlab, projectOf } from './gitlab-host.ts'
import { type CommitAction, planCommit } from './plan-commit.ts'
import { readFolder } from './read-folder.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    branchName: Type.String({ description: 'The branch to commit to; made from the default branch if it is missing.' }),
    commitMessage: Type.String({ description: 'The message of the commit.' }),
    sourcePath: text('The folder of the workspace whose content is committed. Default: the whole workspace.'),
    targetPath: text('The folder of the repository that the content goes to. Default: its root.'),
    commitAction: Type.Optional(
      Type.Unsafe<Exclude<CommitAction, 'skip'>>({
        type: 'string',
        enum: ['create', 'update', 'delete', 'auto'],
        description:
          'What is done with each file of the workspace. Default: `create`, which fails for files that are there. `auto` creates, updates or leaves out by what is there.',
      }),
    ),
    allowEmpty: Type.Optional(
      Type.Boolean({ description: 'Makes a commit also when nothing has to change. Default: false.' }),
    ),
  },
  { additionalProperties: false },
)

/** `gitlab:repo:push` */
export const pushToRepository = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:repo:push',
    description: 'Commits the content of the workspace to a branch of a GitLab project.',
    input,
    output: Type.Object({
      projectid: Type.String({ description: 'The project as it was named.' }),
      projectPath: Type.String({ description: 'The path of the project.' }),
      commitHash: publishOutput.commitHash,
    }),
    examples: [
      {
        description: 'Brings a folder of the default branch up to date.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=docs',
          branchName: 'main',
          commitMessage: 'Describe the shop',
          targetPath: 'services/shop',
          commitAction: 'auto',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal } = context
      const { branchName: branch, commitAction = 'create' } = input
      const gitlab = await openGitlab(setup, { ...input, signal })
      const projectName = projectOf(setup, input.repoUrl)
      const project = await getProject(gitlab, projectName)
      const startBranch = project.default_branch ?? 'main'
      const key = `${project.path_with_namespace}.${branch}.${context.step.id}`
      const headBefore = await context.checkpoint(
        `look.gitlab.branch.${key}`,
        async () => (await findHead(gitlab, project, branch))?.id ?? null,
      )
      const folder = await context.workspace.resolve(input.sourcePath ?? '.')
      const changes = planCommit(await readFolder(setup.git, folder), {
        commitAction,
        branchFiles:
          commitAction === 'auto' ? await listFiles(gitlab, project, headBefore === null ? startBranch : branch) : [],
        targetPath: input.targetPath,
      })
      const commitHash = await context.checkpoint(`commit.gitlab.${key}`, async () => {
        if (changes.length === 0 && !input.allowEmpty) {
          context.log.info('Nothing has to change, so nothing is committed.')
          return ensureBranch(gitlab, { project, branch, ref: startBranch })
        }
        const commit = { project, branch, startBranch, message: input.commitMessage, changes, headBefore }
        return commitFiles(setup, gitlab, { context, commit })
      })
      context.output('projectid', projectName)
      context.output('projectPath', project.path_with_namespace)
      context.output('commitHash', commitHash)
    },
  })
