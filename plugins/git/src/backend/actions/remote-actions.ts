import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction } from '@callboard/plugin-scaffolder'
import { commitInput, commitOf, type RemoteSetup, remoteInput, remoteOf } from './remote-input.ts'

const closed = { additionalProperties: false }
const branch = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const folder = (description: string) => Type.Optional(Type.String({ description }))
const commitHash = Type.String({ description: 'The commit on the branch.' })
const remoteUrl = 'https://git.example.com/acme/shop.git'
const tokenOf = '${{ secrets.token }}'

/** The actions on repositories wherever they are. */
export const remoteActions = (setup: RemoteSetup): Action[] => [gitClone(setup), gitPush(setup), gitPublish(setup)]

const keyOf = (eachKey: string | undefined, ...parts: string[]) =>
  [...parts, ...(eachKey === undefined ? [] : [eachKey])].join('.')

const gitClone = (setup: RemoteSetup) =>
  defineScaffolderAction({
    id: 'git:clone',
    description:
      'Copies a branch of a repository, with its newest commit, into the workspace. Change it, then push it.',
    input: Type.Object(
      {
        ...remoteInput,
        branch: branch("The branch. Default: the repository's own default branch."),
        targetPath: folder('The folder of the workspace; it must be empty or new. Default: the workspace itself.'),
      },
      closed,
    ),
    output: Type.Object({
      branch: Type.String({ description: 'The branch that was copied.' }),
      commitHash: Type.Optional(Type.String({ description: 'Its newest commit; absent when there is none yet.' })),
    }),
    examples: [
      { description: 'A private repository, with a token that was asked for.', input: { remoteUrl, token: tokenOf } },
      {
        description: 'Over SSH.',
        input: {
          remoteUrl: 'git@git.example.com:acme/shop.git',
          sshPrivateKey: `\${{ secrets.deployKey }}`,
          sshKnownHosts: 'git.example.com ssh-ed25519 AAAA…',
          targetPath: 'shop',
        },
      },
    ],
    async run(context) {
      const { input, workspace, output, log, signal } = context
      const remote = await remoteOf(context, setup)
      const target = await workspace.resolve(input.targetPath ?? '.')
      const cloned = await setup.git.clone({
        ...{ remote, folder: target, signal },
        ...(input.branch && { branch: input.branch }),
      })
      log.info(`Cloned ${input.remoteUrl} at ${cloned.branch}`)
      output('branch', cloned.branch)
      if (cloned.commitHash) output('commitHash', cloned.commitHash)
    },
  })

const gitPush = (setup: RemoteSetup) =>
  defineScaffolderAction({
    id: 'git:commit-and-push',
    description:
      'Commits what has changed in a folder that git:clone made, and pushes it. Without changes it does nothing.',
    input: Type.Object(
      {
        ...remoteInput,
        ...commitInput,
        branch: Type.String({ minLength: 1, description: 'The branch; a new one begins at what was cloned.' }),
        sourcePath: folder('The folder that was cloned to. Default: the workspace itself.'),
      },
      closed,
    ),
    output: Type.Object({
      commitHash: Type.Optional(Type.String({ description: 'The commit; absent when nothing has changed.' })),
    }),
    examples: [
      {
        description: 'To a new branch.',
        input: { remoteUrl, token: tokenOf, branch: 'bump-node', commitMessage: 'Node 24' },
      },
    ],
    async run(context) {
      const { input, workspace, output, log, checkpoint, eachKey, signal } = context
      const commit = commitOf(input, setup)
      const remote = await remoteOf(context, setup)
      const source = await workspace.resolve(input.sourcePath ?? '.')
      const hash = await checkpoint(keyOf(eachKey, 'push', input.remoteUrl, input.branch), async () => {
        const message = input.commitMessage ?? setup.defaults.commitMessage ?? 'Change by a template'
        const pushed = await setup.git.commitAndPush({
          ...{ ...commit, remote, folder: source, branch: input.branch, message, signal },
        })
        return pushed?.commitHash
      })
      log.info(hash ? `Pushed ${hash} to ${input.branch}` : 'Nothing has changed, and nothing was pushed')
      if (hash) output('commitHash', hash)
    },
  })

const gitPublish = (setup: RemoteSetup) =>
  defineScaffolderAction({
    id: 'git:publish',
    description: 'Pushes the workspace as the first commit to an empty repository that is already there.',
    input: Type.Object(
      {
        ...remoteInput,
        ...commitInput,
        defaultBranch: branch('The branch that is pushed. Default: main.'),
        sourcePath: folder('The folder of the workspace whose content is pushed. Default: the whole workspace.'),
      },
      closed,
    ),
    output: Type.Object({ commitHash }),
    examples: [{ description: 'The folder "service".', input: { remoteUrl, token: tokenOf, sourcePath: 'service' } }],
    async run(context) {
      const { input, workspace, output, checkpoint, eachKey, signal } = context
      const commit = commitOf(input, setup)
      const remote = await remoteOf(context, setup)
      const source = await workspace.resolve(input.sourcePath ?? '.')
      const name = input.defaultBranch ?? 'main'
      const hash = await checkpoint(keyOf(eachKey, 'publish', input.remoteUrl, name), async () => {
        const message = input.commitMessage ?? setup.defaults.commitMessage ?? 'Initial commit'
        return (await setup.git.publish({ ...commit, remote, folder: source, branch: name, message, signal }))
          .commitHash
      })
      output('commitHash', hash)
    },
  })
