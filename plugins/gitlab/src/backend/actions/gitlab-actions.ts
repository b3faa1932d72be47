import type { Action } from '@callboard/plugin-scaffolder'
import { ensureGroup } from './ensure-group.ts'
import type { GitlabSetup } from './gitlab-host.ts'
import { setGroupAccess } from './group-access.ts'
import { createIssue, editIssue } from './issues.ts'
import { publishMergeRequest } from './merge-request.ts'
import { migrateGroup } from './migrate-group.ts'
import { createDeployKey, createEnvironment, createWebhook, protectBranch } from './project-rules.ts'
import { createProjectAccessToken, createProjectDeployToken } from './project-tokens.ts'
import { createProjectVariable } from './project-variables.ts'
import { publishGitlab } from './publish-gitlab.ts'
import { pushToRepository } from './repo-push.ts'
import { triggerPipeline } from './trigger-pipeline.ts'
import { readUserInfo } from './user-info.ts'

/** What templates can do on GitLab: spec/scaffolder.md 11.5, and four that follow GitHub's. */
export const gitlabActions = (setup: GitlabSetup): Action[] => [
  publishGitlab(setup),
  publishMergeRequest(setup),
  pushToRepository(setup),
  ensureGroup(setup),
  setGroupAccess(setup),
  migrateGroup(setup),
  createIssue(setup),
  editIssue(setup),
  createProjectAccessToken(setup),
  createProjectDeployToken(setup),
  createProjectVariable(setup),
  triggerPipeline(setup),
  readUserInfo(setup),
  createWebhook(setup),
  protectBranch(setup),
  createEnvironment(setup),
  createDeployKey(setup),
]
