import type { Clock } from '@callboard/kernel'
import type { GitAuthor } from '../../model/git.ts'
import { loadGit, storeOptions } from '../git-store.ts'
import { signCommit } from './sign-commit.ts'

/** A commit as far as others build on it. */
export interface CommitLink {
  hash: string
  tree: string
  parents: string[]
}

/** Writes a commit that no branch points to yet. */
export async function writeCommit(
  gitdir: string,
  commit: { tree: string; parents: string[]; message: string; author: GitAuthor; signingKey?: string },
  clock: Clock,
): Promise<string> {
  const git = await loadGit()
  const { signingKey } = commit
  const author = {
    name: oneLine(commit.author.name),
    email: oneLine(commit.author.email),
    timestamp: Math.floor(clock.nowMs() / 1000),
    timezoneOffset: 0,
  }
  return git.commit({
    ...storeOptions(gitdir),
    ...{ tree: commit.tree, parent: commit.parents, author, committer: author, noUpdateBranch: true, ref: 'HEAD' },
    // Git wants some text.
    message: commit.message.trim() ? commit.message : 'No message.',
    ...(signingKey && {
      signingKey,
      onSign: async ({ payload }: { payload: string }) => ({ signature: await signCommit(payload, signingKey) }),
    }),
  })
}

/** Reads a commit. */
export async function readCommit(gitdir: string, hash: string): Promise<CommitLink> {
  const git = await loadGit()
  const { commit } = await git.readCommit({ ...storeOptions(gitdir), oid: hash })
  return { hash, tree: commit.tree, parents: commit.parent }
}

/** Takes a commit, without its files, from one repository into another. */
export async function copyCommit(hash: string, { from, to }: { from: string; to: string }): Promise<void> {
  const git = await loadGit()
  const { object } = await git.readObject({ ...storeOptions(from), oid: hash, format: 'content' })
  // Its content is bytes in this format.
  await git.writeObject({ ...storeOptions(to), object: object as Uint8Array, type: 'commit', format: 'content' })
}

/** Makes a branch of a copy point to a commit, and the copy be on it. */
export async function moveHead(gitdir: string, { branch, commit }: { branch: string; commit: string }): Promise<void> {
  const git = await loadGit()
  const ref = `refs/heads/${branch}`
  await git.writeRef({ ...storeOptions(gitdir), ref, value: commit, force: true })
  await git.writeRef({ ...storeOptions(gitdir), ref: 'HEAD', value: ref, symbolic: true, force: true })
}

// A line break would begin another line of the commit's head.
const oneLine = (text: string) => text.replace(/[<>\p{Cc}]+/gu, ' ').trim()
