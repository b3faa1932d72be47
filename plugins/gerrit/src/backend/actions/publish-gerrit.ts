import { Type } from '@callboard/kernel'
import { commitOptions, defineScaffolderAction, publishOutput, scmInput } from '@callboard/plugin-scaffolder'
import { errors } from './errors.ts'
import { type GerritSetup, newChangeId, openGerrit, withChangeId } from './gerrit-project.ts'

const { token: _, ...shared } = scmInput

const input = Type.Object(
  {
    ...shared,
    repoUrl: Type.String({
      description:
        'The project as the field RepoUrlPicker gives it: `gerrit.example.com?workspace=<parent project>&owner=<group>&repo=<name>`. The owner may be left out.',
    }),
    description: Type.Optional(Type.String({ description: 'What the project is for.' })),
    defaultBranch: Type.Optional(Type.String({ description: 'The branch that is pushed. Default: `master`.' })),
    gitCommitMessage: Type.Optional(
      Type.String({
        description:
          'The message of the first commit, unless `scaffolder.defaultCommitMessage` is configured. Default: `initial commit`.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** `publish:gerrit` */
export const publishGerrit = (setup: GerritSetup) =>
  defineScaffolderAction({
    id: 'publish:gerrit',
    description: 'Makes a project on Gerrit and pushes the content of the workspace as its first commit.',
    input,
    output: Type.Object(publishOutput),
    examples: [
      {
        description: 'A project below another one, owned by a group.',
        input: { repoUrl: 'gerrit.example.com?workspace=stage&owner=crew&repo=stage/shop', description: 'The shop' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    supportsDryRun: true,
    async run(context) {
      const { input, signal, workspace } = context
      const gerrit = await openGerrit(setup, { repoUrl: input.repoUrl, signal })
      const { repo, owner, workspace: parent, path } = gerrit
      if (!parent) throw errors.parentMissing({ repoUrl: input.repoUrl })
      const branch = input.defaultBranch ?? 'master'
      context.output('remoteUrl', gerrit.remote.url)
      context.output('repoContentsUrl', gerrit.contentsUrl(branch))
      if (context.isDryRun) {
        context.log.info(`Dry run: the project ${repo} would be made below ${parent}, and pushed to.`)
        context.output('commitHash', 'abcd-dry-run-1234')
        return
      }
      const folder = await workspace.resolve(input.sourcePath ?? '.')
      const commit = commitOptions(input, gerrit)
      const find = () => gerrit.call(`show the project ${repo}`, { method: 'GET', path })
      const isTaken = await context.checkpoint(`look.gerrit.${repo}`, async () => (await find()) !== undefined)
      await context.checkpoint(`create.gerrit.${repo}`, async () => {
        // A project that was not there when the step began is this step's: a crash came before the checkpoint.
        if (!isTaken && (await find())) return true
        const body = {
          parent,
          description: input.description,
          owners: owner ? [owner] : [],
          create_empty_commit: false,
        }
        await gerrit.call(`create the project ${repo}`, { method: 'PUT', path, body })
        return true
      })
      const commitHash = await context.checkpoint(`push.gerrit.${repo}.${branch}`, async () => {
        // A new project is empty: a branch that is there was pushed by this step before a crash.
        const pushed = await gerrit.call<{ revision: string }>(`show the branch ${branch} of ${repo}`, {
          method: 'GET',
          path: `${path}/branches/${encodeURIComponent(branch)}`,
        })
        if (pushed) return pushed.revision
        const said = setup.defaults.commitMessage ?? input.gitCommitMessage ?? 'initial commit'
        const message = withChangeId(said, newChangeId())
        return (await setup.git.publish({ ...commit, folder, remote: gerrit.remote, branch, message, signal }))
          .commitHash
      })
      context.output('commitHash', commitHash)
    },
  })
