import fs from 'node:fs'
import { lstat, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, makeProcessFolder, type Outgoing } from '@callboard/kernel'
import { errors } from '../model/errors.ts'
import type { Git, GitAuthor, GitRemote } from '../model/git.ts'
import { assertBranchName } from './content/branch-name.ts'
import { checkOut } from './content/check-out.ts'
import { copyCommit, moveHead, readCommit, writeCommit } from './content/commits.ts'
import { copyIntoClone } from './content/copy-into-clone.ts'
import { listFiles } from './content/list-files.ts'
import { writeTree } from './content/write-tree.ts'
import { loadGit, openGitStore, storeOptions } from './git-store.ts'
import type { LocalRepository } from './local/local-repositories.ts'
import { localTransport } from './local/local-transport.ts'
import { httpTransport } from './remotes/http-transport.ts'
import { parseRemoteUrl } from './remotes/remote-url.ts'
import { sshTransport } from './remotes/ssh-transport.ts'
import type { Transport } from './remotes/transport.ts'

const maxRetries = 5
const firstWaitMs = 2_000

/** What the names of the folders in the temporary folder begin with, in which this plugin works. */
export const gitFolderPrefix = 'callboard-git-'

/** The service `git`. */
export function createGit(options: {
  outgoing: Outgoing
  clock: Clock
  environment(name: string): string | undefined
  /** The repository that the portal itself keeps at an address, if it does. */
  findLocal?(url: string): Promise<LocalRepository | undefined>
  /** Waits between two attempts to push. */
  wait?(ms: number, signal: AbortSignal | undefined): Promise<unknown>
}): Git {
  const { outgoing, clock } = options
  const wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, signal ? { signal } : {}))

  const reach = async ({ remote, signal }: { remote: GitRemote; signal?: AbortSignal }, folder: string) => {
    const { transport, url } = parseRemoteUrl(remote.url)
    const kept = await options.findLocal?.(url.href)
    if (kept) return localTransport(kept, remote.url)
    if (transport === 'http') return httpTransport(remote, { outgoing, signal })
    const programsPath = options.environment('PATH')
    return sshTransport(remote, { url, outgoing, signal, programsPath, folder: await mkdtemp(join(folder, 'ssh-')) })
  }

  /** Does some work with a remote. The folder is empty, and removed afterwards. */
  const withRemote = async <T>(
    { remote, branch, signal }: { remote: GitRemote; branch?: string; signal?: AbortSignal },
    work: (transport: Transport, folder: string) => Promise<T>,
  ): Promise<T> => {
    if (branch !== undefined) assertBranchName(branch)
    // It may hold a private key.
    const own = await makeProcessFolder(tmpdir(), gitFolderPrefix)
    try {
      return await work(await reach({ remote, signal }, own.path), own.path)
    } finally {
      await own.remove()
    }
  }

  const pushWithPatience = async (
    transport: Transport,
    gitdir: string,
    to: { commit: string; branch: string; ref?: string; signal?: AbortSignal },
  ) => {
    for (let retry = 0; ; retry++) {
      try {
        return await transport.push(gitdir, to)
      } catch (error) {
        // A host may need a moment until it knows a repository that it has just made.
        const mayPass = errors.failed.is(error) || errors.notFound.is(error)
        if (!mayPass || retry === maxRetries) throw error
        await wait(firstWaitMs * 2 ** retry, to.signal)
      }
    }
  }

  /** Commits a tree and pushes it. Gives the commit that is there already when an earlier attempt was cut off after its push. */
  const commitTree = async (
    transport: Transport,
    gitdir: string,
    commit: NewCommit & { tree: string; parents: string[]; spare: string },
  ): Promise<string> => {
    const hash = await writeCommit(gitdir, commit, clock)
    try {
      await pushWithPatience(transport, gitdir, { ...commit, commit: hash })
      return hash
    } catch (error) {
      if (!errors.branchMoved.is(error)) throw error
      const spare = join(commit.spare, 'tip.git')
      await transport.fetch(spare, commit.branch).catch(() => Promise.reject(error))
      const store = await openGitStore(spare)
      const tip = await readCommit(spare, (await store.findCommit('HEAD')) ?? hash)
      if (tip.tree !== commit.tree || tip.parents.join() !== commit.parents.join()) throw error
      await copyCommit(tip.hash, { from: spare, to: gitdir })
      return tip.hash
    }
  }

  return {
    publish: (request) =>
      withRemote(request, async (transport, spare) => {
        const git = await loadGit()
        const gitdir = join(spare, 'new.git')
        await git.init({ ...storeOptions(gitdir), bare: true, defaultBranch: request.branch })
        const tree = await writeTree(await openGitStore(gitdir), request.folder)
        return { commitHash: await commitTree(transport, gitdir, { ...request, tree, parents: [], spare }) }
      }),

    async listFiles(folder) {
      const git = await loadGit()
      return listFiles(folder, (filepath) => git.isIgnored({ fs, dir: folder, filepath }))
    },

    clone: (request) =>
      withRemote(request, async (transport) => {
        const { folder } = request
        await assertEmpty(folder)
        const gitdir = join(folder, '.git')
        await transport.fetch(gitdir, request.branch)
        const store = await openGitStore(gitdir)
        const branch = await store.currentBranch()
        const commitHash = await store.findCommit('HEAD')
        if (!commitHash) return { branch }
        const { tree } = await readCommit(gitdir, commitHash)
        await checkOut(store, { tree, folder, remote: transport.shownUrl })
        return { branch, commitHash }
      }),

    copyInto: copyIntoClone,

    commitAndPush: (request) =>
      withRemote(request, async (transport, spare) => {
        const { folder, branch } = request
        await assertCopy(folder)
        const gitdir = join(folder, '.git')
        const store = await openGitStore(gitdir)
        const head = await store.findCommit('HEAD')
        const base = head ? (await readCommit(gitdir, head)).tree : undefined
        const tree = await writeTree(store, folder, base)
        if (tree === base) return undefined
        const parents = head ? [head] : []
        const commit = await commitTree(transport, gitdir, { ...request, tree, parents, spare })
        await moveHead(gitdir, { branch, commit })
        return { commitHash: commit }
      }),
  }
}

interface NewCommit {
  branch: string
  ref?: string
  message: string
  author: GitAuthor
  signingKey?: string
  signal?: AbortSignal
}

async function assertEmpty(folder: string): Promise<void> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (files.length > 0) throw errors.folderNotEmpty({ folder: basename(folder) })
}

async function assertCopy(folder: string): Promise<void> {
  // A link, or the file that names another folder, could lead to the repository of somebody else.
  const found = await lstat(join(folder, '.git')).catch(() => undefined)
  if (!found?.isDirectory()) throw errors.notACopy({ folder: basename(folder) })
}
