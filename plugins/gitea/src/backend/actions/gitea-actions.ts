import type { Action } from '@callboard/plugin-scaffolder'
import type { GiteaSetup } from './gitea-host.ts'
import { publishGitea } from './publish-gitea.ts'
import { publishPullRequest } from './pull-request.ts'
import { createDeployKey, createIssue, createWebhook, dispatchWorkflow, protectBranch } from './repository-actions.ts'

/** What templates can do on Gitea. `publish:gitea` is of spec/scaffolder.md 11.6; the others follow GitHub's. */
export const giteaActions = (setup: GiteaSetup): Action[] => [
  publishGitea(setup),
  publishPullRequest(setup),
  createIssue(setup),
  createWebhook(setup),
  createDeployKey(setup),
  protectBranch(setup),
  dispatchWorkflow(setup),
]
