import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { localClonePath, localPagePath } from '../../model/local-address.ts'
import { assertBranchName } from '../content/branch-name.ts'
import { readCommit, writeCommit } from '../content/commits.ts'
import { deletePaths } from '../content/delete-paths.ts'
import { overlayTrees } from '../content/overlay-trees.ts'
import { writeTree } from '../content/write-tree.ts'
import { openGitStore } from '../git-store.ts'
import { findRef, type LocalRepository, moveBranch } from '../local/local-repositories.ts'
import { type LocalSetup, localNameOf } from './local-setup.ts'

const { repoUrl, sourcePath, gitAuthorName, gitAuthorEmail } = scmInput

/** Asks for a change to a repository in the portal's own folder. */
export const openMergeRequest = (setup: LocalSetup): Action =>
  defineScaffolderAction({
    id: 'publish:local:merge-request',
    description:
      'Adds the workspace to a repository that this portal keeps, on a branch, and asks for it to be merged.',
    input: Type.Object(
      {
        repoUrl,
        title: Type.String({ description: 'What the change is, in a few words.' }),
        description: Type.Optional(Type.String({ description: 'Why; Markdown.' })),
        branchName: Type.String({ description: 'The branch for the change.' }),
        targetBranchName: Type.Optional(
          Type.String({ description: 'The branch that shall have it. Default: the default branch.' }),
        ),
        sourcePath,
        targetPath: Type.Optional(
          Type.String({ description: 'The folder of the repository that the content goes to. Default: its root.' }),
        ),
        filesToDelete: Type.Optional(
          Type.Array(Type.String(), { description: 'Files to delete, relative to targetPath.' }),
        ),
        commitMessage: Type.Optional(Type.String({ description: 'The message of the commit. Default: the title.' })),
        ...{ gitAuthorName, gitAuthorEmail },
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      mergeRequestUrl: Type.String({ description: 'The page where it can be merged.' }),
      repoContentsUrl: Type.String({
        description: 'The page of the branch that shall have it; `catalog:register` takes it.',
      }),
      remoteUrl: Type.String({ description: 'The address to clone the repository from.' }),
      targetBranchName: Type.String({ description: 'The branch that shall have the change.' }),
      commitHash: Type.String({ description: 'The commit with the change.' }),
    }),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'A new file in the folder "claims".',
        input: {
          repoUrl: 'localhost:7007?owner=platform&repo=claims',
          title: 'A database for the box office',
          branchName: 'box-office-db',
          targetPath: 'claims',
        },
      },
    ],
    async run({ input, log, checkpoint, output, workspace, eachKey, user }) {
      const { repositories, mergeRequests, externalUrl, defaults } = setup
      const which = localNameOf(input.repoUrl, externalUrl)
      const repository = await repositories.get(which)
      const target = input.targetBranchName ?? repository.defaultBranch
      const folder = await workspace.resolve(input.sourcePath ?? '.')
      const key = [which.owner, which.name, input.branchName, ...(eachKey === undefined ? [] : [eachKey])].join('.')
      const commitHash = await checkpoint(`push.${key}`, () =>
        commitOver(setup, repository, {
          ...{ folder, target, branch: input.branchName, at: input.targetPath ?? '' },
          filesToDelete: input.filesToDelete ?? [],
          message: input.commitMessage ?? input.title,
          author: {
            name: input.gitAuthorName ?? defaults.author.name,
            email: input.gitAuthorEmail ?? defaults.author.email,
          },
        }),
      )
      const number = await checkpoint(`open.${key}`, async () => {
        const { title, description = '', branchName: source } = input
        const createdBy = user?.ref === undefined ? {} : { createdBy: user.ref }
        return (await mergeRequests.open(repository, { title, description, source, target, ...createdBy })).number
      })
      const page = `${externalUrl}${localPagePath({ ...which, path: '' })}/merge-requests/${number}`
      log.info(`Asked for at ${page}`)
      output('mergeRequestUrl', page)
      output('remoteUrl', `${externalUrl}${localClonePath(which)}`)
      output('repoContentsUrl', `${externalUrl}${localPagePath({ ...which, ref: target, path: '' })}`)
      output('targetBranchName', target)
      output('commitHash', commitHash)
    },
  })

/** Commits a folder, laid over the target branch, to a branch of its own. */
async function commitOver(
  { clock, announce }: LocalSetup,
  repository: LocalRepository,
  change: {
    folder: string
    target: string
    branch: string
    at: string
    filesToDelete: readonly string[]
    message: string
    author: { name: string; email: string }
  },
): Promise<string> {
  const { gitdir, owner, name } = repository
  const { branch, target } = change
  assertBranchName(branch)
  const remote = `${owner}/${name}`
  // Segments that climb would become entries that no client takes.
  if (change.at.split('/').some((one) => one === '..' || one === '.' || one.toLowerCase() === '.git'))
    throw errors.malformedTree({ remote, path: change.at })
  const store = await openGitStore(gitdir)
  const parent = await findRef(store, target)
  if (!parent) throw errors.branchNotFound({ remote, branch: target })
  const base = (await readCommit(gitdir, parent)).tree
  const laidOver = await overlayTrees(store, { base, upper: await writeTree(store, change.folder), at: change.at })
  const tree = await deletePaths(
    store,
    laidOver,
    change.filesToDelete.map((path) => `${change.at}/${path}`),
  )
  let from: string | undefined
  const to = await moveBranch(gitdir, branch, async (tip) => {
    from = tip
    // An earlier attempt was cut off after it.
    if (tip && (await readCommit(gitdir, tip)).tree === tree) return tip
    if (tip) throw errors.branchMoved({ remote, branch })
    return writeCommit(gitdir, { ...change, tree, parents: [parent] }, clock)
  })
  if (from !== to) await announce(repository, { branch, from: parent, to })
  return to
}
