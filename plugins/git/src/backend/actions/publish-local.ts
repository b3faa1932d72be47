import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, publishOutput, scmInput } from '@callboard/plugin-scaffolder'
import { localClonePath, localPagePath } from '../../model/local-address.ts'
import { openGitStore } from '../git-store.ts'
import { findRef } from '../local/local-repositories.ts'
import { type LocalSetup, localNameOf } from './local-setup.ts'

const { repoUrl, sourcePath, gitCommitMessage, gitAuthorName, gitAuthorEmail } = scmInput

/** Creates a repository in the portal's own folder. */
export const publishLocal = ({ repositories, announce, git, defaults, externalUrl }: LocalSetup): Action =>
  defineScaffolderAction({
    id: 'publish:local',
    description:
      'Creates a repository that this portal keeps itself, and pushes the workspace to it. Nobody needs an account for it.',
    input: Type.Object(
      {
        repoUrl,
        description: Type.Optional(Type.String({ description: 'What is in the repository, in one sentence.' })),
        defaultBranch: Type.Optional(Type.String({ description: 'The branch that is pushed. Default: main.' })),
        ...{ sourcePath, gitCommitMessage, gitAuthorName, gitAuthorEmail },
      },
      { additionalProperties: false },
    ),
    output: Type.Object(publishOutput),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'The whole workspace.',
        input: { repoUrl: 'localhost:7007?owner=northlight&repo=box-office', description: 'Sells tickets' },
      },
    ],
    async run({ input, log, checkpoint, output, workspace, eachKey, signal }) {
      const which = localNameOf(input.repoUrl, externalUrl)
      const slug = `${which.owner}/${which.name}`
      const branch = input.defaultBranch ?? 'main'
      const key = eachKey === undefined ? slug : `${slug}.${eachKey}`
      await checkpoint(`create.repository.${key}`, async () => {
        const there = await repositories.find(which)
        // An empty one was made by this step, before it was cut off.
        const isOurs = there && !(await findRef(await openGitStore(there.gitdir), there.defaultBranch))
        if (!isOurs)
          await repositories.create({ ...which, description: input.description ?? '', defaultBranch: branch })
        return true
      })
      const remoteUrl = `${externalUrl}${localClonePath(which)}`
      const commitHash = await checkpoint(`push.${key}`, async () => {
        const pushed = await git.publish({
          ...{ folder: await workspace.resolve(input.sourcePath ?? '.'), branch, signal, remote: { url: remoteUrl } },
          message: input.gitCommitMessage ?? defaults.commitMessage ?? 'Initial commit',
          author: {
            name: input.gitAuthorName ?? defaults.author.name,
            email: input.gitAuthorEmail ?? defaults.author.email,
          },
        })
        await announce(await repositories.get(which), { branch, to: pushed.commitHash })
        return pushed.commitHash
      })
      const repoContentsUrl = `${externalUrl}${localPagePath({ ...which, ref: branch, path: '' })}`
      log.info(`Published to ${repoContentsUrl}`)
      output('remoteUrl', remoteUrl)
      output('repoContentsUrl', repoContentsUrl)
      output('commitHash', commitHash)
    },
  })
