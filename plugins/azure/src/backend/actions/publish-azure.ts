import { Type } from '@callboard/kernel'
import { commitOptions, defineScaffolderAction, publishOutput, scmInput } from '@callboard/plugin-scaffolder'
import { type AzureSetup, openAzure } from './azure-repo.ts'

const input = Type.Object(
  {
    ...scmInput,
    repoUrl: Type.String({
      description:
        'The repository as the field RepoUrlPicker gives it: `dev.azure.com?organization=<organisation>&project=<project>&repo=<name>`.',
    }),
    description: Type.Optional(
      Type.String({ description: 'Is not used: repositories of Azure DevOps have no description.' }),
    ),
    defaultBranch: Type.Optional(
      Type.String({ description: 'The branch that is pushed, the default one of the repository. Default: `master`.' }),
    ),
    gitCommitMessage: Type.Optional(
      Type.String({ description: 'The message of the first commit. Default: `initial commit`.' }),
    ),
  },
  { additionalProperties: false },
)

/** `publish:azure` (spec/scaffolder.md 11.6) */
export const publishAzure = (setup: AzureSetup) =>
  defineScaffolderAction({
    id: 'publish:azure',
    description:
      'Makes a repository in a project of Azure DevOps and pushes the content of the workspace as its first commit.',
    input,
    output: Type.Object({
      ...publishOutput,
      repositoryId: Type.String({ description: 'The id of the repository at Azure DevOps.' }),
    }),
    examples: [
      {
        description: 'A repository in a project.',
        input: { repoUrl: 'dev.azure.com?organization=acme&project=Stage&repo=shop', defaultBranch: 'main' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, workspace, signal } = context
      const azure = await openAzure(setup, { ...input, signal })
      const branch = input.defaultBranch ?? 'master'
      const folder = await workspace.resolve(input.sourcePath ?? '.')
      const commit = commitOptions(input, azure)
      const key = `azure.repo.${azure.slug}`
      const isTaken = await context.checkpoint(`look.${key}`, async () => (await azure.find()) !== undefined)
      const repository = await context.checkpoint(
        `create.${key}`,
        // A repository that was not there when the step began is this step's: a crash came before the checkpoint.
        async () => (isTaken ? undefined : await azure.find()) ?? (await azure.create()),
      )
      const commitHash = await context.checkpoint(`push.${key}.${branch}`, async () => {
        // A new repository is empty: a branch that is there was pushed by this step before a crash.
        const pushed = await azure.findHead(branch)
        if (pushed) return pushed
        const remote = azure.remote(repository)
        const message = input.gitCommitMessage ?? 'initial commit'
        return (await setup.git.publish({ ...commit, folder, remote, branch, message, signal })).commitHash
      })
      context.output('remoteUrl', repository.cloneUrl)
      context.output('repoContentsUrl', repository.pageUrl)
      context.output('repositoryId', repository.id)
      context.output('commitHash', commitHash)
    },
  })
