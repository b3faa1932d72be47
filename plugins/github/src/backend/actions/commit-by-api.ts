import { errors as gitErrors } from '@callboard/plugin-git'
import type { ActionContext } from '@callboard/plugin-scaffolder'
import { errors } from './errors.ts'
import type { GithubRepo } from './github-repo.ts'
import { type ContentFile, listContent } from './list-content.ts'

const maxMegabytes = 30

/**
 * Commits a folder to an empty repository without git, for where git does not get through. GitHub signs the commit, and
 * keeps neither symbolic links nor executable bits.
 *
 * @returns The commit's hash.
 * @throws `github/content-too-large`, `git/branch-moved` when the branch holds other commits, and what GitHub refuses.
 */
export async function commitByApi(
  { log }: Pick<ActionContext, 'log'>,
  github: GithubRepo,
  { folder, branch, message }: { folder: string; branch: string; message: string },
): Promise<string> {
  const files = await listContent(folder)
  const [first, ...others] = withoutLinks(files, log)
  if (!first) throw errors.noContent({ folder })
  const megabytes = Math.ceil(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 / 1024)
  if (megabytes > maxMegabytes) throw errors.contentTooLarge({ megabytes, limit: maxMegabytes })

  const there = await listCommits(github, branch)
  const isOwn = there.every((commit) => commit.message === message)
  if (there.length > 2 || !isOwn) throw gitErrors.branchMoved({ remote: github.slug, branch })
  const [newest] = there
  if (there.length === 2 && newest) return newest.sha
  // Only a branch that is there can be committed to by GraphQL, and only this makes one in an empty repository.
  const head = newest?.sha ?? (await commitFirst(github, { file: first, branch, message }))
  return others.length === 0 ? head : commitOthers(github, { files: others, branch, message, head })
}

function withoutLinks(files: ContentFile[], log: ActionContext['log']): ContentFile[] {
  const links = files.filter(({ mode }) => mode === '120000').map(({ path }) => path)
  const programs = files.filter(({ mode }) => mode === '100755').map(({ path }) => path)
  if (links.length > 0) log.warn(`Symbolic links cannot be committed by the API and are left out: ${links.join(', ')}`)
  if (programs.length > 0) log.warn(`The API does not keep the executable bit of: ${programs.join(', ')}`)
  return files.filter(({ mode }) => mode !== '120000')
}

/** At most three, newest first; none where the repository is empty or has no such branch. */
async function listCommits(github: GithubRepo, branch: string): Promise<{ sha: string; message: string }[]> {
  const reply = await github.attempt('GET /repos/{owner}/{repo}/commits', {
    deed: `look at the branch ${branch} of ${github.slug}`,
    query: { sha: branch, per_page: '3' },
  })
  if (reply.status === 409 || reply.status === 404) return []
  if (!reply.isDone) throw reply.refusal()
  return reply.body.map(({ sha, commit }) => ({ sha, message: commit.message }))
}

async function commitFirst(
  github: GithubRepo,
  { file, branch, message }: { file: ContentFile; branch: string; message: string },
): Promise<string> {
  const { commit } = await github.ask('PUT /repos/{owner}/{repo}/contents/{path}', {
    deed: `commit ${file.path} to ${github.slug}`,
    path: { path: file.path },
    body: { branch, message, content: (await file.read()).toString('base64') },
  })
  if (!commit.sha) throw new Error(`${github.host} did not tell the commit that it made in ${github.slug}.`)
  return commit.sha
}

async function commitOthers(
  github: GithubRepo,
  { files, branch, message, head }: { files: ContentFile[]; branch: string; message: string; head: string },
): Promise<string> {
  const additions: { path: string; contents: string }[] = []
  for (const file of files) additions.push({ path: file.path, contents: (await file.read()).toString('base64') })
  const [headline = '', ...body] = message.split('\n')
  const input = {
    branch: { repositoryNameWithOwner: github.slug, branchName: branch },
    message: { headline, ...(body.length > 0 ? { body: body.join('\n').trim() } : {}) },
    fileChanges: { additions },
    expectedHeadOid: head,
  }
  const data = await github.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
    'mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }',
    { input },
  )
  return data.createCommitOnBranch.commit.oid
}
