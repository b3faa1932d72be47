import type { TreeEntry } from 'isomorphic-git'
import { readCommit } from '../content/commits.ts'
import type { GitStore } from '../git-store.ts'

/** What is at a path of a commit. */
export interface FoundEntry {
  type: TreeEntry['type']
  oid: string
  mode: string
}

/** A file below a tree; a link is one, too. */
export interface FoundFile {
  /** Relative to the tree. */
  path: string
  mode: string
  oid: string
}

/** @param path - Without slashes at its ends; empty for the root. */
export async function findEntry(store: GitStore, commit: string, path: string): Promise<FoundEntry | undefined> {
  let at: FoundEntry = { type: 'tree', oid: (await readCommit(store.gitdir, commit)).tree, mode: '040000' }
  for (const name of path.split('/').filter(Boolean)) {
    if (at.type !== 'tree') return undefined
    const entry = (await store.readTree(at.oid)).find((one) => one.path === name)
    if (!entry) return undefined
    at = { type: entry.type, oid: entry.oid, mode: entry.mode }
  }
  return at
}

/** All files below a tree, in git's order. */
export async function filesBelow(store: GitStore, tree: string, folder = ''): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const { path, mode, oid, type } of await store.readTree(tree)) {
    const below = folder ? `${folder}/${path}` : path
    if (type === 'tree') found.push(...(await filesBelow(store, oid, below)))
    else if (type === 'blob') found.push({ path: below, mode, oid })
  }
  return found
}
