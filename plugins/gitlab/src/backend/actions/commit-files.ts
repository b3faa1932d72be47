import type { ActionContext } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { applyToFolder } from './apply-to-folder.ts'
import type { GitlabHost, GitlabSetup, Project } from './gitlab-host.ts'
import type { BranchFile, CommitChange } from './plan-commit.ts'

/** The newest commit of a branch. */
interface Head {
  id: string
  message: string
}

/** The newest commit of a branch; undefined when there is no such branch. */
export async function findHead(
  gitlab: GitlabHost,
  project: Pick<Project, 'id'>,
  branch: string,
): Promise<Head | undefined> {
  const path = `${projectPath(project.id)}/repository/branches/${encodeURIComponent(branch)}`
  return (await gitlab.find<{ commit: Head }>(`show the branch ${branch}`, path))?.commit
}

/** Makes a branch, unless it is there. @returns The hash of its newest commit. */
export async function ensureBranch(
  gitlab: GitlabHost,
  { project, branch, ref }: { project: Pick<Project, 'id'>; branch: string; ref: string },
): Promise<string> {
  const head = await findHead(gitlab, project, branch)
  if (head) return head.id
  const path = `${projectPath(project.id)}/repository/branches`
  const deed = `create the branch ${branch}`
  const { commit } = await gitlab.call<{ commit: Head }>(deed, { method: 'POST', path, body: { branch, ref } })
  return commit.id
}

/** All files of a branch. */
export async function listFiles(gitlab: GitlabHost, project: Project, branch: string): Promise<BranchFile[]> {
  const query = new URLSearchParams({ ref: branch, recursive: 'true', per_page: '100' })
  const path = `${projectPath(project.id)}/repository/tree?${query}`
  return (await gitlab.list<BranchFile & { type: string }>(path)).filter(({ type }) => type === 'blob')
}

/** A commit to make. */
export interface NewCommit {
  project: Project
  /** Is made from `startBranch` when it is not there. */
  branch: string
  startBranch: string
  message: string
  changes: readonly CommitChange[]
  /** What `branch` was at when the step began; null when it was not there. */
  headBefore: string | null
}

/**
 * Commits once: when the branch is at a commit with this message that was not there when the step began, a crash came after
 * this step's commit, which is taken.
 *
 * @returns The hash of the commit.
 */
export async function commitFiles(
  setup: GitlabSetup,
  gitlab: GitlabHost,
  { context, commit }: { context: ActionContext<unknown>; commit: NewCommit },
): Promise<string> {
  const { project, branch, message, headBefore } = commit
  const head = await findHead(gitlab, project, branch)
  if (head && head.id !== headBefore && head.message.trim() === message.trim()) return head.id
  const base = head ? branch : commit.startBranch
  // GitLab's API for commits makes no symbolic links: https://docs.gitlab.com/api/commits/
  const hasLinks = commit.changes.some((change) => change.action !== 'delete' && change.file.mode === '120000')
  return hasLinks
    ? commitByGit(setup, gitlab, { context, commit, base })
    : commitByApi(gitlab, { commit, startBranch: head ? undefined : base })
}

async function commitByApi(
  gitlab: GitlabHost,
  { commit, startBranch }: { commit: NewCommit; startBranch: string | undefined },
): Promise<string> {
  const { project, branch, message, changes } = commit
  const deed = `commit ${changes.length} files to ${branch} of ${project.path_with_namespace}`
  const body = {
    branch,
    ...(startBranch ? { start_branch: startBranch } : {}),
    commit_message: message,
    actions: changes.flatMap(apiActions),
    ...(changes.length === 0 ? { allow_empty: true } : {}),
  }
  const path = `${projectPath(project.id)}/repository/commits`
  return (await gitlab.call<{ id: string }>(deed, { method: 'POST', path, body })).id
}

function apiActions(change: CommitChange): Record<string, unknown>[] {
  if (change.action === 'delete') return [{ action: 'delete', file_path: change.path }]
  const { file, path } = change
  const chmod = { action: 'chmod', file_path: path, execute_filemode: file.mode === '100755' }
  if (change.action === 'chmod') return [chmod]
  const content = { encoding: 'base64', content: file.content.toString('base64') }
  // A mode is only looked at in an action of its own.
  return [{ action: change.action, file_path: path, ...content }, ...(change.sets ? [chmod] : [])]
}

async function commitByGit(
  setup: GitlabSetup,
  gitlab: GitlabHost,
  { context, commit, base }: { context: ActionContext<unknown>; commit: NewCommit; base: string },
): Promise<string> {
  const { project, branch, message, changes } = commit
  const { signal } = context
  const folder = await context.temporaryFolder()
  const remote = { url: project.http_url_to_repo, headers: gitlab.gitHeaders }
  await setup.git.clone({ remote, folder, branch: base, signal })
  await applyToFolder(folder, changes)
  const { author } = setup.defaults
  const pushed = await setup.git.commitAndPush({ folder, remote, branch, message, author, signal })
  if (!pushed) throw new Error(`The commit to ${branch} would be empty.`)
  return pushed.commitHash
}
