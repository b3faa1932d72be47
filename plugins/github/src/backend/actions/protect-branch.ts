import timers from 'node:timers/promises'
import type { ActionContext } from '@callboard/plugin-scaffolder'
import type { GithubRepo } from './github-repo.ts'
import type { RestReply } from './github-rest.ts'
import type { ProtectionInput } from './repository-input.ts'

const maxRetries = 3
const retryAfterMs = 600

type Protect = 'PUT /repos/{owner}/{repo}/branches/{branch}/protection'

/**
 * Protects a branch. Where the plan of the owner has no protection for this repository, that is warned of.
 *
 * @throws `scaffolder/host-denied`, `scaffolder/host-refused`
 */
export async function protectBranch(
  { input, log, signal }: Pick<ActionContext<ProtectionInput>, 'input' | 'log' | 'signal'>,
  github: GithubRepo,
  options: { branch: string; enforceAdmins: boolean; blockCreations?: boolean },
): Promise<void> {
  const { branch } = options
  const protect = () =>
    github.attempt('PUT /repos/{owner}/{repo}/branches/{branch}/protection', {
      deed: `protect the branch ${branch} of ${github.slug}`,
      path: { branch },
      body: {
        required_status_checks: {
          strict: input.requireBranchesToBeUpToDate ?? true,
          contexts: input.requiredStatusCheckContexts ?? [],
        },
        restrictions: input.restrictions ?? null,
        enforce_admins: options.enforceAdmins,
        required_pull_request_reviews: {
          required_approving_review_count: input.requiredApprovingReviewCount ?? 1,
          require_code_owner_reviews: input.requireCodeOwnerReviews ?? false,
          dismiss_stale_reviews: input.dismissStaleReviews ?? false,
          require_last_push_approval: input.requireLastPushApproval ?? false,
          ...(input.bypassPullRequestAllowances
            ? { bypass_pull_request_allowances: input.bypassPullRequestAllowances }
            : {}),
        },
        required_conversation_resolution: input.requiredConversationResolution ?? false,
        required_linear_history: input.requiredLinearHistory ?? false,
        ...(options.blockCreations === undefined ? {} : { block_creations: options.blockCreations }),
      },
    })
  let reply = await protect()
  // GitHub may need a moment until it knows a branch that was just pushed.
  for (let retry = 0; retry < maxRetries && reply.status === 404; retry++) {
    await timers.setTimeout(retryAfterMs, undefined, { signal })
    reply = await protect()
  }
  if (planLacksProtection(reply)) {
    log.warn(
      `The branch ${branch} of ${github.slug} was not protected: private repositories need a paid plan of GitHub for that.`,
    )
    return
  }
  if (!reply.isDone) throw reply.refusal()
  if (!input.requiredCommitSigning) return
  await github.ask('POST /repos/{owner}/{repo}/branches/{branch}/protection/required_signatures', {
    deed: `require signed commits on the branch ${branch} of ${github.slug}`,
    path: { branch },
  })
}

const planLacksProtection = ({ status, body }: RestReply<Protect>) =>
  status === 403 && JSON.stringify(body).includes('Upgrade to GitHub')
