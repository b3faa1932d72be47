import fs from 'node:fs'
import type { TreeEntry } from 'isomorphic-git'

/** The objects and branches of one `.git` folder or bare repository. */
export interface GitStore {
  /** The folder. */
  readonly gitdir: string
  readTree(hash: string): Promise<TreeEntry[]>
  writeTree(entries: TreeEntry[]): Promise<string>
  readBlob(hash: string): Promise<Uint8Array>
  writeBlob(content: Uint8Array): Promise<string>
  /** Whether the `.gitignore` files of a folder name a path of it. */
  isIgnored(folder: string, path: string): Promise<boolean>
  /** The commit that a ref (`HEAD`, `refs/heads/main`) points to, if there is one. */
  findCommit(ref: string): Promise<string | undefined>
  hasCommit(hash: string): Promise<boolean>
  /** The branch that it is on, which may have no commit yet. */
  currentBranch(): Promise<string>
}

/** What every function of isomorphic-git wants. The cache lives as long as one piece of work. */
export const storeOptions = (gitdir: string) => ({ fs, gitdir, cache: {} })

/** Opens a folder that git has made, here or elsewhere. */
export async function openGitStore(gitdir: string): Promise<GitStore> {
  const git = await loadGit()
  const options = storeOptions(gitdir)
  return {
    gitdir,
    readTree: async (oid) => (await git.readTree({ ...options, oid })).tree,
    writeTree: (tree) => git.writeTree({ ...options, tree }),
    readBlob: async (oid) => (await git.readBlob({ ...options, oid })).blob,
    writeBlob: (blob) => git.writeBlob({ ...options, blob }),
    async hasCommit(oid) {
      return git.readCommit({ ...options, oid }).then(
        () => true,
        () => false,
      )
    },
    currentBranch: async () => (await git.currentBranch({ fs, gitdir })) || 'main',
    isIgnored: (dir, filepath) => git.isIgnored({ fs, dir, gitdir, filepath }),
    async findCommit(ref) {
      try {
        return await git.resolveRef({ ...options, ref })
      } catch (error) {
        if (error instanceof git.Errors.NotFoundError) return undefined
        throw error
      }
    },
  }
}

/** Loaded when it is needed first: most portals start without a push. */
export const loadGit = async () => (await import('isomorphic-git')).default
