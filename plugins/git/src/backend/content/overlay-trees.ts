import type { TreeEntry } from 'isomorphic-git'
import type { GitStore } from '../git-store.ts'

/**
 * Lays one tree over another: what only the base has stays, what both have is the upper one's.
 *
 * @param at - The folder of the base that the upper tree is laid over; empty for its root.
 * @returns The hash of the new tree.
 */
export async function overlayTrees(
  store: GitStore,
  { base, upper, at }: { base: string | undefined; upper: string; at: string },
): Promise<string> {
  const [folder, ...below] = at.split('/').filter(Boolean)
  const entries = new Map((base ? await store.readTree(base) : []).map((entry) => [entry.path, entry]))
  const treeAt = (name: string) => {
    const entry = entries.get(name)
    return entry?.type === 'tree' ? entry.oid : undefined
  }
  const put = (entry: TreeEntry) => void entries.set(entry.path, entry)
  if (folder !== undefined) {
    const oid = await overlayTrees(store, { base: treeAt(folder), upper, at: below.join('/') })
    put({ path: folder, mode: '040000', type: 'tree', oid })
  } else {
    for (const entry of await store.readTree(upper)) {
      const both = entry.type === 'tree' ? treeAt(entry.path) : undefined
      put(both ? { ...entry, oid: await overlayTrees(store, { base: both, upper: entry.oid, at: '' }) } : entry)
    }
  }
  return store.writeTree([...entries.values()])
}
