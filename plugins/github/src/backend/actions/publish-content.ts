import { encodePath } from '@callboard/plugin-catalog'
import { errors as gitErrors } from '@callboard/plugin-git'
import type { ActionContext } from '@callboard/plugin-scaffolder'
import { commitOptions } from '@callboard/plugin-scaffolder'
import { commitByApi } from './commit-by-api.ts'
import type { CreatedRepository } from './create-repository.ts'
import { errors } from './errors.ts'
import { checkpointKey, type GithubRepo, type GithubSetup, orWarn } from './github-repo.ts'
import { protectBranch } from './protect-branch.ts'
import type { DefaultBranchInput } from './repository-input.ts'

type Input = DefaultBranchInput & { gitAuthorName?: string; gitAuthorEmail?: string }

/**
 * Pushes the content of a folder as the first commit, protects the branch and gives the outputs of publishing. What
 * has been done already in the life of the task is not done again.
 *
 * @throws what git and GitHub refuse; only a branch that cannot be protected is warned of.
 */
export async function publishContent(
  context: ActionContext<Input>,
  github: GithubRepo,
  options: GithubSetup & { repository: CreatedRepository; folder: string; message: string },
): Promise<void> {
  const { input, log } = context
  const branch = input.defaultBranch ?? 'main'
  const { git, defaults, folder, message } = options
  const { cloneUrl, htmlUrl } = options.repository
  // Credentials go to the configured host only.
  if (new URL(cloneUrl).host !== github.host) throw errors.foreignRemote({ host: github.host, remote: cloneUrl })
  const commit = { folder, branch, message, ...commitOptions(input, { integration: github.integration, defaults }) }

  const commitHash = await context.checkpoint(
    checkpointKey(context, 'push', github.owner, github.repo, branch),
    async () => {
      const remote = { url: cloneUrl, headers: github.gitHeaders }
      try {
        return (await git.publish({ ...commit, remote, signal: context.signal })).commitHash
      } catch (error) {
        if (!mayGoByApi(error)) throw error
        log.warn(`${messageOf(error)} The content is committed by GitHub's API instead.`)
        return commitByApi(context, github, commit).catch((cause) => {
          throw new Error(`${messageOf(error)} Committing by the API did not work either: ${messageOf(cause)}`, {
            cause,
          })
        })
      }
    },
  )
  if (input.protectDefaultBranch !== false) {
    await context.checkpoint(checkpointKey(context, 'protect', github.owner, github.repo, branch), async () => {
      await orWarn(context, `protection of the branch ${branch}`, () =>
        protectBranch(context, github, { branch, enforceAdmins: input.protectEnforceAdmins ?? true }),
      )
      return true
    })
  }
  context.output('remoteUrl', cloneUrl)
  context.output('repoContentsUrl', `${htmlUrl}/blob/${encodePath(branch)}`)
  context.output('commitHash', commitHash)
}

/** Firewalls that let no git through let the API through, and some tokens may use only that. What a rule declines, it declines there too. */
const mayGoByApi = (error: unknown) =>
  [gitErrors.failed, gitErrors.refused, gitErrors.notFound].some((one) => one.is(error))

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
