import type { Action } from '@callboard/plugin-scaffolder'
import { createGithubDeployKey } from './deploy-key.ts'
import { dispatchGithubWorkflow } from './dispatch-workflow.ts'
import { createGithubEnvironment } from './environment.ts'
import type { GithubSetup } from './github-repo.ts'
import { createGithubIssue, labelGithubIssue } from './issues.ts'
import { createGithubRepo, publishGithub, pushGithubRepo } from './publish.ts'
import { githubPullRequest } from './pull-request.ts'
import { createGithubAutolink, enableGithubPages, protectGithubBranch } from './repository-features.ts'
import { githubWebhook } from './webhook.ts'

/** All of GitHub's actions (spec/scaffolder.md 11.4). */
export const githubActions = (setup: GithubSetup): Action[] =>
  [
    publishGithub,
    createGithubRepo,
    pushGithubRepo,
    githubPullRequest,
    githubWebhook,
    createGithubIssue,
    labelGithubIssue,
    createGithubEnvironment,
    createGithubDeployKey,
    createGithubAutolink,
    enableGithubPages,
    protectGithubBranch,
    dispatchGithubWorkflow,
  ].map((declare) => declare(setup))
