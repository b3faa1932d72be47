import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { GitAuthor } from '../../model/git.ts'
import type { FileChange, MergeRequest } from '../../model/routes.ts'
import { readCommit } from '../content/commits.ts'
import { compareTrees } from '../content/compare-trees.ts'
import { loadGit, openGitStore, storeOptions } from '../git-store.ts'
import { findRef, type LocalRepository, moveBranch } from './local-repositories.ts'

/** What somebody asks to be merged into repositories of this portal. They are kept as files beside the repository's own. */
export interface MergeRequests {
  /** The newest first. */
  list(repository: LocalRepository): Promise<MergeRequest[]>
  /** @throws `git/no-merge-request` */
  get(repository: LocalRepository, number: number): Promise<MergeRequest>
  /** Gives the one that is open already for the same branches, if there is one. */
  open(
    repository: LocalRepository,
    request: Pick<MergeRequest, 'title' | 'description' | 'source' | 'target' | 'createdBy'>,
  ): Promise<MergeRequest>
  changes(repository: LocalRepository, request: MergeRequest): Promise<FileChange[]>
  /** @throws `git/not-open`, `git/merge-conflict` */
  merge(repository: LocalRepository, number: number, by: GitAuthor & { ref?: string }): Promise<MergeRequest>
}

/** Makes them. */
export function createMergeRequests({ clock }: { clock: Clock }): MergeRequests {
  const nameOf = ({ owner, name }: LocalRepository) => `${owner}/${name}`
  const requests: MergeRequests = {
    async list(repository) {
      const files = await readdir(folderOf(repository)).catch(() => [])
      const numbers = files.flatMap((file) => /^(\d+)\.json$/.exec(file)?.[1] ?? []).map(Number)
      return Promise.all(numbers.sort((a, b) => b - a).map((number) => requests.get(repository, number)))
    },
    async get(repository, number) {
      const text = await readFile(fileOf(repository, number), 'utf8').catch((cause) => {
        throw errors.noMergeRequest({ repository: nameOf(repository), number }, { cause })
      })
      // Written by `open` and `merge` only.
      return JSON.parse(text) as MergeRequest
    },
    async open(repository, request) {
      const all = await requests.list(repository)
      const isSame = ({ state, source, target }: MergeRequest) =>
        state === 'open' && source === request.source && target === request.target
      const same = all.find(isSame)
      if (same) return same
      await mkdir(folderOf(repository), { recursive: true })
      for (let number = (all[0]?.number ?? 0) + 1; ; number++) {
        const opened: MergeRequest = { number, ...request, state: 'open', createdAt: clock.now() }
        const isMine = await writeFile(fileOf(repository, number), JSON.stringify(opened), { flag: 'wx' }).then(
          () => true,
          (error: NodeJS.ErrnoException) => {
            if (error.code !== 'EEXIST') throw error
            return false
          },
        )
        if (isMine) return opened
      }
    },
    async changes({ gitdir }, { source, target, merged }) {
      const store = await openGitStore(gitdir)
      const to = merged?.to ?? (await findRef(store, source))
      if (!to) return []
      const from = merged?.from ?? (await mergeBase(gitdir, await findRef(store, target), to))
      const before = from && (await readCommit(gitdir, from)).tree
      return compareTrees(store, before, (await readCommit(gitdir, to)).tree)
    },
    async merge(repository, number, { ref, ...by }) {
      const { gitdir } = repository
      let done: MergeRequest | undefined
      const { target } = await requests.get(repository, number)
      await moveBranch(gitdir, target, async (tip) => {
        // Read under the lock: two people may press the button at once.
        const request = await requests.get(repository, number)
        if (request.state !== 'open')
          throw errors.notOpen({ repository: nameOf(repository), number, state: request.state })
        const source = await findRef(await openGitStore(gitdir), request.source)
        if (!source || !tip)
          throw errors.branchNotFound({ remote: nameOf(repository), branch: source ? target : request.source })
        const commit = await mergeCommits(gitdir, { tip, source, request, by, clock })
        const merged = { from: tip, to: commit }
        const mergedBy = ref === undefined ? {} : { mergedBy: ref }
        done = { ...request, state: 'merged', mergedAt: clock.now(), ...mergedBy, merged }
        return commit
      })
      // `moveBranch` resolves only after it has called its function.
      const merged = done as unknown as MergeRequest
      const file = fileOf(repository, number)
      await writeFile(`${file}.new`, JSON.stringify(merged))
      await rename(`${file}.new`, file)
      return merged
    },
  }
  return requests
}

const folderOf = ({ gitdir }: LocalRepository) => join(gitdir, 'merge-requests')
const fileOf = (repository: LocalRepository, number: number) => join(folderOf(repository), `${number}.json`)

async function mergeBase(gitdir: string, target: string | undefined, source: string): Promise<string | undefined> {
  if (!target) return undefined
  const git = await loadGit()
  return (await git.findMergeBase({ ...storeOptions(gitdir), oids: [target, source] }))[0]
}

async function mergeCommits(
  gitdir: string,
  options: { tip: string; source: string; request: MergeRequest; by: GitAuthor; clock: Clock },
): Promise<string> {
  const { tip, source, request, clock } = options
  const git = await loadGit()
  const author = { ...options.by, timestamp: Math.floor(clock.nowMs() / 1000), timezoneOffset: 0 }
  try {
    const { oid } = await git.merge({
      ...storeOptions(gitdir),
      ...{ ours: tip, theirs: source, author, committer: author, fastForward: false, noUpdateBranch: true },
      message: `Merge "${request.title}" (!${request.number})`,
    })
    return oid ?? tip
  } catch (error) {
    if (!(error instanceof git.Errors.MergeConflictError)) throw error
    const { filepaths } = error.data
    const { source: from, target } = request
    throw errors.mergeConflict({ source: from, target, paths: filepaths.join(', ') }, { cause: error })
  }
}
