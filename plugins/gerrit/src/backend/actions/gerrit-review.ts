import { Type } from '@callboard/kernel'
import { commitOptions, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { changeIdOf, type GerritSetup, newChangeId, openGerrit, withChangeId } from './gerrit-project.ts'

const { token: _, ...shared } = scmInput

const input = Type.Object(
  {
    ...shared,
    repoUrl: Type.String({
      description:
        'The project as the field RepoUrlPicker gives it: `gerrit.example.com?repo=<name>`. It has to exist.',
    }),
    branch: Type.Optional(Type.String({ description: 'The branch that the change is for. Default: `master`.' })),
    gitCommitMessage: Type.String({
      minLength: 1,
      description: 'The message of the change. It gets a `Change-Id` unless it has one.',
    }),
  },
  { additionalProperties: false },
)

/** `publish:gerrit:review` */
export const reviewGerrit = (setup: GerritSetup) =>
  defineScaffolderAction({
    id: 'publish:gerrit:review',
    description:
      'Lays the content of the workspace over a branch of a project on Gerrit, and pushes that for review. Where nothing would change, it pushes nothing and gives no output.',
    input,
    output: Type.Object({
      reviewUrl: Type.Optional(Type.String({ description: 'The page of the change.' })),
      repoContentsUrl: Type.Optional(Type.String({ description: "The page of the branch's content." })),
    }),
    examples: [
      {
        description: 'A change to a project.',
        input: { repoUrl: 'gerrit.example.com?repo=stage/shop', branch: 'main', gitCommitMessage: 'Add a stage' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal, workspace } = context
      const gerrit = await openGerrit(setup, { repoUrl: input.repoUrl, signal })
      const branch = input.branch ?? 'master'
      const commit = commitOptions(input, gerrit)
      const content = await workspace.resolve(input.sourcePath ?? '.')
      const key = ['gerrit.review', gerrit.repo, branch, context.step.id, context.eachKey ?? ''].join('.')
      // Known before the push, so that a push that was cut off is found again.
      const changeId =
        changeIdOf(input.gitCommitMessage) ?? (await context.checkpoint(`id.${key}`, async () => newChangeId()))
      const hasChange = await context.checkpoint(`push.${key}`, async () => {
        const path = `/changes/?${new URLSearchParams({ q: changeId })}`
        const found = await gerrit.call<unknown[]>('look for the change', { method: 'GET', path })
        if (found && found.length > 0) return true
        const { remote } = gerrit
        const folder = await context.temporaryFolder()
        await setup.git.clone({ remote, folder, branch, signal })
        await setup.git.copyInto({ content, clone: folder })
        const message = withChangeId(input.gitCommitMessage, changeId)
        const ref = `refs/for/${branch}`
        return (
          (await setup.git.commitAndPush({ ...commit, folder, remote, branch, ref, message, signal })) !== undefined
        )
      })
      if (!hasChange) {
        context.log.info('Nothing would change, so nothing was pushed for review.')
        return
      }
      context.output('reviewUrl', gerrit.reviewUrl(changeId))
      context.output('repoContentsUrl', gerrit.contentsUrl(branch))
    },
  })
