import { posix } from 'node:path'
import timers from 'node:timers/promises'
import { type ScmDefaults, errors as scaffolderErrors } from '@callboard/plugin-scaffolder'
import { buildTree } from './build-tree.ts'
import { errors } from './errors.ts'
import { checkpointKey, type GithubRepo, getSourceFolder } from './github-repo.ts'
import { listContent } from './list-content.ts'
import type { PullRequestContext } from './pull-request-input.ts'

/** A commit that is ready for a pull request, and that no branch shows yet. */
export type PullRequestCommit = {
  sha: string
  targetBranch: string
  /** The repository that the commit is in: the target or its fork. */
  head: { owner: string; repo: string }
  /** Whether its branch was there. */
  isUpdate: boolean
}

/**
 * Writes the commit of a pull request.
 *
 * @param options.isAgain - An earlier run of the step got as far as this.
 * @returns undefined when nothing changes and the input wants no pull request then.
 * @throws `github/branch-exists`, `github/no-base-branch`, `github/not-a-file`, and what GitHub refuses.
 */
export async function commitChange(
  context: PullRequestContext,
  github: GithubRepo,
  { defaults, isAgain }: { defaults: ScmDefaults; isAgain: boolean },
): Promise<PullRequestCommit | undefined> {
  const { input } = context
  const target = await github.ask('GET /repos/{owner}/{repo}', { deed: `find the repository ${github.slug}` })
  const targetBranch = input.targetBranchName ?? target.default_branch
  const base = await findBranch(github, targetBranch)
  if (!base) throw errors.noBaseBranch({ slug: github.slug, branch: targetBranch })
  // Apps are not told what they may do.
  const mustFork = input.forceFork || target.permissions?.push === false
  const head = mustFork ? await fork(context, github, target.default_branch) : github

  const existing = await findBranch(head, input.branchName)
  if (existing && !input.update) throw errors.branchExists({ slug: head.slug, branch: input.branchName })
  const parent = existing ?? base
  const { tree: parentTree } = await head.ask('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    deed: `read the commit ${parent} of ${head.slug}`,
    path: { commit_sha: parent },
  })
  const tree = await buildTree(head, { baseTree: parentTree.sha, ...(await readChange(context, head, parent)) })
  const isEmpty = tree === parentTree.sha
  // In a branch that is there, an earlier run of this step may have made the change.
  const isOwn = existing !== undefined && isAgain
  if (isEmpty && !isOwn && input.createWhenEmpty === false) return undefined
  const commit = { targetBranch, head: { owner: head.owner, repo: head.repo }, isUpdate: existing !== undefined }
  if (isEmpty && existing) return { ...commit, sha: existing }
  const author = authorOf(input, defaults)
  const { sha } = await head.ask('POST /repos/{owner}/{repo}/git/commits', {
    deed: `commit to ${head.slug}`,
    body: {
      message: input.commitMessage ?? defaults.commitMessage ?? input.title,
      tree,
      parents: [parent],
      ...(author ? { author } : {}),
    },
  })
  return { ...commit, sha }
}

/** The commit at the tip of a branch; undefined when there is no such branch. */
export async function findBranch(github: GithubRepo, branch: string): Promise<string | undefined> {
  const reply = await github.attempt('GET /repos/{owner}/{repo}/git/ref/{ref}', {
    deed: `look for the branch ${branch} of ${github.slug}`,
    path: { ref: `heads/${branch}` },
  })
  // An empty repository answers 409.
  if (reply.status === 404 || reply.status === 409) return undefined
  if (!reply.isDone) throw reply.refusal()
  return reply.body.object.sha
}

const forkPolls = 30
const forkPollMs = 1_000

/** The fork of whoever the credentials are; made when it is not there, which takes GitHub a moment. */
async function fork(context: PullRequestContext, github: GithubRepo, branch: string): Promise<GithubRepo> {
  const key = checkpointKey(context, 'fork.github.repo', github.owner, github.repo)
  const { owner, repo } = await context.checkpoint(key, async () => {
    const forked = await github.ask('POST /repos/{owner}/{repo}/forks', { deed: `fork ${github.slug}`, body: {} })
    context.log.info(`Forked ${github.slug} to ${forked.full_name}`)
    return { owner: forked.owner.login, repo: forked.name }
  })
  const forked = github.other({ owner, repo })
  for (let poll = 0; poll < forkPolls; poll++) {
    if (await findBranch(forked, branch)) return forked
    await timers.setTimeout(forkPollMs, undefined, { signal: context.signal })
  }
  throw errors.forkNotReady({ slug: forked.slug })
}

/** What is added and what is removed, by their paths in the repository. */
async function readChange(context: PullRequestContext, head: GithubRepo, parent: string) {
  const { input } = context
  const folder = await getSourceFolder(context)
  const remove: string[] = []
  const deleted = new Set((input.filesToDelete ?? []).map((path) => pathBelow(input.targetPath, path)))
  for (const path of deleted) if (await isFile(head, { path, ref: parent })) remove.push(path)
  const files = (await listContent(folder))
    .map((file) => ({ ...file, path: pathBelow(input.targetPath, file.path) }))
    .filter(({ path }) => !deleted.has(path))
  return { files, remove }
}

/** @throws `scaffolder/path-escapes` */
function pathBelow(targetPath = '.', path: string): string {
  const folder = posix.normalize(`./${targetPath}`)
  const result = posix.normalize(`${folder}/${path}`)
  const isBelow = !folder.startsWith('..') && posix.relative(folder, result).split('/')[0] !== '..'
  if (!isBelow || result === '.') throw scaffolderErrors.pathEscapes({ path: `${targetPath}/${path}` })
  return result
}

/** GitHub refuses a tree that removes what is not there. */
async function isFile(github: GithubRepo, { path, ref }: { path: string; ref: string }): Promise<boolean> {
  const found = await github.attempt('GET /repos/{owner}/{repo}/contents/{path}', {
    deed: `look for ${path} in ${github.slug}`,
    path: { path },
    query: { ref },
  })
  if (found.status === 404) return false
  if (!found.isDone) throw found.refusal()
  if (Array.isArray(found.body)) throw errors.notAFile({ path, slug: github.slug })
  return true
}

/** Who is named as author: nobody, where nobody is configured, so that GitHub names the owner of the credentials. */
function authorOf(input: PullRequestContext['input'], { author, isAuthorConfigured }: ScmDefaults) {
  const isNamed = input.gitAuthorName || input.gitAuthorEmail || isAuthorConfigured
  if (input.forceEmptyGitAuthor || !isNamed) return undefined
  return { name: input.gitAuthorName || author.name, email: input.gitAuthorEmail || author.email }
}
