import type { Clock } from '@callboard/kernel'
import type { ActionContext } from '@callboard/plugin-scaffolder'
import { errors } from './errors.ts'
import { beginning, checkpointKey, type GithubRepo } from './github-repo.ts'
import type { BodyOf, RestReply } from './github-rest.ts'
import type { RepositoryInput } from './repository-input.ts'

/** A repository that was made. */
export type CreatedRepository = {
  cloneUrl: string
  htmlUrl: string
}

type Input = RepositoryInput & { autoInit?: boolean }
type InOrganisation = 'POST /orgs/{org}/repos'
type OfUser = 'POST /user/repos'

/**
 * Creates the repository, once for the life of the task.
 *
 * @throws `scaffolder/host-refused` when there is one already that is not the one this very step has made before it was
 * interrupted.
 */
export async function createRepository(
  context: ActionContext<Input>,
  github: GithubRepo,
  { clock }: { clock: Clock },
): Promise<CreatedRepository> {
  const key = checkpointKey(context, 'create.github.repo', github.owner, github.repo)
  const { isAgain, mayHaveMade } = await beginning(context, key, clock)
  return context.checkpoint(key, async () => {
    const { input, log } = context
    const isOrganisation = await ownerIsOrganisation(github)
    const { access } = input
    if (access?.startsWith(`${github.owner}/`)) await assertTeam(github, access)
    const reply = isOrganisation ? await createInOrganisation(input, github) : await createForUser(input, github)
    if (reply.isDone) {
      log.info(`Created the repository ${github.slug}`)
      return { cloneUrl: reply.body.clone_url, htmlUrl: reply.body.html_url }
    }
    const own = reply.status === 422 && isAgain ? await findInterrupted(input, github, mayHaveMade) : undefined
    if (!own) throw reply.refusal(adviceFor(reply.status, github))
    log.info(`The repository ${github.slug} was already created, before this step was interrupted`)
    return own
  })
}

async function ownerIsOrganisation(github: GithubRepo): Promise<boolean> {
  const reply = await github.attempt('GET /users/{username}', {
    deed: `find the owner ${github.owner}`,
    path: { username: github.owner },
  })
  if (reply.isDone) return reply.body.type === 'Organization'
  throw reply.refusal(
    reply.status === 404
      ? `Check the owner "${github.owner}" in repoUrl: ${github.host} knows no such user or organisation.`
      : undefined,
  )
}

async function assertTeam(github: GithubRepo, access: string): Promise<void> {
  const slug = access.slice(github.owner.length + 1)
  await github.ask('GET /orgs/{org}/teams/{team_slug}', {
    deed: `find the team ${access} of the input "access"`,
    path: { org: github.owner, team_slug: slug },
  })
}

const createInOrganisation = (input: Input, github: GithubRepo): Promise<RestReply<InOrganisation>> => {
  const body = {
    ...settingsOf(input, github),
    visibility: input.repoVisibility ?? 'private',
    ...(input.customProperties ? { custom_properties: input.customProperties } : {}),
  }
  return github.attempt('POST /orgs/{org}/repos', {
    deed: `create the repository ${github.slug}`,
    path: { org: github.owner },
    // GitHub's description leaves out "internal", which organisations of an enterprise have.
    body: body as BodyOf<InOrganisation>,
  })
}

/** @throws Error when the credentials are somebody else's: GitHub would make the repository there. */
async function createForUser(input: Input, github: GithubRepo): Promise<RestReply<OfUser>> {
  const person = await github.attempt('GET /user', { deed: 'tell whose credentials these are' })
  if (!person.isDone)
    throw person.refusal('Apps cannot make repositories of users: give the step the token of that user.')
  const { login } = person.body
  if (login.toLowerCase() !== github.owner.toLowerCase()) {
    throw errors.foreignOwner({ owner: github.owner, login, host: github.host })
  }
  return github.attempt('POST /user/repos', {
    deed: `create the repository ${github.slug}`,
    body: settingsOf(input, github),
  })
}

const settingsOf = (input: Input, github: GithubRepo): BodyOf<OfUser> => ({
  name: github.repo,
  private: (input.repoVisibility ?? 'private') !== 'public',
  description: input.description,
  homepage: input.homepage,
  delete_branch_on_merge: input.deleteBranchOnMerge ?? false,
  allow_merge_commit: input.allowMergeCommit ?? true,
  allow_squash_merge: input.allowSquashMerge ?? true,
  ...(input.allowSquashMerge === false
    ? {}
    : {
        squash_merge_commit_title: input.squashMergeCommitTitle ?? 'COMMIT_OR_PR_TITLE',
        squash_merge_commit_message: input.squashMergeCommitMessage ?? 'COMMIT_MESSAGES',
      }),
  allow_rebase_merge: input.allowRebaseMerge ?? true,
  allow_auto_merge: input.allowAutoMerge ?? false,
  has_projects: input.hasProjects,
  has_wiki: input.hasWiki,
  has_issues: input.hasIssues,
  ...(input.autoInit ? { auto_init: true } : {}),
})

/** The repository, if an earlier run of this step can have made it: it is younger than that, and without content. */
async function findInterrupted(
  input: Input,
  github: GithubRepo,
  mayHaveMade: (createdAt: string) => boolean,
): Promise<CreatedRepository | undefined> {
  const found = await github.attempt('GET /repos/{owner}/{repo}', { deed: `look at ${github.slug}` })
  if (!found.isDone) return undefined
  const { created_at, visibility = 'private', clone_url, html_url } = found.body
  if (!mayHaveMade(created_at) || visibility !== (input.repoVisibility ?? 'private')) return undefined
  const commits = await github.attempt('GET /repos/{owner}/{repo}/commits', {
    deed: `look at the commits of ${github.slug}`,
    query: { per_page: '2' },
  })
  // A repository without commits answers 409.
  const isUntouched = commits.status === 409 || (input.autoInit && commits.isDone && commits.body.length === 1)
  return isUntouched ? { cloneUrl: clone_url, htmlUrl: html_url } : undefined
}

function adviceFor(status: number, { owner, slug }: GithubRepo): string | undefined {
  if (status === 403 || status === 404) return `Let its credentials create repositories in ${owner}.`
  if (status === 422) return `If ${slug} exists already, choose another name.`
  return undefined
}
