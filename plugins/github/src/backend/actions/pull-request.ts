import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction } from '@callboard/plugin-scaffolder'
import {
  beginning,
  checkpointKey,
  type GithubRepo,
  type GithubSetup,
  openGithubRepo,
  orWarn,
  planGithubRepo,
} from './github-repo.ts'
import { commitChange, findBranch, type PullRequestCommit } from './pull-request-commit.ts'
import { type PullRequestContext, pullRequestInput } from './pull-request-input.ts'

/** Opens a pull request with the files of the workspace. */
export const githubPullRequest = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'publish:github:pull-request',
    description: 'Opens a pull request on GitHub with the files of the workspace, or updates one.',
    input: pullRequestInput,
    output: Type.Object({
      targetBranchName: Type.Optional(Type.String({ description: 'The branch to merge into.' })),
      remoteUrl: Type.Optional(Type.String({ description: 'The page of the pull request.' })),
      pullRequestNumber: Type.Optional(Type.Number({ description: 'Its number.' })),
    }),
    caseInsensitiveInputs: ['repoUrl'],
    supportsDryRun: true,
    examples: [
      {
        description: 'Add the workspace to the folder "services/shop".',
        input: {
          repoUrl: 'github.com?owner=acme&repo=mono',
          branchName: 'add-shop',
          title: 'Add the shop',
          description: 'Made from a template.',
          targetPath: 'services/shop',
        },
      },
      {
        description: 'Replace a file, and ask for reviews.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=mono',
          branchName: 'new-pipeline',
          title: 'A new pipeline',
          description: 'The old one goes.',
          filesToDelete: ['Jenkinsfile'],
          reviewers: ['ada'],
          teamReviewers: ['platform'],
        },
      },
    ],
    run: (context) => openPullRequest(context, setup),
  })

async function openPullRequest(context: PullRequestContext, setup: GithubSetup): Promise<void> {
  const { input, log } = context
  if (context.isDryRun) {
    const { slug, page } = planGithubRepo(input, setup)
    log.info(`Would open a pull request from ${input.branchName} in ${slug}`)
    context.output('targetBranchName', input.targetBranchName ?? input.branchName)
    context.output('remoteUrl', `${page}/pull/42`)
    context.output('pullRequestNumber', 42)
    return
  }
  const github = await openGithubRepo(context, setup)
  const key = [github.owner, github.repo, input.branchName]
  const { isAgain } = await beginning(context, checkpointKey(context, 'create.pr', ...key), setup.clock)
  const write = () => commitChange(context, github, { defaults: setup.defaults, isAgain })
  // An update looks at what its branch holds now, and what it finds there is not added again.
  const commit = input.update
    ? await write()
    : await context.checkpoint(checkpointKey(context, 'commit.pr', ...key), write)
  if (!commit) {
    log.info('No file changes, so there is no pull request')
    return
  }
  const opened = await context.checkpoint(checkpointKey(context, 'create.pr', ...key), async () => {
    await showCommit(github.other(commit.head), input.branchName, commit)
    return openOrUpdate(context, github, commit)
  })
  await context.checkpoint(checkpointKey(context, 'ask.pr', ...key), async () => {
    await askPeople(context, github, opened.number)
    return true
  })
  context.output('targetBranchName', commit.targetBranch)
  context.output('remoteUrl', opened.url)
  context.output('pullRequestNumber', opened.number)
}

/** Points the branch at the commit. When that was done before the step was interrupted, nothing happens. */
async function showCommit(github: GithubRepo, branch: string, { sha, isUpdate }: PullRequestCommit): Promise<void> {
  if (isUpdate) {
    await github.ask('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      deed: `move the branch ${branch} of ${github.slug}`,
      path: { ref: `heads/${branch}` },
      body: { sha, force: false },
    })
    return
  }
  const created = await github.attempt('POST /repos/{owner}/{repo}/git/refs', {
    deed: `make the branch ${branch} in ${github.slug}`,
    body: { ref: `refs/heads/${branch}`, sha },
  })
  if (!created.isDone && (await findBranch(github, branch)) !== sha) throw created.refusal()
}

/** Opens the pull request; one that is open from the same branch is brought up to date. */
async function openOrUpdate(
  { input, log }: PullRequestContext,
  github: GithubRepo,
  { head, targetBranch }: PullRequestCommit,
): Promise<{ number: number; url: string }> {
  const from = `${head.owner}:${input.branchName}`
  const open = await github.ask('GET /repos/{owner}/{repo}/pulls', {
    deed: `look for pull requests from ${from} in ${github.slug}`,
    query: { state: 'open', head: from, base: targetBranch },
  })
  const [existing] = open
  const body = { title: input.title, body: input.description }
  if (existing) {
    const { number, html_url } = await github.ask('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      deed: `update pull request ${existing.number} of ${github.slug}`,
      path: { pull_number: existing.number },
      body,
    })
    log.info(`Updated pull request ${number}: ${html_url}`)
    return { number, url: html_url }
  }
  const { number, html_url } = await github.ask('POST /repos/{owner}/{repo}/pulls', {
    deed: `open a pull request from ${from} in ${github.slug}`,
    body: { ...body, head: from, base: targetBranch, draft: input.draft ?? false },
  })
  log.info(`Opened pull request ${number}: ${html_url}`)
  return { number, url: html_url }
}

const maxAssignees = 10

/** Whoever cannot be asked is warned of: the pull request is there. */
async function askPeople(context: PullRequestContext, github: GithubRepo, number: number): Promise<void> {
  const { input, log } = context
  const reviewers = unique(input.reviewers)
  const team_reviewers = unique(input.teamReviewers)
  if (reviewers.length + team_reviewers.length > 0) {
    await orWarn(context, `reviews by ${[...reviewers, ...team_reviewers].join(', ')}`, () =>
      github.ask('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
        deed: `ask for reviews of pull request ${number} of ${github.slug}`,
        path: { pull_number: number },
        body: { reviewers, team_reviewers },
      }),
    )
  }
  const assignees = unique(input.assignees)
  if (assignees.length > maxAssignees) {
    log.warn(`GitHub takes ${maxAssignees} assignees; left out: ${assignees.slice(maxAssignees).join(', ')}`)
  }
  if (assignees.length === 0) return
  await orWarn(context, `assigning to ${assignees.join(', ')}`, () =>
    github.ask('POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', {
      deed: `assign pull request ${number} of ${github.slug}`,
      path: { issue_number: number },
      body: { assignees: assignees.slice(0, maxAssignees) },
    }),
  )
}

const unique = (names: readonly string[] = []) => [...new Set(names)]
